// tests/plugins/containers/counter_test.ts
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Counter } from "../../../plugins/containers/mod.ts";
import { splitAndMerge, zipf } from "./_stream.ts";

Deno.test("Counter.rows() lists the largest first, equal ones by key", () => {
  const counter = new Counter<string>();
  for (const key of ["udp", "tcp", "gre", "tcp", "arp", "tcp", "udp", "arp"]) counter.add(key);
  assertEquals(counter.rows(), [
    { key: "tcp", count: 3, share: 37.5 },
    { key: "arp", count: 2, share: 25 },
    { key: "udp", count: 2, share: 25 },
    { key: "gre", count: 1, share: 12.5 },
  ]);
  assertStrictEquals(counter.get("tcp"), 3);
  assertStrictEquals(counter.get("sctp"), 0);
});

Deno.test("Counter.other takes what comes for keys beyond the bound", () => {
  const counter = new Counter<number>(2);
  for (const key of [1, 2, 3, 1, 4]) counter.add(key, 10);
  assertEquals(counter.rows().map(({ key, count }) => [key, count]), [[1, 20], [2, 10]]);
  assertStrictEquals(counter.other, 20);
  assertStrictEquals(counter.total, 50);
  assertStrictEquals(counter.evictions, 2);
});

Deno.test("Counter.merge() beyond the bound lacks `other` at most, and keeps the total", () => {
  const events = zipf(10_000, 100), truth = new Counter<number>();
  for (const key of events) truth.add(key);
  for (let seed = 1; seed <= 8; seed++) {
    const merged = splitAndMerge(
      () => new Counter<number>(30),
      (counter, key: number) => counter.add(key),
      events,
      seed,
      seed,
    );
    assertStrictEquals(merged.total, events.length);
    assertStrictEquals(
      merged.rows().reduce((sum, { count }) => sum + count, merged.other),
      events.length,
    );
    for (const { key, count } of merged.rows()) {
      assert(count <= truth.get(key) && truth.get(key) <= count + merged.other);
    }
  }
});

Deno.test("Counter without anything has no share to divide by", () => {
  const counter = new Counter<string>();
  counter.add("none", 0);
  assertEquals(counter.rows(), [{ key: "none", count: 0, share: 0 }]);
});
