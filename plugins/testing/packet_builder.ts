// plugins/testing/packet_builder.ts: packets for tests, layer by layer.
import type { MemoryFrame } from "../../core/capture/memory.ts";
import type { Direction } from "../../core/capture/source.ts";
import { type DnsFields, DnsLayer } from "./_dns_layer.ts";
import {
  type IcmpFields,
  IcmpLayer,
  Icmpv6Layer,
  type NeighborFields,
  NeighborLayer,
} from "./_icmp_layers.ts";
import {
  FRAGMENT_UNIT,
  fragmentHeaders,
  type Ipv4Fields,
  Ipv4Layer,
  type Ipv6Fields,
  Ipv6Layer,
} from "./_ip_layers.ts";
import { type Layer, RawLayer } from "./_layer.ts";
import {
  type ArpFields,
  ArpLayer,
  type EthernetFields,
  EthernetLayer,
  type VlanFields,
  VlanLayer,
} from "./_link_layers.ts";
import { type TlsClientHelloFields, TlsClientHelloLayer } from "./_tls_layer.ts";
import { type PortFields, type TcpFields, TcpLayer, UdpLayer } from "./_transport_layers.ts";
import { type GreFields, GreLayer, type VxlanFields, VxlanLayer } from "./_tunnel_layers.ts";

/** When packets were seen that do not say: 2023-11-14T22:13:20Z, in seconds since 1970. */
export const START_SECONDS = 1_700_000_000;

/** What a packet is beside its bytes. */
interface Circumstances {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly originalLength?: number;
  readonly direction?: Direction;
  readonly keptLength?: number;
}

/**
 * A packet in the making. It does not change: each method gives a new one with
 * one layer more, so that a common beginning can be used again. Lengths,
 * checksums and the numbers by which layers announce each other are filled in
 * when {@linkcode PacketBuilder.bytes} is read; what a test wants wrong, it gives.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { Packet } from "../../core/packet.ts";
 * const syn = ethernet()
 *   .ipv4({ source: "10.0.0.1", destination: "10.0.0.2" })
 *   .tcp({ destinationPort: 443, flags: "S" });
 * const packet = new Packet().setBytes(syn.bytes);
 * assertStrictEquals(packet.path, "ethernet:ipv4:tcp");
 * assertStrictEquals(packet.tcp?.checksumStatus, "valid");
 * ```
 */
export class PacketBuilder implements MemoryFrame {
  readonly #layers: readonly Layer[];
  readonly #circumstances: Circumstances;

  /** An empty one, at {@linkcode START_SECONDS}; {@linkcode ethernet} is where frames begin. */
  constructor(
    layers: readonly Layer[] = [],
    circumstances: Circumstances = { seconds: START_SECONDS, nanoseconds: 0 },
  ) {
    this.#layers = layers;
    this.#circumstances = circumstances;
  }

  /** An Ethernet frame, in a tunnel. */
  ethernet(fields: EthernetFields = {}): PacketBuilder {
    return this.#with(new EthernetLayer(fields));
  }

  /** A VLAN tag; two of them are Q-in-Q. */
  vlan(fields: VlanFields): PacketBuilder {
    return this.#with(new VlanLayer(fields));
  }

  /** ARP over Ethernet for IPv4. */
  arp(fields: ArpFields = {}): PacketBuilder {
    return this.#with(new ArpLayer(fields));
  }

  /** IPv4; on IP it is a tunnel. */
  ipv4(fields: Ipv4Fields = {}): PacketBuilder {
    return this.#with(new Ipv4Layer(fields));
  }

  /** IPv6; on IP it is a tunnel. */
  ipv6(fields: Ipv6Fields = {}): PacketBuilder {
    return this.#with(new Ipv6Layer(fields));
  }

  /** ICMP: an echo request when nothing is said. */
  icmp(fields: IcmpFields = {}): PacketBuilder {
    return this.#with(new IcmpLayer(fields));
  }

  /** ICMPv6: an echo request when nothing is said. */
  icmpv6(fields: IcmpFields = {}): PacketBuilder {
    return this.#with(new Icmpv6Layer(fields));
  }

  /** A neighbor solicitation or advertisement, IPv6's ARP. */
  neighbor(fields: NeighborFields = {}): PacketBuilder {
    return this.#with(new NeighborLayer(fields));
  }

  /** UDP. */
  udp(fields: PortFields = {}): PacketBuilder {
    return this.#with(new UdpLayer(fields));
  }

  /** TCP. */
  tcp(fields: TcpFields = {}): PacketBuilder {
    return this.#with(new TcpLayer(fields));
  }

  /** GRE, over IP. */
  gre(fields: GreFields = {}): PacketBuilder {
    return this.#with(new GreLayer(fields));
  }

  /** VXLAN, over UDP; an Ethernet frame comes next. */
  vxlan(fields: VxlanFields): PacketBuilder {
    return this.#with(new VxlanLayer(fields));
  }

