// core/output/packet_line.ts: one line per packet, in tcpdump's manner.
import { linkTypeName } from "../capture/link_type.ts";
import type { Packet } from "../packet.ts";
import { Fault } from "../wire/fault.ts";
import { Ipv4 } from "../wire/ipv4.ts";
import type { Ipv6 } from "../wire/ipv6.ts";
import { IP_PROTOCOL } from "../wire/select.ts";
import { Sll } from "../wire/sll.ts";
import type { Tcp } from "../wire/tcp.ts";
import type { Udp } from "../wire/udp.ts";
import type { View } from "../wire/view.ts";
import { printEnds, printIpv4Header, printIpv6Header, printUdpChecksum } from "./_ip_line.ts";
import { LineColors } from "./_line_colors.ts";
import { LineRoles, type PortedView, Role } from "./_line_roles.ts";
import { printLinkHeader } from "./_link_line.ts";
import { TcpLine } from "./_tcp_line.ts";
import { DIRECTION_SHORT } from "./frame.ts";
import { asciiDump, Dump, hexDump } from "./hex_dump.ts";
import type { BufferOptions, PacketOutput, Sink } from "./sink.ts";
import { TimePrinter, TimeStyle } from "./time_text.ts";
import { Writer } from "./writer.ts";

/** What is printed of each packet. The letters are tcpdump's flags. */
export interface PacketLineOptions extends BufferOptions {
  /** `-t` and so on. */
  readonly time?: TimeStyle;
  /** `--nano`: nine digits of the second instead of six. */
  readonly nanoseconds?: boolean;
  /** 0 for `-q`, 1 by default, one more for each `-v`. */
  readonly detail?: number;
  /** `-e`: the link header too. */
  readonly link?: boolean;
  /** `-S`: TCP's numbers as they stand, instead of relative to the connection's first. */
  readonly absolute?: boolean;
  /** `-x`, `-X`, `-A`. */
  readonly dump?: Dump;
  /** `-xx`, `-XX`: the dump begins with the link header. */
  readonly dumpLink?: boolean;
  /** `--number`: the packet's place in the capture. */
  readonly number?: boolean;
  /** The interface's name and the direction, where there are several of them. */
  readonly interfaces?: boolean;
  /** For a terminal. */
  readonly color?: boolean;
}

const BLANK = 0x20;

/**
 * Prints a line per packet, close to tcpdump's; docs/output.md lists where it
 * differs. Text that a packet brings along cannot command the terminal:
 * control characters are printed as `\x1b`.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { Packet } from "../packet.ts";
 * import { TextSink } from "./sink.ts";
 * const frame = new Uint8Array(42);
 * frame.set([0x08, 0x00, 0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2], 12);
 * frame.set([0xd9, 0x03, 0, 7, 0, 8], 34);
 * const sink = new TextSink();
 * const output = new PacketLineOutput(sink, { time: 1 });
 * output.packet(new Packet().setBytes(frame));
 * output.end();
 * assertStrictEquals(sink.text, "IP 192.0.2.1.55555 > 192.0.2.2.7: UDP, length 0\n");
 * ```
 */
export class PacketLineOutput implements PacketOutput {
  readonly #out: Writer;
  readonly #options: PacketLineOptions;
  readonly #detail: number;
  readonly #time: TimePrinter;
  readonly #tcp: TcpLine;
  readonly #roles = new LineRoles();
  readonly #colors: LineColors | undefined;
  /** What stands between the last layer that was printed and the next one. */
  #separator = "";
  /** Whether the last layer that was printed was a link header. */
  #afterLink = false;
  /** The way that the frame went stands before its layers. */
  #wayTold = false;

  constructor(sink: Sink, options: PacketLineOptions = {}) {
    const { time = TimeStyle.TimeOfDay, nanoseconds, detail = 1, absolute = false } = options;
    this.#out = new Writer(sink, options);
    this.#options = options;
    this.#detail = detail;
    this.#time = new TimePrinter(time, nanoseconds ? 9 : 6);
    this.#tcp = new TcpLine(this.#out, detail, absolute);
    this.#colors = options.color ? new LineColors() : undefined;
  }

