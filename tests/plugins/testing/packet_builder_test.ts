import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { MemoryOutput } from "../../../core/capture/byte_stream.ts";
import { MemorySource } from "../../../core/capture/memory.ts";
import { PcapngWriter } from "../../../core/capture/pcapng_writer.ts";
import { Packet } from "../../../core/packet.ts";
import {
  conversation,
  Direction,
  ethernet,
  type PacketBuilder,
  packets,
} from "../../../plugins/testing/mod.ts";
import { inDirectory, run, testWith } from "../../core/capture/_tools.ts";

const TEXT = "Nothing but a payload";
const LONG = new Uint8Array(4000).fill(7);

/** Packets of every kind, and the layers that they are to have. */
const SAMPLES: readonly (readonly [path: string, packet: PacketBuilder])[] = [
  ["ethernet:arp", ethernet({ destination: "ff:ff:ff:ff:ff:ff" }).arp()],
  ["ethernet:arp", ethernet().arp({ operation: "reply", targetHardwareAddress: "2:0:0:0:0:1" })],
  ["ethernet:ipv4:icmp", ethernet().ipv4().icmp().payload(TEXT)],
  ["ethernet:ipv6:icmpv6", ethernet().ipv6().icmpv6().payload(TEXT)],
  ["ethernet:ipv6:icmpv6", ethernet().ipv6().neighbor()],
  ["ethernet:ipv6:icmpv6", ethernet().ipv6().neighbor({ kind: "advertisement" })],
  ["ethernet:ipv4:udp", ethernet().ipv4().udp().payload(TEXT)],
  ["ethernet:ipv4:udp", ethernet().ipv4().udp().payload(`${TEXT}.`)],
  ["ethernet:ipv6:udp", ethernet().ipv6().udp().payload(TEXT)],
  ["ethernet:vlan:ipv4:udp", ethernet().vlan({ id: 7, priority: 5 }).ipv4().udp().payload(TEXT)],
  [
    "ethernet:vlan:vlan:ipv6:tcp",
    ethernet().vlan({ id: 4, service: true }).vlan({ id: 5 }).ipv6().tcp({ flags: "S" }),
  ],
  ["ethernet:ipv4:tcp", ethernet().ipv4().tcp({ flags: "S", maximumSegmentSize: 1460 })],
  ["ethernet:ipv4:tcp", ethernet().ipv4({ options: Uint8Array.of(1, 1, 1) }).tcp({ flags: "S" })],
  ["ethernet:ipv6:tcp", ethernet().ipv6().tcp({ flags: "S", windowScale: 7 })],
  ["ethernet:ipv4:udp:dns", ethernet().ipv4().udp().dns({ name: "www.example.com" })],
  [
    "ethernet:ipv4:udp:dns",
    ethernet().ipv4().udp().dns({ answers: ["192.0.2.7", "192.0.2.8"], timeToLive: 60 }),
  ],
  [
    "ethernet:ipv6:udp:dns",
    ethernet().ipv6().udp().dns({ type: "AAAA", answers: ["2001:db8::7"] }),
  ],
  ["ethernet:ipv4:udp:dns", ethernet().ipv4().udp().dns({ type: "TXT", answers: [TEXT] })],
  ["ethernet:ipv4:udp:dns", ethernet().ipv4().udp().dns({ type: "PTR", answers: ["a.example"] })],
  ["ethernet:ipv4:udp:dns", ethernet().ipv4().udp().dns({ responseCode: 3 })],
  ["ethernet:ipv4:tcp:dns", ethernet().ipv4().tcp({ flags: "PA" }).dns()],
  ["ethernet:ipv4:tcp:tls", ethernet().ipv4().tcp({ flags: "PA" }).tlsClientHello()],
  [
    "ethernet:ipv6:tcp:tls",
    ethernet().ipv6().tcp({ flags: "PA" }).tlsClientHello({ serverName: undefined }),
  ],
  ["ethernet:ipv4:ipv4:udp", ethernet().ipv4().ipv4({ source: "10.0.0.1" }).udp().payload(TEXT)],
  ["ethernet:ipv6:ipv4:tcp", ethernet().ipv6().ipv4().tcp({ flags: "S" })],
  ["ethernet:ipv4:gre:ipv4:icmp", ethernet().ipv4().gre().ipv4().icmp()],
  [
    "ethernet:ipv4:gre:ethernet:ipv6:udp",
    ethernet().ipv4().gre({ key: 3, sequenceNumber: 9 }).ethernet().ipv6().udp().payload(TEXT),
  ],
  [
    "ethernet:ipv4:udp:vxlan:ethernet:ipv4:tcp",
    ethernet().ipv4().udp().vxlan({ vni: 42 }).ethernet().ipv4().tcp({ flags: "S" }),
  ],
];

