// tests/live/lifetime_test.ts: opening and closing a LiveSource, on the loopback of the machine.
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { LiveSource } from "../../core/capture/live.ts";
import { liveTest } from "./_network.ts";

/** A small ring: these tests want none of the frames that pass. */
const LOOPBACK = { interfaces: ["lo"], bufferBytes: 2 << 20, promiscuous: false };

/** Reads to the end. */
async function drain(source: LiveSource): Promise<void> {
  for await (const batch of source) while (batch.next());
}

liveTest("LiveSource ends when it is stopped before it is read", async () => {
  using source = LiveSource.open(LOOPBACK);
  source.stop();
  await drain(source);
});

liveTest("LiveSource ends when it is stopped while it waits", async () => {
  using source = LiveSource.open(LOOPBACK);
  const reading = drain(source);
  source.stop();
  source.stop();
  await reading;
});

liveTest("LiveSource ends when it is disposed while it waits, and closes all it had", async () => {
  const before = descriptors();
  const source = LiveSource.open(LOOPBACK);
  assert(descriptors() > before);
  const reading = drain(source);
  source[Symbol.dispose]();
  source[Symbol.dispose]();
  await reading;
  assertStrictEquals(descriptors(), before);
});

liveTest("LiveSource keeps its last counts when it is disposed", () => {
  const source = LiveSource.open(LOOPBACK);
  source.stop();
  const counts = source.statistics();
  source[Symbol.dispose]();
  assertEquals(source.statistics(), counts);
  return Promise.resolve();
});

for (
  const [does, interfaces] of [
    ["no interface", []],
    ["any beside another", ["any", "lo"]],
  ] as const
) {
  Deno.test(`LiveSource.open() refuses ${does}, before it opens anything`, () => {
    assertThrows(() => LiveSource.open({ interfaces }), RangeError);
  });
}

liveTest("LiveSource.open() closes what it had opened when a later step fails", () => {
  const before = descriptors();
  assertThrows(() => LiveSource.open({ ...LOOPBACK, interfaces: ["lo", "no such interface"] }));
  assertStrictEquals(descriptors(), before);
  return Promise.resolve();
});

/** How many files this process has open. */
function descriptors(): number {
  return [...Deno.readDirSync("/proc/self/fd")].length;
}
