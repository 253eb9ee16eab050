import { assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { Direction } from "../../../core/capture/source.ts";
import { Dump } from "../../../core/output/hex_dump.ts";
import { type PacketLineOptions, PacketLineOutput } from "../../../core/output/packet_line.ts";
import { TextSink } from "../../../core/output/sink.ts";
import { TimeStyle } from "../../../core/output/time_text.ts";
import { BUILT_IN, Packet } from "../../../core/packet.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { etherType, ipProtocol } from "../../../core/wire/select.ts";
import { View } from "../../../core/wire/view.ts";
import { ethernet, ipv4, ipv4Packet, ipv6, packetOf, tcp, udp } from "./_frames.ts";

/** What is printed of the packets, without times. */
function printed(packets: readonly Packet[], options: PacketLineOptions = {}): string {
  const sink = new TextSink();
  const output = new PacketLineOutput(sink, { time: TimeStyle.None, ...options });
  for (const packet of packets) output.packet(packet);
  output.end();
  return sink.text;
}

const NONE = new Uint8Array(0);
const UDP = ipv4(17, udp(50_000, 9, Uint8Array.of(1, 2, 3)));

for (
  const [what, frame, options, line] of [
    ["UDP", UDP, {}, "IP 192.0.2.1.50000 > 198.51.100.2.9: UDP, length 3"],
    [
      "UDP over IPv6",
      ipv6(17, udp(1, 2, NONE)),
      {},
      "IP6 2001:db8::1.1 > 2001:db8::2.2: UDP, length 0",
    ],
    [
      "a SYN with -q",
      ipv4(6, tcp({ flags: 2 })),
      { detail: 0 },
      "IP 192.0.2.1.50000 > 198.51.100.2.80: tcp 0",
    ],
    [
      "an IP protocol that is not known",
      ipv4(253, Uint8Array.of(1, 2)),
      {},
      "IP 192.0.2.1 > 198.51.100.2:  ip-proto-253 2",
    ],
    [
      "the header of the frame with -e",
      UDP,
      { link: true },
      "02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype IPv4 (0x0800), length 45: " +
      "192.0.2.1.50000 > 198.51.100.2.9: UDP, length 3",
    ],
    [
      "the header of the frame where there is nothing else",
      ethernet(0x88b5, Uint8Array.of(1)),
      {},
      "02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype Unknown (0x88b5), length 15",
    ],
    [
      "a packet within a packet",
      ipv4(4, ipv4Packet(17, udp(1, 2, NONE))),
      {},
      "IP 192.0.2.1 > 198.51.100.2: IP 192.0.2.1.1 > 198.51.100.2.2: UDP, length 0",
    ],
    [
      "a header that is cut short",
      ipv4(6, tcp({})).subarray(0, 40),
      {},
      "IP truncated-ip - 14 bytes missing! 192.0.2.1 > 198.51.100.2: [|tcp]",
    ],
    [
      "a header that lies",
      ipv4(6, tcp({}).fill(0, 12, 13)),
      {},
      "IP 192.0.2.1 > 198.51.100.2: [tcp: bad headerLength]",
    ],
    ["a frame too short for any header", Uint8Array.of(1, 2), {}, " [|ethernet]"],
    [
      "IPv4 with -v",
      UDP,
      { detail: 2 },
      "IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto UDP (17), length 31)\n" +
      "    192.0.2.1.50000 > 198.51.100.2.9: UDP, length 3",
    ],
    [
      "a wrong checksum with -v",
      UDP.with(24, 0).with(25, 1),
      { detail: 2 },
      "IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto UDP (17), length 31, " +
      "bad cksum 1 (->4e96)!)\n    192.0.2.1.50000 > 198.51.100.2.9: UDP, length 3",
    ],
    [
      "IPv6 with -v",
      ipv6(17, udp(1, 2, NONE)),
      { detail: 2 },
      "IP6 (hlim 64, next-header UDP (17) payload length: 8) " +
      "2001:db8::1.1 > 2001:db8::2.2: [bad udp cksum 0x0000 -> 0xa466!] UDP, length 0",
    ],
    [
      "UDP with a right checksum and -vv",
      UDP.with(40, 0x4c).with(41, 0x45),
      { detail: 3 },
      "IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto UDP (17), length 31)\n" +
      "    192.0.2.1.50000 > 198.51.100.2.9: [udp sum ok] UDP, length 3",
    ],
    [
      "UDP without checksum and -vv",
      UDP,
      { detail: 3 },
      "IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto UDP (17), length 31)\n" +
      "    192.0.2.1.50000 > 198.51.100.2.9: [no cksum] UDP, length 3",
    ],
    [
      "the place in the capture with --number",
      UDP,
      { number: true },
      "    1  IP 192.0.2.1.50000 > 198.51.100.2.9: UDP, length 3",
    ],
    [
      "the bytes with -X",
      UDP,
      { dump: Dump.HexAndAscii },
      "IP 192.0.2.1.50000 > 198.51.100.2.9: UDP, length 3\n" +
      "\t0x0000:  4500 001f 0001 4000 4011 4e96 c000 0201  E.....@.@.N.....\n" +
      "\t0x0010:  c633 6402 c350 0009 000b 0000 0102 03    .3d..P.........",
    ],
  ] as const
) {
  Deno.test(`PacketLineOutput prints ${what}`, () => {
    assertStrictEquals(printed([packetOf(frame)], options), line + "\n");
  });
}

Deno.test("PacketLineOutput prints no wrong checksum that the card has still to compute", () => {
  const packet = packetOf(UDP.with(24, 0));
  packet.checksumsPending = true;
  assertMatch(printed([packet], { detail: 2 }), /proto UDP \(17\), length 31\)\n/);
});

