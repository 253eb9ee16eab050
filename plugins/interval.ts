// plugins/interval.ts: durations as people write them.

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds of a duration such as `500ms`, `2s`, `1.5m` or `1h`. Throws a
 * `RangeError` for anything else, and for what is not above zero.
 *
 * @example
 * ```ts
 * import { assertStrictEquals, assertThrows } from "@std/assert";
 * assertStrictEquals(parseInterval("1.5s"), 1500);
 * assertThrows(() => parseInterval("soon"), RangeError, "such as 500ms, 2s, 5m or 1h");
 * ```
 */
export function parseInterval(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(digits) * UNITS_MS[unit];
  if (!(ms > 0)) {
    throw new RangeError(
      `Cannot read "${text}" as a duration: write it such as 500ms, 2s, 5m or 1h`,
    );
  }
  return ms;
}
