// tests/core/capture/source_suite.ts: what holds for every source, wherever its frames come from.
import { assertEquals, assertStrictEquals } from "@std/assert";
import type { Source } from "../../../core/capture/source.ts";

/** Makes a fresh source of at least three frames in at least two batches. */
export type MakeSource = () => Promise<Source> | Source;

/** Declares the tests that every source has to pass. */
export function testSource(name: string, make: MakeSource): void {
  Deno.test(`${name} keeps the promises of Batch for each frame`, async () => {
    using source = await make();
    let frames = 0;
    for await (const batch of source) {
      while (batch.next()) {
        frames++;
        const { start, capturedLength, originalLength, seconds, nanoseconds } = batch;
        assertStrictEquals(start >= 0 && start + capturedLength <= batch.bytes.length, true);
        assertStrictEquals(originalLength >= capturedLength, true);
        assertStrictEquals(Number.isInteger(seconds), true);
        assertStrictEquals(Number.isInteger(nanoseconds), true);
        assertStrictEquals(nanoseconds >= 0 && nanoseconds < 1_000_000_000, true);
        assertStrictEquals(source.interfaces[batch.interfaceId].linkType, batch.linkType);
      }
      assertStrictEquals(batch.next(), false, "a batch that has ended does not begin again");
    }
    assertStrictEquals(frames >= 3, true);
    assertStrictEquals(source.statistics().received, frames);
  });

  Deno.test(`${name} tells its interfaces before the first frame`, async () => {
    using source = await make();
    assertStrictEquals(source.interfaces.length > 0, true);
  });

  Deno.test(`${name} counts no frame twice, and none down`, async () => {
    using source = await make();
    let before = 0;
    for await (const batch of source) {
      while (batch.next());
      const { received } = source.statistics();
      assertStrictEquals(received >= before, true);
      before = received;
    }
  });

  Deno.test(`${name} ends after stop()`, async () => {
    using source = await make();
    let batches = 0;
    for await (const batch of source) {
      batches++;
      while (batch.next());
      source.stop();
    }
    assertStrictEquals(batches, 1);
  });

  Deno.test(`${name} yields nothing once it is disposed, which may be done twice`, async () => {
    const source = await make();
    source[Symbol.dispose]();
    source[Symbol.dispose]();
    const batches: unknown[] = [];
    for await (const batch of source) batches.push(batch);
    assertEquals(batches, []);
  });
}
