// core/flow/_elapsed.ts: the time between two packets.

/**
 * Milliseconds from one time to another, whole microseconds: times since 1970 are good to a quarter
 * of one, and the digits that their difference has beyond say nothing.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(elapsedMs(1_435_587_868_632.03, 1_435_587_869_162.291), 530.261);
 * ```
 */
export function elapsedMs(fromMs: number, toMs: number): number {
  return wholeMicroseconds(toMs - fromMs);
}

/** Milliseconds without what is beyond whole microseconds. */
export function wholeMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
