// tests/plugins/containers/per_key_test.ts
import { assertEquals, assertNotStrictEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Counter, PerKey, Quantiles, TopK } from "../../../plugins/containers/mod.ts";
import { splitAndMerge, zipf } from "./_stream.ts";

/** A PerKey of counters, in which each of the keys was used once. */
function used(max: number, ...keys: string[]): PerKey<string, Counter<string>> {
  const perKey = new PerKey<string, Counter<string>>(max, () => new Counter());
  for (const key of keys) perKey.get(key).add("use");
  return perKey;
}

Deno.test("PerKey.get() makes a value once", () => {
  const perKey = used(10, "a");
  assertStrictEquals(perKey.get("a"), perKey.get("a"));
  assertNotStrictEquals(perKey.get("a"), perKey.get("b"));
  assertStrictEquals(perKey.size, 2);
});

Deno.test("PerKey.peek() makes nothing, and is no use", () => {
  const perKey = used(2, "a", "b");
  assertStrictEquals(perKey.peek("none"), undefined);
  assertStrictEquals(perKey.peek("a")?.total, 1);
  perKey.get("c");
  assertStrictEquals(perKey.peek("a"), undefined);
});

Deno.test("PerKey evicts the key asked for longest ago", () => {
  const perKey = used(3, "a", "b", "c", "a", "d", "b");
  assertEquals(perKey.entries().map(([key, { total }]) => [key, total]), [
    ["a", 2],
    ["b", 1],
    ["d", 1],
  ]);
  assertStrictEquals(perKey.evictions, 2);
});

Deno.test("PerKey.evictions counts those of its values, gone or not", () => {
  const perKey = new PerKey(1, () => new TopK<number>(1));
  for (const key of [1, 2, 3]) perKey.get("a").add(key);
  assertStrictEquals(perKey.evictions, 2);
  perKey.get("b").add(1);
  perKey.get("b").add(2);
  assertStrictEquals(perKey.evictions, 4);
});

Deno.test("PerKey.top() ranks by a measure of the values, equal ones by key", () => {
  const perKey = used(9, "b", "c", "a", "c", "d");
  const top = (n: number) => perKey.top(n, ({ total }) => total).map(([key]) => key);
  assertEquals(top(3), ["c", "a", "b"]);
  assertEquals(top(99), ["c", "a", "b", "d"]);
  assertEquals(top(-1), []);
});

Deno.test("PerKey.merge() beyond the bound keeps the keys asked for most often", () => {
  const events = zipf(5_000, 200);
  const whole = new Counter<number>();
  for (const key of events) whole.add(key);
  const merged = splitAndMerge(
    () => new PerKey<number, Quantiles>(150, () => new Quantiles()),
    (perKey, key: number) => perKey.get(key).add(key),
    events,
    3,
    3,
  );
  assertStrictEquals(merged.size, 150);
  for (const { key, count } of whole.rows().slice(0, 20)) {
    assertStrictEquals(merged.peek(key)?.count, count);
  }
});

Deno.test("PerKey.merge() adds up how often keys were asked for", () => {
  const merged = used(2, "x", "x", "y", "y", "y");
  merged.merge(used(2, "x", "x", "z", "z", "z"));
  assertEquals(merged.entries().map(([key, { total }]) => [key, total]), [["x", 4], ["z", 3]]);
  assertStrictEquals(merged.evictions, 1);
});

Deno.test("PerKey.load() refuses values that its own refuse, and stays as it was", () => {
  const quantiles = (error: number) => new PerKey<string, Quantiles>(9, () => new Quantiles(error));
  const [fine, coarse] = [quantiles(0.01), quantiles(0.1)];
  coarse.get("a").add(1);
  fine.get("b").add(2);
  assertThrows(() => fine.load(coarse.save()), TypeError, "Cannot load a Quantiles");
  assertEquals(fine.entries().map(([key, { count }]) => [key, count]), [["b", 1]]);
});
