// tests/plugins/containers/rate_test.ts
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Rate } from "../../../plugins/containers/mod.ts";
import { pick, random, splitAndMerge } from "./_stream.ts";

for (
  const [does, times, counts] of [
    ["counts hits within the window", [0, 100, 999], [1, 2, 3]],
    ["forgets a step once it is a window ago", [0, 50, 999, 1_000], [1, 2, 3, 2]],
    ["forgets all after a pause of a window", [0, 1, 2, 5_000], [1, 2, 3, 1]],
    ["counts a hit that comes late, as long as it is in the window", [500, 0, 500], [1, 2, 3]],
    ["leaves out a hit that comes a window late", [1_000, 99, 1_000], [1, 1, 2]],
    ["counts before 1970 too", [-1_500, -1_001, -501, -500], [1, 2, 3, 3]],
  ] as const
) {
  Deno.test(`Rate.hit() ${does}`, () => {
    const rate = new Rate<string>(1_000);
    assertEquals(times.map((timeMs) => rate.hit("key", timeMs)), counts);
  });
}

Deno.test("Rate.hit() agrees with a list of all hits", () => {
  const next = random(5);
  const rate = new Rate<number>(3_000, { steps: 6 });
  const all: { key: number; timeMs: number }[] = [];
  for (let timeMs = 0; timeMs < 100_000; timeMs += pick(next, 200)) {
    const key = pick(next, 7);
    all.push({ key, timeMs });
    // The window ends with the step that timeMs is in.
    const from = (Math.floor(timeMs / 500) - 5) * 500;
    const expected = all.filter((hit) => hit.key === key && hit.timeMs >= from).length;
    assertStrictEquals(rate.hit(key, timeMs), expected);
  }
});

Deno.test("Rate.count() looks without counting", () => {
  const rate = new Rate<string>(1_000);
  rate.hit("key", 500, 3);
  assertEquals([0, 500, 1_499, 1_500].map((timeMs) => rate.count("key", timeMs)), [0, 3, 3, 0]);
  assertStrictEquals(rate.count("none", 500), 0);
});

Deno.test("Rate.top() tells hits per second, and leaves out keys without any", () => {
  const rate = new Rate<string>(2_000);
  rate.hit("old", 0, 100);
  rate.hit("b", 9_000, 6);
  rate.hit("a", 9_500, 6);
  rate.hit("c", 9_900, 1);
  assertEquals(rate.top(), [
    { key: "a", count: 6, perSecond: 3 },
    { key: "b", count: 6, perSecond: 3 },
    { key: "c", count: 1, perSecond: 0.5 },
  ]);
  assertEquals(rate.top(1, 0).map(({ key }) => key), ["old"]);
});

Deno.test("Rate evicts the key hit longest ago, and counts that while it has hits", () => {
  const rate = new Rate<string>(1_000, { max: 2 });
  rate.hit("a", 0);
  rate.hit("b", 10);
  rate.hit("a", 20);
  rate.hit("c", 30);
  assertEquals([rate.count("a", 30), rate.count("b", 30), rate.count("c", 30)], [2, 0, 1]);
  assertStrictEquals(rate.evictions, 1);
  rate.hit("d", 10_000);
  rate.hit("e", 10_000);
  assertStrictEquals(
    rate.evictions,
    2,
    "the windows of a were over before, that of c was not told",
  );
});

Deno.test("Rate.merge() beyond the bound keeps the keys hit last", () => {
  const events = Array.from({ length: 2_000 }, (_, at) => at);
  const merged = splitAndMerge(
    () => new Rate<number>(1_000, { max: 20 }),
    (rate, at: number) => rate.hit(at % 200, at * 10),
    events,
    4,
    9,
  );
  assertStrictEquals(merged.size, 20);
  assert(merged.evictions > 0);
  assertEquals(merged.top().length, 20);
});

for (
  const [what, make] of [
    ["a window of 0", () => new Rate(0)],
    ["no window", () => new Rate(NaN)],
    ["0 steps", () => new Rate(1_000, { steps: 0 })],
    ["2.5 steps", () => new Rate(1_000, { steps: 2.5 })],
    ["0 keys", () => new Rate(1_000, { max: 0 })],
    ["no time", () => new Rate(1_000).hit("key", NaN)],
    ["a time beyond all dates", () => new Rate(1_000).hit("key", 1e16)],
    ["hits below 0", () => new Rate(1_000).hit("key", 0, -1)],
  ] as const
) {
  Deno.test(`Rate refuses ${what}`, () => {
    assertThrows(make, RangeError, "Cannot");
  });
}

for (
  const [what, other] of [
    ["window", new Rate<string>(2_000)],
    ["number of steps", new Rate<string>(1_000, { steps: 5 })],
  ] as const
) {
  Deno.test(`Rate.merge() refuses another ${what}`, () => {
    assertThrows(() => new Rate<string>(1_000).merge(other), TypeError, "Cannot merge a Rate");
    assertThrows(() => new Rate<string>(1_000).load(other.save()), TypeError, "Cannot load a Rate");
  });
}