  packet(packet: Packet): void {
    const out = this.#out;
    out.room();
    // `-q` looks no further than the transport's header.
    if (this.#detail > 0) packet.application;
    this.#roles.use(packet.registry);
    if (this.#options.number) this.#number(packet.number);
    this.#colors?.beginTime(out);
    this.#time.print(out, packet);
    this.#colors?.beginLayers(out, packet);
    this.#wayTold = this.#options.interfaces === true && this.#interface(packet);
    this.#layers(packet);
    this.#colors?.end(out);
    out.endLine();
    this.#dump(packet);
  }

  flush(): void {
    this.#out.flush();
  }

  end(): void {
    this.#out.flush();
  }

  #number(value: number): void {
    const out = this.#out;
    for (let width = 10_000; width > value && width > 1; width /= 10) out.byte(BLANK);
    out.integer(value);
    out.text("  ");
  }

  /** As tcpdump has it for `-i any`: `eth0  In  `; false where no name is known. */
  #interface(packet: Packet): boolean {
    const name = packet.interface?.name;
    if (name === undefined) return false;
    const [bottom] = packet.stack;
    // A cooked header knows more than the way: a broadcast, a frame for somebody else.
    const way = packet.depth > 0 && bottom instanceof Sll
      ? bottom.packetTypeName
      : DIRECTION_SHORT[packet.direction];
    this.#out.safe(`${name.padEnd(5)} ${way.padEnd(3)} `);
    return true;
  }

