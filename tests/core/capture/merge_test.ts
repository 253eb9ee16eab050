// tests/core/capture/merge_test.ts
import { assertEquals, assertStrictEquals } from "@std/assert";
import { bytesInput } from "../../../core/capture/byte_stream.ts";
import { MemorySource } from "../../../core/capture/memory.ts";
import { mergeSources } from "../../../core/capture/merge.ts";
import { openCapture } from "../../../core/capture/open.ts";
import {
  Bytes,
  concat,
  damage,
  describedInterface,
  drain,
  enhanced,
  option,
  pcap,
  section,
} from "./_samples.ts";

function memory(times: readonly number[], batchLength = Infinity, linkType = 1): MemorySource {
  const frames = times.map((time) => ({
    bytes: Uint8Array.of(time),
    seconds: Math.floor(time / 10),
    nanoseconds: time % 10,
  }));
  return new MemorySource(frames, { batchLength, interfaces: [{ linkType, snapLength: 0 }] });
}

/** Deterministic numbers: `x * a mod m`. */
function scrambled(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 7919 + seed * 104_729) % 200)
    .sort((a, b) => a - b);
}

for (const sources of [0, 1, 2, 3, 5, 17]) {
  for (const batchLength of [1, 3, Infinity]) {
    Deno.test(`mergeSources() orders ${sources} sources in batches of ${batchLength}`, async () => {
      const times = Array.from({ length: sources }, (_, i) => scrambled(i * 5, i));
      const merged = mergeSources(times.map((list) => memory(list, batchLength)));
      const { seen } = await drain(merged);
      const expected = times.flatMap((list, id) => list.map((time) => [time, id]))
        .sort(([a, i], [b, j]) => a - b || i - j);
      assertEquals(seen.map((p) => [parseInt(p.data, 16), p.interfaceId]), expected);
      assertStrictEquals(merged.statistics().received, expected.length);
    });
  }
}

Deno.test("mergeSources() leaves each source's own order as it is", async () => {
  const { seen } = await drain(mergeSources([memory([30, 10, 40]), memory([20, 50])]));
  assertEquals(seen.map((p) => parseInt(p.data, 16)), [20, 30, 10, 40, 50]);
});

Deno.test("mergeSources() numbers interfaces that a file brings late", async () => {
  const late = concat(
    section(),
    describedInterface(true, { linkType: 101 }),
    enhanced(true, { time: 1n }),
    describedInterface(true, { linkType: 113 }),
    enhanced(true, { time: 3_000_000n, id: 1 }),
  );
  using merged = mergeSources([await openCapture(bytesInput(late)), memory([20])]);
  assertEquals(merged.interfaces.map((iface) => iface.linkType), [101, 1]);
  const { seen } = await drain(merged);
  assertEquals(seen.map((p) => [p.interfaceId, p.linkType]), [[0, 101], [1, 1], [2, 113]]);
  assertEquals(merged.interfaces.map((iface) => iface.linkType), [101, 1, 113]);
});

Deno.test("mergeSources() tells the drops of each file's interfaces", async () => {
  const dropped = (count: number) =>
    concat(
      section(),
      describedInterface(true),
      enhanced(true, { options: option(true, 4, new Bytes(true).u64(BigInt(count)).done()) }),
    );
  using merged = mergeSources([
    await openCapture(bytesInput(dropped(3))),
    memory([20]),
    await openCapture(bytesInput(dropped(4))),
  ]);
  await drain(merged);
  const none = { droppedByKernel: 0, droppedByInterface: 0 };
  assertEquals(merged.statistics(), {
    ...none,
    received: 3,
    droppedByKernel: 7,
    byInterface: [{ ...none, droppedByKernel: 3 }, none, { ...none, droppedByKernel: 4 }],
  });
});

Deno.test("mergeSources() goes on when one file breaks off, and throws at the end", async () => {
  const cut = pcap([{ words: [1, 0, 1, 1], data: [1] }, { words: [2, 0, 9, 9], data: [2] }]);
  const open = (name: string) => openCapture(bytesInput(cut), { name });
  using one = mergeSources([await open("a"), memory([5, 30, 40])]);
  const { seen, error } = await drain(one);
  assertStrictEquals(seen.length, 4);
  assertStrictEquals(
    damage(error).message,
    "Cannot read a past byte 41: found a packet record of 25 bytes, cut off after 17",
  );
  using two = mergeSources([await open("a"), await open("b")]);
  assertEquals(damage((await drain(two)).error).message.match(/Cannot read [ab]/g), [
    "Cannot read a",
    "Cannot read b",
  ]);
});

Deno.test("mergeSources() can be stopped between batches", async () => {
  using merged = mergeSources([memory([1, 3], 1), memory([2, 4], 1)]);
  let packets = 0;
  for await (const batch of merged) {
    while (batch.next()) packets++;
    merged.stop();
  }
  assertStrictEquals(packets, 1);
});
