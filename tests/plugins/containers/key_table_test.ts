// tests/plugins/containers/key_table_test.ts
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { compareKeys } from "../../../plugins/containers/_key_data.ts";
import { KeyTable } from "../../../plugins/containers/_key_table.ts";
import { Texts } from "../../../plugins/containers/_texts.ts";
import { type Key, key } from "../../../plugins/containers/mod.ts";
import { anyKey, ipv4, ipv6, mac, pick, random } from "./_stream.ts";

/** Keys that look alike and are not: each list is of different keys. */
const DIFFERENT: readonly (readonly Key[])[] = [
  [1, "1", true, ipv4(1), ipv6(1), mac(1), [1], ["1"], [true], [ipv4(1)], 1.5, [1.5]],
  [0, false, "", [0], [false], [""], [0, 0], [0, 0, 0], [0, false], [false, 0]],
  [NaN, Infinity, -Infinity, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, 5e-324, "NaN"],
  [[1, 2], [2, 1], [1, 2, 0], ["1", 2], [1, "2"], [1.5, 2], [1, 2.5]],
  [["a", "b"], ["ab", ""], ["", "ab"], ["a", "b", ""], "ab", "a,b"],
  [[ipv4(1), ipv4(2)], [ipv4(2), ipv4(1)], [ipv4(1), 2], [ipv6(1), ipv6(2)], [mac(1), mac(2)]],
];

for (const keys of DIFFERENT) {
  Deno.test(`KeyTable tells apart ${keys.map((key) => Deno.inspect(key)).join(", ")}`, () => {
    const table = new KeyTable("Test", 100);
    for (const key of keys) {
      assertStrictEquals(table.find(key), -1);
      table.insert(key);
    }
    for (const [slot, key] of keys.entries()) assertStrictEquals(table.find(key), slot);
    assertStrictEquals(JSON.stringify(table.keys()), JSON.stringify(keys));
  });
}

for (
  const [alike, one, other] of [
    ["0 and -0", 0, -0],
    ["NaN of any bits", NaN, new Float64Array(Uint32Array.of(7, 0xfff80000).buffer)[0]],
    ["two views of one address", ipv6(7), ipv6(7)],
    ["a list and the same lent by key()", [ipv4(7), 443], key(ipv4(7), 443)],
    ["texts made in two ways", "example.org", ["example", "org"].join(".")],
  ] as const
) {
  Deno.test(`KeyTable takes ${alike} for one key`, () => {
    const table = new KeyTable<Key>("Test", 2);
    assertStrictEquals(table.find(other), -1);
    assertStrictEquals(table.insert(one), 0);
    assertStrictEquals(table.find(other), 0);
  });
}

for (
  const [what, wrong] of [
    ["undefined", undefined],
    ["null", null],
    ["an object", { source: 1 }],
    ["an empty list", []],
    ["a list of seven", [1, 2, 3, 4, 5, 6, 7]],
    ["a list in a list", [[1, 2], 3]],
    ["a bigint", 7n],
    ["undefined behind a new text", ["text", undefined]],
  ] as const
) {
  Deno.test(`KeyTable.find() refuses ${what}`, () => {
    const table = new KeyTable<Key>("Test", 2);
    assertThrows(
      () => table.find(wrong as unknown as Key),
      TypeError,
      "Cannot count by",
    );
  });
}

for (const max of [0, -1, 1.5, NaN, 2 ** 24 + 1]) {
  Deno.test(`KeyTable refuses to be made for ${max} keys`, () => {
    assertThrows(() => new KeyTable("TopK", max), RangeError, `Cannot make a TopK of ${max} keys`);
  });
}