for (const [path, { bytes }] of SAMPLES) {
  Deno.test(`PacketBuilder makes ${path} of ${bytes.length} bytes, whole and with right checksums`, () => {
    const packet = new Packet().setBytes(bytes);
    assertStrictEquals(packet.path, path);
    assertStrictEquals(packet.fault, undefined);
    for (const layer of packet.layers) {
      const { checksumStatus = "valid" } = layer.toJSON();
      assertStrictEquals(checksumStatus, "valid");
    }
  });
}

for (
  const [version, whole] of [
    ["IPv4", ethernet().ipv4({ identification: 77 }).udp().payload(LONG)],
    ["IPv6", ethernet().ipv6().udp().payload(LONG)],
  ] as const
) {
  Deno.test(`PacketBuilder.fragments() splits ${version} into parts that make the whole again`, () => {
    const parts = whole.fragments(1480).map(({ bytes }) => new Packet().setBytes(bytes));
    assertEquals(
      parts.map((packet) => {
        const { fragmentOffset, moreFragments } = packet.ipv6Fragment ?? packet.ipv4!;
        return [fragmentOffset, moreFragments];
      }),
      [[0, true], [1480, true], [2960, false]],
    );
    const joined = parts.flatMap((packet) => [...(packet.ipv6Fragment ?? packet.ipv4!).payload]);
    const ip = new Packet().setBytes(whole.bytes).ip!;
    assertEquals(joined, [...ip.payload]);
  });
}

Deno.test("PacketBuilder does not change: a common beginning can be used again", () => {
  const host = ethernet().ipv4({ source: "10.0.0.9" });
  const [first, second] = [host.udp(), host.tcp()];
  assertStrictEquals(new Packet().setBytes(first.bytes).path, "ethernet:ipv4:udp");
  assertStrictEquals(new Packet().setBytes(second.bytes).path, "ethernet:ipv4:tcp");
});

Deno.test("PacketBuilder.cut() keeps the original length", () => {
  const { bytes, originalLength } = ethernet().ipv4().udp().payload(LONG).cut(64);
  assertEquals([bytes.length, originalLength], [64, 14 + 20 + 8 + LONG.length]);
});

Deno.test("PacketBuilder.later() carries nanoseconds over, forwards and backwards", () => {
  const { seconds, nanoseconds } = ethernet().at(10, 900_000_000).later(1200.5);
  assertEquals([seconds, nanoseconds], [12, 100_500_000]);
  const earlier = ethernet().at(10, 0).later(-0.001);
  assertEquals([earlier.seconds, earlier.nanoseconds], [9, 999_999_000]);
});

Deno.test("PacketBuilder.going() says which way it went", () => {
  assertStrictEquals(ethernet().going(Direction.Outbound).direction, Direction.Outbound);
  assertStrictEquals(ethernet().direction, undefined);
});

for (
  const [does, make, message] of [
    ["TCP on Ethernet", () => ethernet().tcp().bytes, "tcp does not run over ethernet"],
    ["ARP in IPv4", () => ethernet().ipv4().arp().bytes, "arp does not run over ipv4"],
    ["a MAC address for IPv4", () => ethernet().ipv4({ source: "2:0:0:0:0:1" }).bytes, "6 bytes"],
    ["a flag that TCP has not", () => ethernet().ipv4().tcp({ flags: "SX" }).bytes, '"X" is no'],
    [
      "a port beyond 65535",
      () => ethernet().ipv4().udp({ sourcePort: 70_000 }).bytes,
      "70000 does not fit 2 bytes of a header: 0 to 65535 do",
    ],
    [
      "a port below 0",
      () => ethernet().ipv4().tcp({ destinationPort: -1 }).bytes,
      "-1 does not fit",
    ],
    [
      "half a sequence number",
      () => ethernet().ipv4().tcp({ sequenceNumber: 0.5 }).bytes,
      "0.5 does not fit 4 bytes",
    ],
    [
      "more than IPv4 can carry",
      () => ethernet().ipv4().payload(new Uint8Array(65_516)).bytes,
      "65",
    ],
    ["fragments that are no eights", () => ethernet().ipv4().payload(LONG).fragments(100), "of 8"],
    ["fragments without IP", () => ethernet().payload(LONG).fragments(80), "no IP layer"],
    [
      "an A record with a name",
      () => ethernet().ipv4().udp().dns({ answers: ["::1"] }).bytes,
      "::1",
    ],
  ] as const
) {
  Deno.test(`PacketBuilder refuses ${does}`, () => {
    assertThrows(make, Error, message);
  });
}

