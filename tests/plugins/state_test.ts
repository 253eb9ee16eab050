import { assertEquals, assertStrictEquals } from "@std/assert";
import { Counter, Network, Quantiles, TopK } from "whiff";
import { evictionsOf, loadState, saveState } from "../../plugins/state.ts";

/** What a save survives: being written as JSON and read again. */
const stored = (state: unknown): unknown => JSON.parse(JSON.stringify(saveState(state)));

Deno.test("saveState() leaves out what is neither a container nor plain data", () => {
  const state = { n: 1, list: [1, "a"], when: new Date(0), map: new Map(), not: NaN };
  assertEquals(saveState(state), { parts: { n: 1, list: [1, "a"] } });
  assertStrictEquals(saveState(undefined), undefined);
});

Deno.test("saveState() lets a state save itself", () => {
  const [before, after] = [new Counter(10), new Counter(10)];
  before.add("a", 7);
  assertEquals(loadState(after, stored(before)), []);
  assertStrictEquals(after.get("a"), 7);
});

for (
  const [does, before, after, problems] of [
    ["a part that is gone", { a: 1, b: 2 }, { a: 0 }, ["b is not there any more"]],
    ["a part that is new", { a: 1 }, { a: 0, b: 0 }, ["b is new"]],
    ["a part of another kind", { a: 1 }, { a: "" }, ["a was of another kind"]],
    ["a list that was none", { a: {} }, { a: [] }, ["a was of another kind"]],
    [
      "a part within a part",
      { by: { tcp: new Counter(1), udp: 0 } },
      { by: { tcp: new Counter(1), icmp: 0 } },
      ["by.udp is not there any more", "by.icmp is new"],
    ],
    [
      "nothing of what was made of options",
      { networks: [Network.parse("10.0.0.0/8")], measure: Math.max },
      { networks: [Network.parse("10.0.0.0/8")], measure: Math.max },
      [],
    ],
    ["what cannot be kept", { m: new Map(), u: undefined }, { m: new Map(), u: undefined }, [
      "m is neither a container nor plain data",
    ]],
    ["a container that is now plain data", { a: new Counter(1) }, { a: 0 }, [
      "a was of another kind",
    ]],
    ["a name that all objects have", {}, { constructor: 0 }, ["constructor is new"]],
    ["a state that saved itself", new Counter(1), { a: 0 }, ["the state was saved as a whole"]],
    ["a state that now loads itself", { a: 0 }, new Counter(1), ["the state was saved in parts"]],
  ] as const
) {
  Deno.test(`loadState() says ${does}`, () => {
    assertEquals(loadState(after, stored(before)), [...problems]);
  });
}

Deno.test("saveState() and loadState() keep what lies in plain objects", () => {
  const make = () => ({ by: { tcp: new Counter<string>(10), seen: { last: "" } }, n: 0 });
  const [before, after] = [make(), make()];
  before.by.tcp.add("a", 7);
  before.by.seen.last = "x";
  assertEquals(loadState(after, stored(before)), []);
  assertEquals([after.by.tcp.get("a"), after.by.seen.last], [7, "x"]);
});

Deno.test("loadState() knows a number from Infinity, and has nothing to say of what is not set", () => {
  const make = () => ({ smallest: Infinity, largest: -Infinity, last: undefined, next: undefined });
  const after = make();
  assertEquals(loadState(after, stored({ ...make(), smallest: 5, last: "x" })), []);
  assertEquals(after, { ...make(), smallest: 5, last: "x" as never });
});

Deno.test("evictionsOf() counts a state that is a container, and those in plain objects", () => {
  const full = () => {
    const top = new TopK<number>(1);
    for (const key of [1, 2, 3]) top.add(key);
    return top;
  };
  assertStrictEquals(evictionsOf(full()), 2);
  assertStrictEquals(
    evictionsOf({ a: full(), by: { b: full(), n: 5 }, list: [1], u: undefined }),
    4,
  );
  assertStrictEquals(evictionsOf({ none: new Quantiles(), own: { save() {}, load() {} } }), 0);
  assertStrictEquals(evictionsOf(undefined), 0);
});

Deno.test("loadState() goes on with the parts that fit", () => {
  const before = { top: new TopK<string>(10), count: 5 };
  const after = { top: new Counter<string>(10), count: 0 };
  before.top.add("x");
  const problems = loadState(after, stored(before));
  assertStrictEquals(problems.length, 1);
  assertEquals([problems[0].startsWith("top: "), after.count, after.top.get("x")], [true, 5, 0]);
});
