// plugins/duration.ts: spans of time as users write them.

/** Milliseconds of each unit. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["us", 0.001],
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/**
 * Milliseconds of a number and its unit, one of `us`, `ms`, `s`, `m`, `h`, `d`.
 * No unit goes without saying. Throws a `SyntaxError` on anything else.
 *
 * @example
 * ```ts
 * import { assertStrictEquals, assertThrows } from "@std/assert";
 * assertStrictEquals(parseDuration("1.5s"), 1_500);
 * assertThrows(() => parseDuration("10"), SyntaxError);
 * ```
 */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(text) ?? [];
  const unitMs = UNITS.get(unit);
  if (unitMs === undefined) {
    throw new SyntaxError(`Cannot read "${text}" as a time: write 500ms, 10s, 2m, 1h or 1d`);
  }
  return Number(amount) * unitMs;
}
