// tests/plugins/containers/series_test.ts
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Series } from "../../../plugins/containers/mod.ts";
import { pick, random, splitAndMerge } from "./_stream.ts";

/** The series of these times, each with a value of 1. */
function series(widthMs: number, max: number, ...times: number[]): Series {
  const made = new Series(widthMs, max);
  for (const timeMs of times) made.add(timeMs);
  return made;
}

for (
  const [does, made, widthMs, firstMs, values] of [
    ["has no points before a value", series(1_000, 4), 1_000, undefined, []],
    ["begins with the first value", series(1_000, 4, 5_999), 1_000, 5_000, [1]],
    ["fills gaps with 0", series(1_000, 4, 0, 3_000), 1_000, 0, [1, 0, 0, 1]],
    ["reaches back for an earlier value", series(1_000, 4, 3_000, 1_000), 1_000, 1_000, [1, 0, 1]],
    ["doubles its width when full", series(1_000, 4, 0, 1_000, 4_000), 2_000, 0, [2, 0, 1]],
    ["doubles its width for earlier values too", series(1_000, 2, 3_000, 0), 2_000, 0, [1, 1]],
    ["doubles as often as it takes", series(1, 2, 0, 1_000), 512, 0, [1, 1]],
    ["aligns its points with 1970", series(1_000, 2, 1_000, 2_000, 3_000), 2_000, 0, [1, 2]],
    ["goes back before 1970", series(1_000, 4, -1, 0), 1_000, -1_000, [1, 1]],
    ["doubles across 1970", series(1_000, 2, -3_000, -1, 1_500), 4_000, -4_000, [2, 1]],
  ] as const
) {
  Deno.test(`Series ${does}`, () => {
    const points = made.points();
    assertStrictEquals(made.widthMs, widthMs);
    assertStrictEquals(points[0]?.timeMs, firstMs);
    assertEquals(points.map(({ value }) => value), values);
  });
}

Deno.test("Series.points() tells sums, counts and rates", () => {
  const made = new Series(500, 10);
  made.add(0, 30);
  made.add(499, 20);
  assertEquals(made.points(), [{ timeMs: 0, value: 50, count: 2, perSecond: 100 }]);
});

Deno.test("Series keeps the total over any run, and never has more points than its bound", () => {
  const next = random(2);
  for (let run = 0; run < 50; run++) {
    const max = 2 + pick(next, 20), made = new Series(1 + pick(next, 50), max);
    let total = 0;
    for (let at = 0; at < 200; at++) {
      const value = pick(next, 100);
      made.add((next() - 0.5) * 10 ** pick(next, 12), value);
      total += value;
      assert(made.points().length <= max);
    }
    assertStrictEquals(made.points().reduce((sum, { value }) => sum + value, 0), total);
    assertStrictEquals(made.points().reduce((sum, { count }) => sum + count, 0), 200);
  }
});

Deno.test("Series.merge() is exact, whatever the widths have become", () => {
  const next = random(4);
  for (let run = 1; run <= 30; run++) {
    const times = Array.from({ length: 100 }, () => (next() - 0.3) * 10 ** pick(next, 9));
    const [whole, ...merged] = [1, 2, 5, 9].map((parts) =>
      splitAndMerge(
        () => new Series(10, 8),
        (made, timeMs: number) => made.add(timeMs, 3),
        times,
        parts,
        run,
      )
    );
    for (const made of merged) assertEquals(made.save(), whole.save());
  }
});

for (
  const [what, make] of [
    ["a width of 0", () => new Series(0)],
    ["a width of 2.5 ms", () => new Series(2.5)],
    ["a single interval", () => new Series(1_000, 1)],
    ["no time", () => series(1_000, 4, NaN)],
    ["a value below 0", () => series(1_000, 4).add(0, -1)],
  ] as const
) {
  Deno.test(`Series refuses ${what}`, () => {
    assertThrows(make, RangeError, "Cannot");
  });
}

Deno.test("Series.merge() and load() refuse another width to begin with", () => {
  const other = series(2_000, 4, 0);
  assertThrows(() => series(1_000, 4).merge(other), TypeError, "Cannot merge a Series");
  assertThrows(() => series(1_000, 4).load(other.save()), TypeError, "Cannot load a Series");
});
