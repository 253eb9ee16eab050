import { assertStrictEquals } from "@std/assert";
import { nearest } from "../../core/suggest.ts";

const WORDS = ["port", "portrange", "packet", "every", "interface"];

for (
  const [does, word, expected] of [
    ["finds a letter too few", "pot", "port"],
    ["finds a letter too many", "poort", "port"],
    ["finds a wrong letter", "pocket", "packet"],
    ["finds swapped neighbours", "prot", "port"],
    ["does not mind capitals", "PORT", "port"],
    ["takes the nearest of two", "portrang", "portrange"],
    ["leaves far words alone", "zebra", undefined],
    ["leaves short unlike words alone", "ab", undefined],
  ] as const
) {
  Deno.test(`nearest() ${does}`, () => assertStrictEquals(nearest(word, WORDS), expected));
}
