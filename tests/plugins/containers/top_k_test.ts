// tests/plugins/containers/top_k_test.ts
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Least } from "../../../plugins/containers/_least.ts";
import { Counter, TopK } from "../../../plugins/containers/mod.ts";
import { ipv4, pick, random, splitAndMerge, zipf } from "./_stream.ts";

/** A key, and what is added for it. */
type Event = readonly [key: number, amount: number];

/** Streams that go beyond the size, from everyday to made to hurt Space-Saving. */
const STREAMS: readonly (readonly [name: string, events: readonly Event[]])[] = (() => {
  const next = random(3);
  const length = 20_000;
  const range = Array.from({ length }, (_, at) => at);
  return [
    ["skewed", zipf(length, 2_000).map((key): Event => [key, 40 + pick(next, 1_460)])],
    ["even", range.map((): Event => [pick(next, 1_000), 1])],
    ["never the same key twice", range.map((at): Event => [at, 100])],
    ["one key more than there is room for, in turn", range.map((at): Event => [at % 51, 1])],
    [
      "a heavy key that comes last",
      range.map((at): Event => at < length / 2 ? [at, 10] : [-1, 10]),
    ],
    [
      "ever larger amounts, each for a new key",
      range.map((at): Event => [at, at + 1]),
    ],
    ["amounts of 0", range.map((at): Event => [at % 200, at % 3])],
  ];
})();

const SIZE = 50;

/** Asserts the three promises of the container about a stream. */
function assertBounds(top: TopK<number>, events: readonly Event[]): void {
  const truth = new Map<number, number>();
  let total = 0;
  for (const [key, amount] of events) {
    truth.set(key, (truth.get(key) ?? 0) + amount);
    total += amount;
  }
  assertStrictEquals(top.total, total);
  assertStrictEquals(top.totalHits, events.length);
  const rows = top.top();
  assert(rows.length <= SIZE);
  for (const { key, count, error } of rows) {
    const sum = truth.get(key) ?? 0;
    assert(count <= sum && sum <= count + error, `${key}: ${sum} in ${count} + ${error}`);
    assert(error <= total / SIZE, `${key}: error ${error} of ${total}`);
  }
  const here = new Set(rows.map(({ key }) => key));
  for (const [key, sum] of truth) assert(sum <= total / SIZE || here.has(key), `${key} is missing`);
  for (const shown of [0, 1, 10, SIZE]) {
    const other = top.other(shown);
    assert(other.count >= 0 && other.hits >= 0);
    assertStrictEquals(
      top.top(shown).reduce((sum, { count }) => sum + count, other.count),
      total,
    );
    assertStrictEquals(
      top.top(shown).reduce((sum, { hits }) => sum + hits, other.hits),
      events.length,
    );
  }
}

for (const [name, events] of STREAMS) {
  Deno.test(`TopK keeps its bounds on a stream of ${name}`, () => {
    const top = new TopK<number>(SIZE);
    for (const [key, amount] of events) top.add(key, amount);
    assertBounds(top, events);
    assert(top.evictions > 0);
  });

  Deno.test(`TopK.merge() keeps the bounds on a stream of ${name}`, () => {
    for (let seed = 1; seed <= 4; seed++) {
      const merged = splitAndMerge(
        () => new TopK<number>(SIZE),
        (top, [key, amount]: Event) => top.add(key, amount),
        events,
        1 + 2 * seed,
        seed,
      );
      assertBounds(merged, events);
      for (const [key, amount] of events.slice(0, 1_000)) merged.add(key, amount);
      assertBounds(merged, [...events, ...events.slice(0, 1_000)]);
    }
  });
}

Deno.test("TopK.merge() beyond the size gives the same from both sides", () => {
  const [a, b] = [STREAMS[0][1], STREAMS[3][1]].map((events) => () => {
    const top = new TopK<number>(SIZE);
    for (const [key, amount] of events) top.add(key, amount);
    return top;
  });
  const [left, right] = [a(), b()];
  left.merge(b());
  right.merge(a());
  assertEquals(left.top(), right.top());
  assertEquals(left.save(), right.save());
});

Deno.test("TopK is exact up to its size", () => {
  const top = new TopK<number>(200), truth = new Counter<number>();
  for (const key of zipf(10_000, 200)) {
    top.add(key, key);
    truth.add(key, key);
  }
  assertEquals(
    top.top().map(({ key, count }) => [key, count]),
    truth.rows().map(({ key, count }) => [key, count]),
  );
  assert(top.top().every(({ error }) => error === 0));
  assertStrictEquals(top.evictions, 0);
});

