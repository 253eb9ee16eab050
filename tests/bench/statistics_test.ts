import { assertStrictEquals } from "@std/assert";
import { median, ratio } from "./_statistics.ts";

for (
  const [does, values, expected] of [
    ["takes the middle one whatever the order", [30, 1, 2], 2],
    ["sorts numbers, not their digits", [9, 10, 100], 10],
    ["takes the mean of the two in the middle", [4, 1, 2, 100], 3],
    ["takes the only one", [7], 7],
  ] as const
) {
  Deno.test(`median() ${does}`, () => assertStrictEquals(median(values), expected));
}

Deno.test("median() leaves the values in their order", () => {
  const values = [3, 1, 2];
  median(values);
  assertStrictEquals(values.join(), "3,1,2");
});

for (
  const [does, values, reference, expected] of [
    ["is 1 of the reference itself", [5, 6], [5, 6], 1],
    ["compares within a round, so that a slow one does not show", [1, 20, 1], [2, 40, 2], 0.5],
    ["takes the median of the rounds' ratios", [1, 2, 9], [1, 1, 1], 2],
  ] as const
) {
  Deno.test(`ratio() ${does}`, () => assertStrictEquals(ratio(values, reference), expected));
}