  #layers(packet: Packet): void {
    const { stack, ids, depth } = packet, roles = this.#roles;
    let ip: Ipv4 | Ipv6 | undefined;
    // Link headers with nothing above them are all that there is to print.
    let linkTail = depth;
    while (linkTail > 0 && roles.role[ids[linkTail - 1]] === Role.Link) linkTail--;
    this.#separator = "";
    this.#afterLink = false;
    for (let at = 0; at < depth; at++) {
      const layer = stack[at], id = ids[at];
      switch (roles.role[id]) {
        case Role.Link:
          if (!this.#options.link && at < linkTail) continue;
          this.#out.text(this.#separator);
          printLinkHeader(this.#out, packet, layer, roles.name[id], this.#detail, this.#wayTold);
          this.#separator = roles.separator[id];
          this.#afterLink = true;
          continue;
        case Role.Ip: {
          ip = layer as Ipv4 | Ipv6;
          const above = at + 1 < depth && roles.ported[ids[at + 1]] ? stack[at + 1] : undefined;
          this.#ip(ip, above as PortedView | undefined);
          break;
        }
        default:
          // Ports that stand right above an IP header have been printed with its addresses.
          if (roles.ported[id] && (at === 0 || roles.role[ids[at - 1]] !== Role.Ip)) {
            this.#ports(layer as PortedView);
          }
          this.#upper(packet, at, ip);
      }
      this.#afterLink = false;
    }
    if (packet.faultCode !== Fault.None) this.#fault(packet);
    else if (depth === 0) this.#nothing(packet);
    else this.#unknown(stack[depth - 1]);
  }

  /** Prints a layer that is neither link nor IP. */
  #upper(packet: Packet, at: number, ip: Ipv4 | Ipv6 | undefined): void {
    const out = this.#out, { stack, ids, depth } = packet;
    const layer = stack[at], { role, separator } = this.#roles;
    switch (role[ids[at]]) {
      case Role.Tcp:
        out.text(this.#separator);
        this.#tcp.print(ip, layer as Tcp);
        break;
      case Role.Udp:
        out.text(this.#separator);
        if (this.#detail > 1) printUdpChecksum(out, layer as Udp, this.#detail);
        this.#separator = "";
        if (at + 1 < depth) return; // what it carries stands in its place
        out.text(layer.summary(this.#detail));
        break;
      default: {
        const isOverUdp = at > 0 && role[ids[at - 1]] === Role.Udp;
        let text = layer.summary(this.#detail);
        if (text === "" && isOverUdp) text = stack[at - 1].summary(this.#detail);
        if (text === "") return;
        // The link header has said so already.
        if (this.#afterLink && text.startsWith("ARP, ")) text = text.slice(5);
        out.text(this.#separator);
        out.safe(text);
      }
    }
    this.#separator = separator[ids[at]];
  }

  #ip(ip: Ipv4 | Ipv6, above: PortedView | undefined): void {
    const out = this.#out;
    out.room();
    out.text(this.#separator);
    if (ip instanceof Ipv4) {
      if (!this.#afterLink) out.text("IP ");
      this.#missing("truncated-ip - ", ip.start + ip.totalLength - ip.wireEnd);
      if (this.#detail > 1) {
        printIpv4Header(out, ip);
        out.text("\n    ");
      }
    } else {
      if (!this.#afterLink) out.text("IP6 ");
      this.#missing("truncated-ip6 - ", ip.payloadStart + ip.payloadLength - ip.wireEnd);
      if (this.#detail > 1) {
        printIpv6Header(out, ip);
        out.byte(BLANK);
      }
    }
    printEnds(out, ip, above?.sourcePort ?? -1, above?.destinationPort ?? -1);
    this.#separator = ": ";
  }

  /** Says that the header promises more bytes than were on the wire. */
  #missing(what: string, bytes: number): void {
    if (bytes <= 0) return;
    this.#out.text(what);
    this.#out.integer(bytes);
    this.#out.text(" bytes missing! ");
  }

  #ports(layer: PortedView): void {
    this.#out.text(this.#separator);
    this.#out.integer(layer.sourcePort);
    this.#out.text(" > ");
    this.#out.integer(layer.destinationPort);
    this.#separator = ": ";
  }

  /** What follows the last layer, where that is an IP protocol that is not decoded. */
  #unknown(last: View): void {
    const out = this.#out, later = last instanceof Ipv4 && last.fragmentOffset > 0;
    if (later) {
      out.text(`: ip-proto-${last.protocol}`);
    } else if ((last.next & ~0xffff) === IP_PROTOCOL) {
      out.text(
        `${this.#separator} ip-proto-${last.next & 0xffff} ${last.wireEnd - last.payloadStart}`,
      );
    }
  }

  /** A frame that not even a link layer could be made of. */
  #nothing(packet: Packet): void {
    const [name] = linkTypeName(packet.linkType).split(" ");
    this.#out.text(`link-type ${name}, length ${packet.originalLength}`);
  }

  #fault(packet: Packet): void {
    const { fault, protocol, field } = packet.fault!;
    this.#out.text(this.#separator.trimEnd());
    if (fault === Fault.Truncated) this.#out.text(` [|${protocol}]`);
    else if (fault === Fault.TooDeep) this.#out.text(" [too many layers]");
    else this.#out.safe(` [${protocol}: bad ${field}]`);
  }

  #dump(packet: Packet): void {
    const { dump = Dump.None, dumpLink } = this.#options;
    if (dump === Dump.None) return;
    const start = dumpLink ? packet.start : this.#networkStart(packet);
    const end = packet.start + packet.capturedLength;
    if (dump === Dump.Ascii) asciiDump(this.#out, packet.bytes, start, end);
    else hexDump(this.#out, packet.bytes, start, end, dump === Dump.HexAndAscii);
  }

  /** Where the outermost link headers end. */
  #networkStart(packet: Packet): number {
    let start = packet.start;
    for (let at = 0; at < packet.depth; at++) {
      if (this.#roles.role[packet.ids[at]] !== Role.Link) break;
      start = packet.stack[at].payloadStart;
    }
    return start;
  }
}