  /** A DNS message, over UDP or TCP. */
  dns(fields: DnsFields = {}): PacketBuilder {
    return this.#with(new DnsLayer(fields));
  }

  /** A TLS ClientHello, over TCP. */
  tlsClientHello(fields: TlsClientHelloFields = {}): PacketBuilder {
    return this.#with(new TlsClientHelloLayer(fields));
  }

  /** Bytes, or text as UTF-8. */
  payload(content: Uint8Array | string): PacketBuilder {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    return this.#with(new RawLayer(bytes));
  }

  /**
   * The packet as fragments of the last IP layer, each with at most `length`
   * bytes of payload, which is a multiple of 8. Throws a `TypeError` where
   * there is no IP layer.
   */
  fragments(length: number): PacketBuilder[] {
    if (!(length > 0 && length % FRAGMENT_UNIT === 0)) {
      throw new RangeError(`Fragments of ${length} bytes: it has to be a multiple of 8`);
    }
    const at = this.#layers.findLastIndex(isIp);
    const ip = this.#layers[at];
    if (!isIp(ip)) throw new TypeError("There is no IP layer to fragment");
    const payload = encode(this.#layers.slice(at + 1), ip);
    const protocol = ip.protocolFor(this.#layers[at + 1]);
    const identification = ip instanceof Ipv4Layer ? ip.fields.identification ?? 1 : 1;
    const pieces: PacketBuilder[] = [];
    for (let offset = 0; offset < payload.length; offset += length) {
      const end = Math.min(payload.length, offset + length);
      const part = {
        protocol,
        identification,
        fragmentOffset: offset,
        moreFragments: end < payload.length,
      };
      const headers = [...this.#layers.slice(0, at), ...fragmentHeaders(ip, part)];
      const piece = new RawLayer(payload.subarray(offset, end));
      pieces.push(new PacketBuilder([...headers, piece], this.#circumstances));
    }
    return pieces;
  }

  /** When it was seen: seconds since 1970, with a fraction or with nanoseconds of their own. */
  at(seconds: number, nanoseconds?: number): PacketBuilder {
    const whole = Math.floor(seconds);
    const rest = nanoseconds ?? Math.round((seconds - whole) * 1e9);
    return this.#under({ seconds: whole, nanoseconds: rest });
  }

  /** Seen so many milliseconds later than it was, or earlier for a negative number. */
  later(ms: number): PacketBuilder {
    const whole = Math.floor(ms / 1000);
    const nanoseconds = this.nanoseconds + Math.round((ms - whole * 1000) * 1e6);
    const seconds = this.seconds + whole + Math.floor(nanoseconds / 1e9);
    return this.#under({ seconds, nanoseconds: nanoseconds % 1e9 });
  }

  /** Captured with so many bytes only; its original length stays what it is. */
  cut(length: number): PacketBuilder {
    return this.#under({ keptLength: length });
  }

  /** As it went past the capturing host: in or out. */
  going(direction: Direction): PacketBuilder {
    return this.#under({ direction });
  }

  /** The bytes that were captured. */
  get bytes(): Uint8Array {
    return encode(this.#layers).subarray(0, this.#circumstances.keptLength);
  }

  /** Bytes on the wire. */
  get originalLength(): number {
    return encode(this.#layers).length;
  }

  /** Whole seconds since 1970-01-01 UTC. */
  get seconds(): number {
    return this.#circumstances.seconds;
  }

  /** And nanoseconds, 0 to 999,999,999. */
  get nanoseconds(): number {
    return this.#circumstances.nanoseconds;
  }

  /** Which way it went, where that was said. */
  get direction(): Direction | undefined {
    return this.#circumstances.direction;
  }

  #with(layer: Layer): PacketBuilder {
    return new PacketBuilder([...this.#layers, layer], this.#circumstances);
  }

  #under(circumstances: Partial<Circumstances>): PacketBuilder {
    return new PacketBuilder(this.#layers, { ...this.#circumstances, ...circumstances });
  }
}

/** A packet that begins with an Ethernet header. */
export function ethernet(fields: EthernetFields = {}): PacketBuilder {
  return new PacketBuilder().ethernet(fields);
}

function isIp(layer: Layer | undefined): layer is Ipv4Layer | Ipv6Layer {
  return layer instanceof Ipv4Layer || layer instanceof Ipv6Layer;
}

/** From the last layer to the first: each takes what lies above it for its payload. */
function encode(layers: readonly Layer[], beneath?: Layer): Uint8Array {
  let bytes = new Uint8Array(0);
  for (let at = layers.length - 1; at >= 0; at--) {
    const neighbours = { above: layers[at + 1], below: layers[at - 1] ?? beneath };
    bytes = layers[at].encode(bytes, neighbours) as Uint8Array<ArrayBuffer>;
  }
  return bytes;
}
