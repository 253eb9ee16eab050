// tests/plugins/containers/tally_test.ts
import { assertEquals, assertThrows } from "@std/assert";
import { Tally } from "../../../plugins/containers/mod.ts";

const RULES = { bytes: "sum", firstMs: "least", lastMs: "greatest" } as const;

/** A tally that has seen a packet of so many bytes at each of the times. */
function seen(...packets: (readonly [bytes: number, timeMs: number])[]) {
  const tally = new Tally(RULES);
  for (const [bytes, timeMs] of packets) {
    tally.values.bytes += bytes;
    tally.values.firstMs = Math.min(tally.values.firstMs, timeMs);
    tally.values.lastMs = Math.max(tally.values.lastMs, timeMs);
  }
  return tally;
}

const PACKETS = [[60, 30], [1500, 10], [40, 20]] as const;

for (let cut = 0; cut <= PACKETS.length; cut++) {
  Deno.test(`Tally.merge() of ${cut} and ${PACKETS.length - cut} packets is all of them`, () => {
    const merged = seen(...PACKETS.slice(0, cut));
    merged.merge(seen(...PACKETS.slice(cut)));
    assertEquals(merged.values, { bytes: 1600, firstMs: 10, lastMs: 30 });
  });
}

for (const packets of [[], PACKETS]) {
  Deno.test(`Tally.load() takes back ${packets.length} packets, as JSON`, () => {
    const loaded = seen([1, 1]);
    loaded.load(JSON.parse(JSON.stringify(seen(...packets).save())));
    assertEquals(loaded.values, seen(...packets).values);
  });
}

Deno.test("Tally.load() refuses what is no number, and stays as it was", () => {
  const tally = seen(...PACKETS);
  assertThrows(
    () => tally.load({ type: "Tally", version: 1, values: { bytes: "many" } }),
    TypeError,
    `"bytes"`,
  );
  assertEquals(tally.values.bytes, 1600);
});
