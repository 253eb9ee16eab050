// tests/core/wire/checksum_test.ts: checksums of every protocol that has one, in whole packets.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { sumWords } from "../../../core/wire/checksum.ts";
import { Packet } from "../../../core/packet.ts";
import { loadSeeds } from "../../fuzz/_seeds.ts";

const SEEDS = new Map((await loadSeeds()).map(({ name, bytes }) => [name, bytes]));

function frame(name: string): Uint8Array {
  const bytes = SEEDS.get(`network.ts ${name}`);
  if (bytes === undefined) throw new Error(`no seed is called ${name}`);
  return bytes;
}

/** The last layer of a protocol of that name, and what it says of its checksum. */
function status(packet: Packet, protocol: string): unknown {
  const layers = JSON.parse(JSON.stringify(packet.layers));
  const at = packet.path.split(":").lastIndexOf(protocol);
  return layers[at]?.checksumStatus;
}

/** Seeds with a right checksum that covers the last byte of the frame, and the layer that has it. */
const WHOLE = [
  ["ipv4 router alert", "udp"],
  ["ipv4 loose source route", "ipv4"],
  ["tcp syn", "tcp"],
  ["tcp over ipv6", "tcp"],
  ["udp over ipv6", "udp"],
  ["udplite", "udpLite"],
  ["sctp data", "sctp"],
  ["sctp idata", "sctp"],
  ["icmp echo", "icmp"],
  ["icmp time exceeded with labels", "icmp"],
  ["icmpv6 echo", "icmpv6"],
  ["mld report v2", "icmpv6"],
  ["igmp report v3", "igmp"],
  ["gre all", "gre"],
  ["gre all", "udp"],
  ["ipv6 home address", "udp"],
  ["ipv6 routing 0", "udp"],
  ["ipv6 routing 2", "udp"],
  ["ipv6 segment routing", "udp"],
  ["ipv6 atomic fragment", "udp"],
  ["ipv6 mobility bu", "mobility"],
  ["ah over ipv6", "icmpv6"],
  ["vxlan", "udp"],
  ["ip in ipv6", "udp"],
] as const;

for (const [name, protocol] of WHOLE) {
  Deno.test(`checksumStatus of ${protocol} in "${name}" is valid`, () => {
    assertStrictEquals(status(new Packet().setBytes(frame(name)), protocol), "valid");
  });

  if (protocol === "ipv4") continue;
  Deno.test(`checksumStatus of ${protocol} in "${name}" is wrong after a flipped bit`, () => {
    const bytes = frame(name).slice();
    bytes[bytes.length - 1] ^= 1;
    assertStrictEquals(status(new Packet().setBytes(bytes), protocol), "wrong");
  });

  Deno.test(`checksumStatus of ${protocol} in "${name}" is unverifiable when cut short`, () => {
    const bytes = frame(name);
    const cut = bytes.subarray(0, -1);
    const packet = new Packet().setBytes(cut, { originalLength: bytes.length });
    assertStrictEquals(status(packet, protocol), "unverifiable");
  });

  Deno.test(`checksumStatus of ${protocol} in "${name}" is unverifiable while pending`, () => {
    const packet = new Packet();
    packet.checksumsPending = true;
    assertStrictEquals(status(packet.setBytes(frame(name)), protocol), "unverifiable");
  });
}

for (
  const [name, protocol, expected] of [
    ["ipv4 first fragment", "udp", "unverifiable"],
    ["ipv6 fragment first", "udp", "unverifiable"],
    ["udp no checksum", "udp", "absent"],
    ["udplite partial", "udpLite", "wrong"],
    ["gre", "gre", undefined],
  ] as const
) {
  Deno.test(`checksumStatus of ${protocol} in "${name}" is ${expected}`, () => {
    assertStrictEquals(status(new Packet().setBytes(frame(name)), protocol), expected);
  });
}

Deno.test("checksumStatus is unverifiable where the sender's card has still to cut the packet", () => {
  const bytes = frame("tcp syn").slice();
  bytes[16] = bytes[17] = 0;
  const packet = new Packet().setBytes(bytes);
  assertEquals([status(packet, "ipv4"), status(packet, "tcp")], ["unverifiable", "unverifiable"]);
});

Deno.test("UDP-Lite's checksum leaves out what it does not cover", () => {
  const bytes = frame("udplite").slice();
  const at = 14 + 20;
  // Coverage of the header alone; the checksum is made anew without the data.
  bytes[at + 5] = 8;
  bytes[at + 6] = bytes[at + 7] = 0;
  const pseudo = sumWords(bytes, 14 + 12, 14 + 20) + 136 + (bytes.length - at);
  const sum = sumWords(bytes, at, at + 8, pseudo) % 0xffff;
  bytes[at + 6] = (0xffff - sum) >> 8;
  bytes[at + 7] = 0xffff - sum;
  bytes[bytes.length - 1] ^= 1;
  assertStrictEquals(status(new Packet().setBytes(bytes), "udpLite"), "valid");
});

Deno.test("sumWords() counts a last odd byte as the high half", () => {
  assertStrictEquals(sumWords(Uint8Array.of(1, 2, 3), 0, 3), 0x0102 + 0x0300);
});
