// tests/plugins/containers/distinct_test.ts
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { hashed, hashKey } from "../../../plugins/containers/_hash.ts";
import { HashSet } from "../../../plugins/containers/_hash_set.ts";
import { Registers } from "../../../plugins/containers/_registers.ts";
import { Distinct, type Key } from "../../../plugins/containers/mod.ts";
import { anyKey, ipv4, ipv6, splitAndMerge, zipf } from "./_stream.ts";

/** Keys by number, of the shapes that captures have. */
const SHAPES: readonly (readonly [name: string, key: (at: number) => Key])[] = [
  ["numbers in a row", (at) => at],
  ["IPv4 addresses in a row", (at) => ipv4(0x0a00_0000 + at)],
  ["IPv4 networks, low bits all 0", (at) => ipv4(at << 8)],
  ["IPv6 addresses in a row", (at) => ipv6(at)],
  ["names in a row", (at) => `host-${at}.example.org`],
  ["pairs", (at) => [ipv4(at >> 8), at & 0xff]],
  ["keys of all kinds", anyKey],
  // Patterns that weak hashes fold onto each other.
  ["numbers whose low bits are all 0", (at) => at << 12],
  ["numbers with their bits reversed", (at) => reversed(at)],
  ["multiples of what the hash multiplies by", (at) => Math.imul(at, 0xcc9e2d51)],
  ["numbers that the hash's first steps undo", (at) => Math.imul(at, 0xdee13bb1)],
  ["fractions", (at) => at / 1_000],
  ["texts that differ at one end", (at) => `${"x".repeat(60)}${at}`],
];

/** The 32 bits of a number, the lowest first. */
function reversed(number: number): number {
  let bits = 0;
  for (let bit = 0; bit < 32; bit++) bits = bits << 1 | (number >>> bit & 1);
  return bits;
}

Deno.test("Distinct counts what comes seldom as it counts what comes all the time", () => {
  const distinct = new Distinct<number>(), seen = new Set<number>();
  for (const key of zipf(60_000, 20_000)) {
    distinct.add(key);
    seen.add(key);
  }
  assert(Math.abs(distinct.count - seen.size) <= 4 * distinct.error * seen.size);
});

for (const [name, key] of SHAPES) {
  Deno.test(`Distinct is exact up to its limit, and then within 4 standard errors, for ${name}`, () => {
    const distinct = new Distinct<Key>(), checks = [1, 999, 1_000, 1_001, 3_000, 20_000, 60_000];
    for (let at = 0; at < 60_000; at++) {
      distinct.add(key(at));
      if ((at & 7) === 0) distinct.add(key(at >> 1)); // seen before
      if (!checks.includes(at + 1)) continue;
      const { count, error } = distinct;
      assertStrictEquals(error === 0, at + 1 <= 1_000);
      assert(Math.abs(count - (at + 1)) <= 4 * error * (at + 1), `${count} for ${at + 1}`);
    }
  });
}

Deno.test("Distinct.merge() is exact, with the exact count and with the estimate", () => {
  for (const length of [500, 990, 1_010, 30_000]) {
    const events = Array.from({ length: 2 * length }, (_, at) => at % length);
    const [whole, ...merged] = [1, 2, 3, 7].map((parts) =>
      splitAndMerge(
        () => new Distinct<number>(),
        (distinct, key: number) => distinct.add(key),
        events,
        parts,
        parts,
      )
    );
    for (const distinct of merged) assertEquals(distinct.save(), whole.save());
  }
});

Deno.test("Distinct(0) estimates from the first key on", () => {
  const distinct = new Distinct<number>(0);
  assertStrictEquals(distinct.count, 0);
  for (let key = 0; key < 10; key++) distinct.add(key);
  assertStrictEquals(distinct.count, 10);
  assert(distinct.error > 0);
});

for (const exact of [-1, 0.5, NaN, 100_001]) {
  Deno.test(`Distinct refuses to be exact to ${exact}`, () => {
    assertThrows(() => new Distinct(exact), RangeError, `exact to ${exact}`);
  });
}

Deno.test("Distinct.load() refuses registers that are cut short or out of range", () => {
  const distinct = new Distinct<number>(0);
  distinct.add(1);
  const fields: Record<string, unknown> = JSON.parse(JSON.stringify(distinct.save()));
  for (
    const registers of [
      "",
      "AAAA",
      "!",
      new Uint8Array(1 << 14).fill(52).toBase64(),
      new Uint8Array(1 << 15).toBase64(),
    ]
  ) {
    assertThrows(() => new Distinct(0).load({ ...fields, registers }), TypeError, '"registers"');
  }
});

Deno.test("Distinct refuses what is no key", () => {
  const wrong = undefined as unknown as number;
  assertThrows(() => new Distinct<number>().add(wrong), TypeError, "Cannot count by undefined");
});

// The hash is part of what is saved: another one would make old counts useless.
for (
  const [key, high, low] of [
    [1, 2362867034, 1871032210],
    ["example.org", 1342719192, 3276058272],
    [[ipv4(0x0a000001), 443], 3498178146, 174232058],
  ] as const
) {
  Deno.test(`hashKey() gives ${Deno.inspect(key)} the same hash for ever`, () => {
    hashKey(key);
    assertEquals([hashed[0] >>> 0, hashed[1] >>> 0], [high, low]);
  });
}

Deno.test("hashKey() tells apart what looks alike", () => {
  const keys: Key[] = [
    1,
    "1",
    true,
    [1],
    1.5,
    ipv4(1),
    ["1"],
    "",
    [""],
    ["", ""],
    ["a", "b"],
    "ab",
  ];
  const hashes = keys.map((key) => (hashKey(key), `${hashed}`));
  assertStrictEquals(new Set(hashes).size, keys.length);
});

Deno.test("hashKey() hashes the two halves differently", () => {
  hashKey(7);
  assertNotEquals(hashed[0], hashed[1]);
});

for (
  const [high, low, register, rank] of [
    [0b1001 << 28 | 1 << 27, 0, 9, 1],
    [0b1001 << 28 | 1, 0, 9, 28],
    [0b1001 << 28, 1 << 31, 9, 29],
    [0b1001 << 28, 1, 9, 60],
    [0, 0, 0, 61],
    [-1, -1, 15, 1],
  ]
) {
  Deno.test(`Registers.add() gives register ${register} the rank ${rank}`, () => {
    const registers = new Registers(4);
    registers.add(high, low);
    const expected = new Uint8Array(16);
    expected[register] = rank;
    assertStrictEquals(registers.save(), expected.toBase64());
  });
}

Deno.test("HashSet holds each pair once, (0, 0) among them", () => {
  const set = new HashSet(), pairs: string[] = [];
  for (const twice of [1, 2]) {
    for (let high = 0; high < 20 * twice; high++) {
      for (let low = 0; low < 20; low++) set.add(high, low);
    }
  }
  assertStrictEquals(set.size, 800);
  set.forEach((high, low) => pairs.push(`${high} ${low}`));
  assertStrictEquals(new Set(pairs).size, 800);
});