// A plain Map by text does the same, slowly.
for (const [max, kinds] of [[1, 5], [7, 40], [64, 64], [100, 5_000], [1_000, 1_200]]) {
  Deno.test(`KeyTable of ${max} agrees with a Map over ${kinds} keys that come and go`, () => {
    const table = new KeyTable<Key>("Test", max), model = new Map<string, number>();
    const next = random(max);
    for (let round = 0; round < 10_000; round++) {
      const key = anyKey(pick(next, kinds)), text = JSON.stringify([key]);
      const slot = table.find(key);
      assertStrictEquals(slot, model.get(text) ?? -1, text);
      if (slot >= 0) continue;
      if (table.size < max) {
        model.set(text, table.insert(key));
      } else {
        const gone = pick(next, max);
        model.delete(JSON.stringify([table.keyAt(gone)]));
        table.replace(gone, key);
        model.set(text, gone);
      }
    }
    assertStrictEquals(model.size, table.size);
    for (const [text, slot] of model) {
      assertStrictEquals(JSON.stringify([table.keyAt(slot)]), text);
    }
  });
}

Deno.test("KeyTable copies an address that is lent", () => {
  const bytes = Uint8Array.of(192, 0, 2, 1), lent = ipv4(0).at(bytes, 0, 4);
  const table = new KeyTable<Key>("Test", 10);
  table.insert(lent);
  bytes.fill(0);
  assertStrictEquals(`${table.keyAt(0)}`, "192.0.2.1");
});

Deno.test("KeyTable.clear() forgets all keys", () => {
  const table = new KeyTable<Key>("Test", 10);
  const keys = [1, "text", ipv6(1), ["text", 1]];
  for (const key of keys) table.insert(key);
  table.clear();
  assertStrictEquals(table.size, 0);
  assertEquals(keys.map((key) => table.find(key)), [-1, -1, -1, -1]);
});

Deno.test("KeyTable holds no text of keys that are gone", () => {
  const texts = new Texts(), table = new KeyTable<Key>("Test", 2, texts);
  table.insert("name");
  table.insert(["name", "same"]);
  for (let name = 0; name < 100; name++) table.replace(1, [`name ${name}`, "same", 7.5, "same"]);
  assertStrictEquals(texts.size, 3);
  assertStrictEquals(JSON.stringify(table.keys()), '["name",["name 99","same",7.5,"same"]]');
  table.replace(1, "name");
  assertStrictEquals(texts.size, 1);
  table.replace(1, 7);
  assertStrictEquals(texts.size, 1, "slot 0 has it still");
  table.clear();
  assertStrictEquals(texts.size, 0);
});

Deno.test("compareKeys() sorts by kind, then by value", () => {
  const keys: Key[] = [
    -1,
    0.5,
    9,
    10,
    NaN,
    "10",
    "9",
    false,
    true,
    mac(1),
    ipv4(0x0a00_0009),
    ipv4(0x0a00_000a),
    ipv4(0xc000_0201),
    ipv6(1),
    ipv6(0xffff_ffff),
    [1],
    [1, 2],
    [1, 10],
    [2, 1],
    ["1"],
  ];
  const next = random(1), shuffled = keys.map((key) => ({ key, at: next() }));
  const sorted = shuffled.sort((a, b) => a.at - b.at).map(({ key }) => key).sort(compareKeys);
  assertStrictEquals(JSON.stringify(sorted), JSON.stringify(keys));
  for (const key of keys) assertStrictEquals(compareKeys(key, key), 0);
});

Deno.test("key() lends a list of as many parts as it is given", () => {
  assertEquals([...key(1, "b")], [1, "b"]);
  assertEquals([...key(1, "b", true)], [1, "b", true]);
  assertEquals([...key(1, 2, 3, 4)], [1, 2, 3, 4]);
  assertEquals([...key(1, 2, 3, 4, 5)], [1, 2, 3, 4, 5]);
  assertEquals([...key(1, 2, 3, 4, 5, 6)], [1, 2, 3, 4, 5, 6]);
  assertStrictEquals(key(1, 2), key(3, 4));
  const typed: [string, number, boolean] = key("a", 1, true);
  assertStrictEquals(typed.length, 3);
  // @ts-expect-error: a key of one part is the part itself
  assertThrows(() => new KeyTable<Key>("Test", 1).find(key(1)), TypeError);
});
