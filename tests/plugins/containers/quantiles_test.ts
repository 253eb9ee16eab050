// tests/plugins/containers/quantiles_test.ts
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Quantiles } from "../../../plugins/containers/mod.ts";
import { random, splitAndMerge } from "./_stream.ts";

const next = random(11);
const range = Array.from({ length: 5_000 }, (_, at) => at);

/** Values of every shape, within 1e-9 and 1e15 of 0. */
const STREAMS: readonly (readonly [name: string, values: readonly number[]])[] = [
  ["even values", range],
  ["skewed values", range.map(() => 1 / (1 - next()) ** 3)],
  ["values over 24 powers of ten", range.map(() => 10 ** (24 * next() - 9))],
  ["values below and above 0", range.map(() => (next() - 0.4) * 1_000)],
  ["zeros among others", range.map((at) => at % 3 === 0 ? 0 : at % 3 === 1 ? -at : at)],
  [
    "powers of the growth, at the bounds of buckets",
    range.map((at) => (1.01 / 0.99) ** (at % 900)),
  ],
  ["one value", [42]],
  ["the same value over and over", range.map(() => 17.25)],
];

const PARTS = [0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1];

for (const [name, values] of STREAMS) {
  for (const error of [0.001, 0.01, 0.2]) {
    Deno.test(`Quantiles of ${name} are within ${error}, merged or not`, () => {
      const sorted = values.toSorted((a, b) => a - b);
      for (let parts = 1; parts <= 5; parts++) {
        const quantiles = splitAndMerge(
          () => new Quantiles(error),
          (container, value: number) => container.add(value),
          values,
          parts,
          parts,
        );
        for (const part of PARTS) {
          const truth = sorted[Math.max(0, Math.ceil(part * sorted.length - 1e-9) - 1)];
          const told = quantiles.quantile(part) ?? NaN;
          // The last factor is the rounding of the logarithm at the bounds of a bucket.
          const allowed = Math.abs(truth) * error * (1 + 1e-9);
          assert(Math.abs(told - truth) <= allowed, `${part}: ${told}, not ${truth}`);
        }
        assertStrictEquals(quantiles.min, sorted[0]);
        assertStrictEquals(quantiles.max, sorted[sorted.length - 1]);
        assertStrictEquals(quantiles.count, sorted.length);
      }
    });
  }
}

Deno.test("Quantiles without values tell nothing", () => {
  const { count, sum, min, max, mean } = new Quantiles();
  assertEquals([count, sum, min, max, mean], [0, 0, undefined, undefined, undefined]);
  assertStrictEquals(new Quantiles().quantile(0.5), undefined);
});

Deno.test("Quantiles.add() counts a value as often as it is told", () => {
  const quantiles = new Quantiles();
  quantiles.add(2, 3);
  quantiles.add(4, 0);
  assertEquals([quantiles.count, quantiles.sum, quantiles.mean, quantiles.max], [3, 6, 2, 2]);
});

Deno.test("Quantiles take what is out of range for the end of the range", () => {
  const quantiles = new Quantiles();
  quantiles.add(1e300);
  quantiles.add(-1e300);
  quantiles.add(1e-300);
  assertStrictEquals(quantiles.quantile(0.5), 0);
  assertStrictEquals(quantiles.min, -1e300);
  assert(Math.abs((quantiles.quantile(1) ?? 0) / 1e15 - 1) < 0.01);
});

Deno.test("Quantiles stay within the memory that they state", () => {
  const quantiles = new Quantiles();
  for (let power = -300; power < 300; power += 0.001) quantiles.add(10 ** power);
  assert(JSON.stringify(quantiles.save()).length < 22_000);
});

for (const value of [NaN, Infinity, -Infinity]) {
  Deno.test(`Quantiles.add() refuses ${value}`, () => {
    assertThrows(() => new Quantiles().add(value), RangeError, `Cannot add ${value}`);
  });
}

for (const q of [-0.1, 1.1, 99, NaN]) {
  Deno.test(`Quantiles.quantile() refuses ${q}`, () => {
    assertThrows(() => new Quantiles().quantile(q), RangeError, `quantile ${q}`);
  });
}

for (const error of [0, 0.0001, 0.5, NaN]) {
  Deno.test(`Quantiles refuse an error of ${error}`, () => {
    assertThrows(() => new Quantiles(error), RangeError, `an error of ${error}`);
  });
}

Deno.test("Quantiles.merge() and load() refuse another error", () => {
  const other = new Quantiles(0.02);
  assertThrows(() => new Quantiles().merge(other), TypeError, "errors of 0.02 and 0.01");
  assertThrows(() => new Quantiles().load(other.save()), TypeError, '"relativeError" is 0.02');
});

Deno.test("Quantiles.load() refuses buckets beyond its own", () => {
  const saved = { ...JSON.parse(JSON.stringify(new Quantiles().save())), min: 1, max: 1 };
  for (const above of [{ start: 1e6, counts: [1] }, { start: 0.5, counts: [1] }, { start: 0 }]) {
    assertThrows(() => new Quantiles().load({ ...saved, above }), TypeError, "Cannot load");
  }
});
