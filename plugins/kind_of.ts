// plugins/kind_of.ts: what kind of value something is, in a word for a sentence.

/**
 * `a number`, `an array`, `null`: for messages about a value of the wrong kind.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * assertEquals([3, [], null, {}, undefined].map(kindOf), [
 *   "a number",
 *   "an array",
 *   "null",
 *   "an object",
 *   "undefined",
 * ]);
 * ```
 */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  const type = typeof value;
  return type === "object" ? "an object" : type === "undefined" ? "undefined" : `a ${type}`;
}