Deno.test("TopK.top() lists equal counts by key, addresses by value", () => {
  const top = new TopK(10);
  for (const number of [10, 9, 100]) top.add(ipv4(0x0a00_0000 + number), 60);
  assertEquals(top.top().map(({ key }) => `${key}`), ["10.0.0.9", "10.0.0.10", "10.0.0.100"]);
  assertEquals(top.top(2).map(({ key }) => `${key}`), ["10.0.0.9", "10.0.0.10"]);
  assertEquals(top.top(0), []);
  assertEquals(top.top(-1), []);
});

Deno.test("TopK.top() tells counts, hits and shares", () => {
  const top = new TopK<string>(10);
  top.add("a", 30);
  top.add("b", 60);
  top.add("a", 10);
  assertEquals(top.top(), [
    { key: "b", count: 60, hits: 1, error: 0, share: 60 },
    { key: "a", count: 40, hits: 2, error: 0, share: 40 },
  ]);
  assertEquals(top.other(1), { key: "other", count: 40, hits: 2, share: 40 });
  assertEquals(new TopK().other(), { key: "other", count: 0, hits: 0, share: 0 });
});

Deno.test("TopK.add() gives a new key the place and the error of the least", () => {
  const top = new TopK<string>(2);
  top.add("a", 5);
  top.add("b", 3);
  top.add("c", 1);
  assertEquals(top.top(), [
    { key: "a", count: 5, hits: 1, error: 0, share: 500 / 9 },
    { key: "c", count: 1, hits: 1, error: 3, share: 100 / 9 },
  ]);
  assertStrictEquals(top.get("b"), 0);
  assertStrictEquals(top.other().count, 3);
  assertStrictEquals(top.evictions, 1);
});

Deno.test("TopK.load() and merge() forget which was the least", () => {
  const filled = (...amounts: [string, number][]) => {
    const top = new TopK<string>(3);
    for (const [key, amount] of amounts) top.add(key, amount);
    return top;
  };
  const top = filled(["a", 5], ["b", 6], ["c", 1], ["d", 1]);
  top.load(filled(["x", 1], ["y", 10], ["z", 2]).save());
  top.add("w", 1);
  assertEquals(top.top().map(({ key }) => key), ["y", "z", "w"]);
});

Deno.test("TopK.merge() gives later keys the error of what the other may have dropped", () => {
  const small = new TopK<string>(1), large = new TopK<string>(10);
  small.add("a", 7);
  small.add("b", 1);
  large.merge(small);
  large.add("a", 1);
  assertEquals(large.top().map(({ key, count, error }) => [key, count, error]), [
    ["a", 1, 7],
    ["b", 1, 7],
  ]);
});

Deno.test("Least.slot() is the slot with the least sum, however they grew", () => {
  const next = random(8), size = 100;
  const counts = Float64Array.from({ length: size }, () => pick(next, 50));
  const errors = Float64Array.from({ length: size }, () => pick(next, 50));
  const least = new Least(counts, errors, size);
  for (let round = 0; round < 5_000; round++) {
    for (let grown = pick(next, 8); grown > 0; grown--) counts[pick(next, size)] += pick(next, 9);
    const slot = least.slot(counts, errors);
    const sums = counts.map((count, at) => count + errors[at]);
    assertStrictEquals(sums[slot], Math.min(...sums));
    errors[slot] += counts[slot];
    counts[slot] = pick(next, 20);
  }
});

for (const amount of [-1, NaN, Infinity, 2 ** 53]) {
  Deno.test(`TopK.add() refuses to add ${amount}`, () => {
    const top = new TopK<string>(2);
    assertThrows(() => top.add("a", amount), RangeError, `Cannot count ${amount}`);
    assertStrictEquals(top.size, 0);
  });
}

Deno.test("TopK.load() into a smaller one keeps the largest, and the total", () => {
  const large = new TopK<number>(100), small = new TopK<number>(SIZE);
  for (const key of zipf(5_000, 100)) large.add(key);
  small.load(large.save());
  assertEquals(small.top(10), large.top(10));
  assertStrictEquals(small.total, 5_000);
  assertStrictEquals(small.size, SIZE);
});

Deno.test("TopK.load() refuses a key that is there twice", () => {
  const row = { key: { address: "192.0.2.1" }, count: 1, hits: 1, error: 0 };
  const data = { type: "TopK", version: 1, gone: 0, goneHits: 0, floor: 0, evictions: 0 };
  assertThrows(
    () => new TopK().load({ ...data, rows: [row, row] }),
    TypeError,
    'Cannot load a TopK: "rows" has a key twice',
  );
});
