// plugins/containers/mergeable.ts: what state must be able to do, so that the host can look after it.

/** Data that survives `JSON.stringify` and `JSON.parse` as it is. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/**
 * State that the host can hand over on a reload, merge across cores and
 * machines, and keep across runs. All containers are; a class of your own is
 * when it has these three methods.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 *
 * class Longest implements Mergeable {
 *   bytes = 0;
 *   add(bytes: number): void {
 *     this.bytes = Math.max(this.bytes, bytes);
 *   }
 *   merge(other: Longest): void {
 *     this.add(other.bytes);
 *   }
 *   save(): Json {
 *     return this.bytes;
 *   }
 *   load(data: unknown): void {
 *     if (typeof data !== "number") throw new TypeError("Cannot load a Longest: not a number");
 *     this.bytes = data;
 *   }
 * }
 *
 * const here = new Longest(), there = new Longest();
 * here.add(60);
 * there.add(1500);
 * here.merge(there);
 * assertStrictEquals(here.bytes, 1500);
 * ```
 */
export interface Mergeable {
  /** Takes in what `other` has seen. `other` stays as it is, and shares nothing with this one. */
  merge(other: this): void;
  /** All of the state, as data that {@linkcode load} understands, in this version and later ones. */
  save(): Json;
  /**
   * Replaces the state by what {@linkcode save} gave. Data of another kind,
   * another version or other settings is refused with a `TypeError`; then the
   * state is as it was.
   */
  load(data: unknown): void;
  /** What was dropped to stay within the bound; the host adds it up and reports it. */
  readonly evictions?: number;
}