Deno.test("packets.merged() puts lists in the order of time", () => {
  const fast = packets.repeat(4, "10ms", () => ethernet().ipv4().udp());
  const slow = packets.repeat(2, "15ms", () => ethernet().ipv4().tcp());
  assertEquals(
    packets.merged(fast, slow).map(({ nanoseconds }) => nanoseconds / 1e6),
    [0, 0, 10, 15, 20, 30],
  );
});

Deno.test("conversation() numbers every byte once, over any segment size", () => {
  const sent = conversation({ maximumSegmentSize: 100 }).send(LONG).answer("ok").close().packets;
  const packet = new Packet();
  let next = 1001, received = 0;
  for (const { bytes } of sent) {
    const { ip, tcp } = packet.setBytes(bytes);
    if (`${ip!.source}` !== "192.0.2.1" || tcp!.payload.length === 0) continue;
    assertStrictEquals(tcp!.sequenceNumber, next);
    next += tcp!.payload.length;
    received += tcp!.payload.length;
  }
  assertStrictEquals(received, LONG.length);
});

/** Severities from "warning" up (epan/proto.h, `PI_WARN`). */
const WARNING = 0x0060_0000;

testWith("tshark", "PacketBuilder makes packets that tshark does not complain about", async () => {
  const all = [
    ...SAMPLES.map(([, packet]) => packet),
    ...ethernet().ipv4({ identification: 77 }).udp().payload(LONG).fragments(1480),
    ...ethernet().ipv6().udp().payload(LONG).fragments(1480),
    ...conversation().send("GET / HTTP/1.0\r\n\r\n").answer("HTTP/1.0 200 OK\r\n\r\nhi").close()
      .packets,
    ...conversation({ client: "2001:db8::1", server: "2001:db8::2", serverPort: 9999 })
      .send(LONG).close().packets,
  ];
  await inDirectory(async (directory) => {
    const path = `${directory}/made.pcapng`;
    // Each by itself: the samples share ports, and would be one odd TCP connection.
    Deno.writeFileSync(path, await captureFile(packets.spaced("1ms", all)));
    const rows = run(
      "tshark",
      ...["-r", path, "-T", "fields", "-E", "separator=|"],
      ...["frame.number", "_ws.expert.severity", "_ws.expert.message", "_ws.malformed"].flatMap(
        (field) => ["-e", field],
      ),
      ...["ip", "tcp", "udp"].flatMap((name) => ["-o", `${name}.check_checksum:TRUE`]),
    ).trimEnd().split("\n");
    assertStrictEquals(rows.length, all.length);
    const complaints = rows.filter((row) => {
      const [, severities, message, malformed] = row.split("|");
      if (malformed !== "") return true;
      const severe = severities.split(",").some((severity) => Number(severity) >= WARNING);
      return severe && !ABOUT_THE_ORDER.test(message);
    });
    assertEquals(complaints, []);
  });
});

/** What tshark says of a capture whose packets are not all of one story: that is so by intent. */
const ABOUT_THE_ORDER = /^(Connection reset|This frame is a \(suspected\)|Duplicate IP)/;

async function captureFile(list: readonly PacketBuilder[]): Promise<Uint8Array<ArrayBuffer>> {
  const source = new MemorySource(list);
  const output = new MemoryOutput();
  const writer = new PcapngWriter(output, source.interfaces, {});
  for await (const batch of source) while (batch.next()) writer.write(batch);
  writer.close();
  return Uint8Array.from(output.bytes());
}
