import { assertStrictEquals } from "@std/assert";
import { didYouMean, nearest } from "../../core/suggest.ts";

const LONG = "portrange".repeat(5);
const WORDS = ["port", "portrange", "packet", "every", "interface", LONG];

for (
  const [does, word, expected] of [
    ["finds a letter too few", "pot", "port"],
    ["finds a letter too many", "poort", "port"],
    ["finds a wrong letter", "pocket", "packet"],
    ["finds swapped neighbours", "prot", "port"],
    ["does not mind capitals", "PORT", "port"],
    ["takes the nearest of two", "portrang", "portrange"],
    ["leaves far words alone", "zebra", undefined],
    ["leaves words alone that are too long to compare", LONG, undefined],
    ["leaves short unlike words alone", "ab", undefined],
  ] as const
) {
  Deno.test(`nearest() ${does}`, () => assertStrictEquals(nearest(word, WORDS), expected));
}

Deno.test("didYouMean() asks for the nearest word, and is empty where none is near", () => {
  assertStrictEquals(didYouMean("prot", WORDS), "did you mean port?");
  assertStrictEquals(didYouMean("zebra", WORDS), "");
});
