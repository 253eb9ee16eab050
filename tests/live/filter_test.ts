// tests/live/filter_test.ts: filters in the kernel select what their JavaScript selects.
import { assertEquals, assertGreater, assertLess } from "@std/assert";
import {
  type Auxiliary,
  type BpfProgram,
  compileFilter,
  encodeProgram,
  toJavaScript,
  unionFilters,
} from "../../core/filter/mod.ts";
import { ethernet } from "../../plugins/testing/mod.ts";
import type { FiltersOrder } from "./_filters.ts";
import { send } from "./_follow.ts";
import { Cable, liveTest } from "./_network.ts";

const LINK = { linkType: 1 };
const LIVE = { ...LINK, live: true };
/** The last byte of the source address (IEEE 802.3, clause 3). */
const NUMBER_AT = 11;
const TCP = { sourcePort: 50_000, destinationPort: 80 };
const DNS = { sourcePort: 50_000, destinationPort: 53 };
const HOSTS = { source: "10.0.0.1", destination: "10.0.0.2" };

/** The frames that are sent, each with its number in its source address. */
function frames(first: number): Uint8Array[] {
  const make = [
    () => ethernet(),
    () => ethernet().vlan({ id: 2 }),
    () => ethernet().vlan({ id: 3 }),
    () => ethernet().vlan({ id: 5 }),
    () => ethernet().vlan({ id: 2 }).vlan({ id: 3 }),
  ].flatMap((link) => [
    link().arp(),
    link().ipv4().icmp(),
    link().ipv4(HOSTS).tcp(TCP),
    link().ipv4(HOSTS).udp(DNS),
    link().ipv6().tcp(TCP),
    link().ipv6().udp(DNS),
  ]);
  return make.map(({ bytes }, index) => bytes.with(NUMBER_AT, first + index));
}

const RECEIVED = frames(0);
const SENT = frames(100);

const FILTERS = [
  "tcp port 80",
  "not udp port 53",
  "vlan 5 and tcp port 80",
  "vlan 2 or vlan 3",
  "vlan",
  "not vlan",
  "vlan 2 and vlan 3",
  "vlan and not vlan 5 and arp",
  "host 10.0.0.1 and not port 53",
  "ip6 and udp port 53",
  "vlan and ip6",
  "tcp[tcpflags] & tcp-syn = 0",
  "arp or vlan 3 and ip",
  "inbound and tcp",
  "outbound",
  "outbound and vlan 5",
];

/** Of three analyzers that want different things, the kernel gets one program. */
const WANTED = ["tcp port 80", "arp", "vlan 5 and udp"];

/** A frame as the kernel shows it to a filter. */
interface KernelFrame {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly auxiliary: Auxiliary;
}

/** What is received has its outer tag beside it (`__netif_receive_skb_core` of net/core/dev.c). */
function asReceived(frame: Uint8Array): KernelFrame {
  const isTagged = frame[12] === 0x81;
  return {
    number: frame[NUMBER_AT],
    bytes: isTagged ? Uint8Array.of(...frame.subarray(0, 12), ...frame.subarray(16)) : frame,
    auxiliary: {
      ...BESIDE,
      packetType: PACKET_OTHERHOST,
      vlanTag: isTagged ? frame[14] << 8 | frame[15] : 0,
      vlanTagPresent: isTagged,
    },
  };
}

/** What a packet socket sends is as it was written. */
function asSent(bytes: Uint8Array): KernelFrame {
  return {
    number: bytes[NUMBER_AT],
    bytes,
    auxiliary: { ...BESIDE, packetType: PACKET_OUTGOING },
  };
}

/** linux/if_packet.h */
const PACKET_OTHERHOST = 3;
const PACKET_OUTGOING = 4;
const BESIDE = { interfaceIndex: 0, vlanTag: 0, vlanTagPresent: false };

const IN_KERNEL = [...RECEIVED.map(asReceived), ...SENT.map(asSent)];

/** The numbers of the frames that a program takes. */
function selected(program: BpfProgram): number[] {
  const matches = toJavaScript(program);
  return IN_KERNEL.filter(({ bytes, auxiliary }) =>
    matches(bytes, 0, bytes.length, bytes.length, auxiliary) !== 0
  ).map(({ number }) => number);
}

for (const text of FILTERS.filter((text) => text.includes("vlan") && !text.includes("bound"))) {
  Deno.test(`compileFilter("${text}") means the same live, wherever the tag is, and in a file`, () => {
    const { matches } = compileFilter(text, LINK);
    const inFile = [...RECEIVED, ...SENT]
      .filter((bytes) => matches(bytes, 0, bytes.length, bytes.length) !== 0)
      .map((bytes) => bytes[NUMBER_AT]);
    assertEquals(selected(compileFilter(text, LIVE).program), inFile);
  });
}

liveTest("Filters in the kernel select exactly what their JavaScript selects", async () => {
  const programs = [
    ...FILTERS.map((text) => compileFilter(text, LIVE).program),
    unionFilters(WANTED.map((text) => compileFilter(text, LIVE)), 65_535),
  ];
  const order: FiltersOrder = {
    interface: "rx",
    programs: programs.map((program) => encodeProgram(program).toHex()),
    count: IN_KERNEL.length,
  };
  using cable = new Cable();
  await using captures = await cable.receiver.startScript("./_filters.ts", JSON.stringify(order));
  await send(cable.sender, "tx", RECEIVED.map((bytes) => bytes.toHex()));
  await send(cable.receiver, "rx", SENT.map((bytes) => bytes.toHex()));
  const seen: number[][] = JSON.parse(await captures.nextLine());
  [...FILTERS, WANTED.join(" | ")].forEach((name, index) => {
    assertGreater(seen[index].length, 0, name);
    assertLess(seen[index].length, IN_KERNEL.length, name);
    assertEquals(seen[index], selected(programs[index]), name);
  });
});