Deno.test("PacketLineOutput prints interface and direction where it is told to", () => {
  const packet = packetOf(UDP);
  packet.interfaces = [{ name: "lo", linkType: 1, snapLength: 0 }];
  packet.direction = Direction.Inbound;
  assertStrictEquals(
    printed([packet], { interfaces: true }),
    "lo    In  IP 192.0.2.1.50000 > 198.51.100.2.9: UDP, length 3\n",
  );
});

/** A cooked header of version 2: an IPv4 packet that was broadcast on interface 3. */
const COOKED = Uint8Array.of(
  ...[0x08, 0x00, 0, 0, 0, 0, 0, 3, 0, 1, 1, 6, 2, 0, 0, 0, 0, 1, 0, 0],
  ...UDP.subarray(14),
);

for (
  const [options, line] of [
    [{ interfaces: true }, "eth0  B   IP 192.0.2.1.50000 > 198.51.100.2.9: UDP, length 3\n"],
    [
      { interfaces: true, link: true },
      "eth0  B   ifindex 3 02:00:00:00:00:01 ethertype IPv4 (0x0800), length 51: " +
      "192.0.2.1.50000 > 198.51.100.2.9: UDP, length 3\n",
    ],
    [
      { link: true },
      "B   ifindex 3 02:00:00:00:00:01 ethertype IPv4 (0x0800), length 51: " +
      "192.0.2.1.50000 > 198.51.100.2.9: UDP, length 3\n",
    ],
  ] as const
) {
  Deno.test(`PacketLineOutput prints a cooked header as tcpdump does, with ${Object.keys(options)}`, () => {
    const packet = new Packet();
    packet.linkType = 276;
    packet.setBytes(COOKED);
    packet.interfaces = [{ name: "eth0", linkType: 276, snapLength: 0 }];
    assertStrictEquals(printed([packet], options), line);
  });
}

Deno.test({
  name: "PacketLineOutput prints time, packet and fault in colours, and resets each" +
    (Deno.noColor ? " (skipped: NO_COLOR is set)" : ""),
  ignore: Deno.noColor,
  fn() {
    const gray = "\x1b[90m", cyan = "\x1b[36m", red = "\x1b[31m", reset = "\x1b[39m";
    const [udpLine, faultLine] = printed(
      [packetOf(UDP), packetOf(UDP.subarray(0, 5))],
      { color: true, time: TimeStyle.Epoch },
    ).split("\n");
    const time = `${gray}1700000000.123456 ${reset}`;
    const text = "IP 192.0.2.1.50000 > 198.51.100.2.9: UDP, length 3";
    assertStrictEquals(udpLine, time + cyan + text + reset);
    assertStrictEquals(faultLine, `${time}${red} [|ethernet]${reset}`);
  },
});

/** A protocol whose line is what the packet says. */
class Talker extends View {
  static override readonly title = "Talker";
  static override readonly specification = "none";
  static override readonly fields = {};

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    Object.assign(this, { bytes, start, payloadStart: end, payloadEnd: end, wireEnd, next: 0 });
    return Fault.None;
  }

  override summary(_detail: number): string {
    return "says " + new TextDecoder().decode(this.bytes.subarray(this.start, this.wireEnd));
  }
}

for (
  const [said, shown] of [
    ["\x1b[2J\x07", "\\x1b[2J\\x07"],
    ["one\ntwo\r", "one\\x0atwo\\x0d"],
    ["\u009b31m\u202e", "\\x9b31m\\u202e"],
    ["naïve 漢字", "naïve 漢字"],
    ["one\n    two", "one\n    two"],
  ]
) {
  Deno.test(`PacketLineOutput prints ${JSON.stringify(said)} without commanding the terminal`, () => {
    const registry = BUILT_IN.clone();
    registry.add("talker", { view: Talker, over: [etherType(0x88b5)] });
    const frame = ethernet(0x88b5, new TextEncoder().encode(said));
    assertStrictEquals(
      printed([new Packet(registry).setBytes(frame)]),
      `says ${shown}\n`,
    );
  });
}

Deno.test("PacketLineOutput prints an application in the place of UDP, and after TCP", () => {
  const registry = BUILT_IN.clone();
  registry.add("talker", { view: Talker, over: [ipProtocol(253)] });
  registry.add("app", { view: Talker, over: [8 << 16 | 9, 9 << 16 | 80], lazy: true });
  const frames = [UDP, ipv4(6, tcp({ flags: 0x10, payload: Uint8Array.of(0x41) }))];
  const lines = frames.map((frame) => printed([new Packet(registry).setBytes(frame)]));
  assertEquals(lines, [
    "IP 192.0.2.1.50000 > 198.51.100.2.9: says \\x01\\x02\\x03\n",
    "IP 192.0.2.1.50000 > 198.51.100.2.80: Flags [.], seq 0:1, ack 0, win 0, length 1: says A\n",
  ]);
});
