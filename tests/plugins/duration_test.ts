// tests/plugins/duration_test.ts
import { assertStrictEquals, assertThrows } from "@std/assert";
import { parseDuration } from "../../plugins/duration.ts";

for (
  const [text, ms] of [
    ["250us", 0.25],
    ["500ms", 500],
    ["10s", 10_000],
    ["1.5s", 1_500],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["7d", 604_800_000],
    ["0s", 0],
  ] as const
) {
  Deno.test(`parseDuration() reads ${text} as ${ms} ms`, () => {
    assertStrictEquals(parseDuration(text), ms);
  });
}

for (const text of ["", "10", "s", "10 s", "-1s", "1e3s", "1m30s", "1min", "1.s", ".5s", "1S"]) {
  Deno.test(`parseDuration() refuses "${text}"`, () => {
    assertThrows(() => parseDuration(text), SyntaxError, `"${text}"`);
  });
}
