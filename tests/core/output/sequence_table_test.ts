import { assertEquals, assertStrictEquals } from "@std/assert";
import { SequenceTable } from "../../../core/output/sequence_table.ts";
import type { Packet } from "../../../core/packet.ts";
import { ipv4, ipv6, packetOf, type Segment, tcp } from "./_frames.ts";

/** Looks the segment up and says what its numbers become; `undefined` when it was not known. */
function relative(
  table: SequenceTable,
  segment: Segment,
  begins = false,
  over = ipv4,
): [number, number] | undefined {
  const packet: Packet = packetOf(over(6, tcp({ flags: 0x10, ...segment })));
  if (!table.lookUp(packet.ip!, packet.tcp!, begins)) return undefined;
  return [
    (packet.tcp!.sequenceNumber - table.sequenceBase) >>> 0,
    (packet.tcp!.acknowledgmentNumber - table.acknowledgmentBase) >>> 0,
  ];
}

for (const [version, over] of [["IPv4", ipv4], ["IPv6", ipv6]] as const) {
  Deno.test(`SequenceTable counts from the SYN's numbers, over ${version}`, () => {
    const table = new SequenceTable(64);
    assertEquals(relative(table, { sequence: 100, acknowledgment: 501 }, true, over), undefined);
    assertEquals(relative(table, { sequence: 101, acknowledgment: 511 }, false, over), [1, 11]);
  });
}

Deno.test("SequenceTable counts over the end of the numbers", () => {
  const table = new SequenceTable(64);
  relative(table, { sequence: 0xffff_fff0, acknowledgment: 1 }, true);
  assertEquals(relative(table, { sequence: 0x10, acknowledgment: 0 }), [0x20, 0]);
});

Deno.test("SequenceTable knows a connection from either side", () => {
  const table = new SequenceTable(64);
  const ports = [40_000, 40_000] as const; // so that the addresses decide which side is which
  relative(table, { ports, sequence: 100, acknowledgment: 501 }, true);
  const packet = packetOf(ipv4(6, tcp({ ports, sequence: 600, acknowledgment: 150 })));
  const bytes = packet.frameBytes;
  const swapped = Uint8Array.of(
    ...bytes.subarray(0, 26),
    ...bytes.subarray(30, 34),
    ...bytes.subarray(26, 30),
    ...bytes.subarray(34),
  );
  packet.setBytes(swapped);
  assertStrictEquals(table.lookUp(packet.ip!, packet.tcp!, false), true);
  assertEquals([table.sequenceBase, table.acknowledgmentBase], [500, 100]);
});

Deno.test("SequenceTable begins anew with a second SYN", () => {
  const table = new SequenceTable(64);
  relative(table, { sequence: 100, acknowledgment: 1 }, true);
  relative(table, { sequence: 900, acknowledgment: 1 }, true);
  assertEquals(relative(table, { sequence: 901, acknowledgment: 1 }), [1, 1]);
});

Deno.test("SequenceTable gives up the connection that was quiet longest, and no other", () => {
  const table = new SequenceTable(4);
  for (let port = 1; port <= 4; port++) relative(table, { ports: [port, 80], sequence: port });
  relative(table, { ports: [1, 80], sequence: 1 });
  relative(table, { ports: [5, 80], sequence: 5 });
  assertStrictEquals(table.evictions, 1);
  const known = [1, 3, 4, 5].map((port) => relative(table, { ports: [port, 80] }) !== undefined);
  assertEquals(known, [true, true, true, true]);
  assertEquals(relative(table, { ports: [2, 80] }), undefined);
});
