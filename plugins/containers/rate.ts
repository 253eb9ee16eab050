// plugins/containers/rate.ts: how often lately, by key.
import { checkAmount } from "./_amount.ts";
import { fit } from "./_arrays.ts";
import { compareKeys, saveKey } from "./_key_data.ts";
import { KeyTable } from "./_key_table.ts";
import { Recency } from "./_recency.ts";
import { Saved } from "./_saved.ts";
import { checkTime } from "./_time.ts";
import type { Key } from "./key.ts";
import type { Json, Mergeable } from "./mergeable.ts";

/** One key of a {@linkcode Rate}. */
export type RateRow<K extends Key> = {
  readonly key: K;
  /** Hits in the window. */
  readonly count: number;
  /** The same as an average over the window, per second. */
  readonly perSecond: number;
};

/** Settings of a {@linkcode Rate}. */
export interface RateOptions {
  /** Keys watched at most, 1 to 16,777,216; 1,000 unless told. */
  readonly max?: number;
  /** Steps that the window slides in, 1 to 1,000; 10 unless told. */
  readonly steps?: number;
}

/**
 * Hits by key within a sliding window of packet time. The window slides in
 * steps, so it reaches back at least `windowMs` less one step, and never more
 * than `windowMs`: no hit counts for longer than that. A hit that comes with a
 * time before the window of its key no longer counts.
 *
 * When there are more than `max` keys, the one hit longest ago makes room; that
 * is an eviction only while hits of it are in the window. Merging is exact as
 * long as the keys fit: whichever way the hits are split, the counts are the same.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const syns = new Rate<string>(1_000);
 * syns.hit("192.0.2.1", 0);
 * assertStrictEquals(syns.hit("192.0.2.1", 900), 2);
 * assertStrictEquals(syns.hit("192.0.2.1", 1_000), 2); // the first was a window ago
 * ```
 */
export class Rate<K extends Key = Key> implements Mergeable {
  /** The window's length in milliseconds. */
  readonly windowMs: number;
  readonly #steps: number;
  readonly #stepMs: number;
  readonly #keys: KeyTable<K>;
  readonly #recency = new Recency();
  /** By slot: the last step that was hit, counted from 1970. */
  #last = new Float64Array(0);
  /** By slot: the hits of its window. */
  #sums = new Float64Array(0);
  /** By slot: a ring of the hits of each step. */
  #rings = new Float64Array(0);
  /** The last step of any key. */
  #now = -Infinity;
  #evictions = 0;

  /** `windowMs`: 1 or more. */
  constructor(windowMs: number, { max = 1_000, steps = 10 }: RateOptions = {}) {
    if (!(windowMs >= 1 && windowMs < Infinity)) {
      throw new RangeError(`Cannot make a Rate over ${windowMs} ms: 1 or more are needed`);
    }
    if (!(Number.isInteger(steps) && steps >= 1 && steps <= 1_000)) {
      throw new RangeError(`Cannot make a Rate of ${steps} steps: 1 to 1000 are possible`);
    }
    this.windowMs = windowMs;
    this.#steps = steps;
    this.#stepMs = windowMs / steps;
    this.#keys = new KeyTable("Rate", max);
  }

  /**
   * Counts `times` hits of the key at `timeMs` (milliseconds since 1970, as a
   * packet tells them); the hits in its window, this one included.
   */
  hit(key: K, timeMs: number, times = 1): number {
    checkAmount(times);
    checkTime(timeMs);
    const step = Math.floor(timeMs / this.#stepMs);
    let slot = this.#keys.find(key);
    if (slot < 0) slot = this.#admit(key, step);
    else this.#recency.touch(slot);
    if (step > this.#now) this.#now = step;
    if (step > this.#last[slot]) this.#slide(slot, step);
    if (step > this.#last[slot] - this.#steps) {
      this.#rings[slot * this.#steps + this.#place(step)] += times;
      this.#sums[slot] += times;
    }
    return this.#sums[slot];
  }

  /** The hits of the key in the window that ends at `timeMs`. */
  count(key: K, timeMs: number): number {
    checkTime(timeMs);
    const slot = this.#keys.find(key);
    return slot < 0 ? 0 : this.#countAt(slot, Math.floor(timeMs / this.#stepMs));
  }

  /** Keys that are watched. */
  get size(): number {
    return this.#keys.size;
  }

  /** How often a key had to make room while hits of it were in the window. */
  get evictions(): number {
    return this.#evictions;
  }

  /**
   * The `n` keys with the most hits in the window that ends at `timeMs`, or with
   * the last hit of any key. Keys without hits in it are left out; equal ones
   * are in the order of their keys.
   */
  top(n: number = this.size, timeMs?: number): RateRow<K>[] {
    if (timeMs !== undefined) checkTime(timeMs);
    const step = timeMs === undefined ? this.#now : Math.floor(timeMs / this.#stepMs);
    return this.#keys.keys()
      .map((key, slot) => {
        const count = this.#countAt(slot, step);
        return { key, count, perSecond: count / (this.windowMs / 1_000) };
      })
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || compareKeys(a.key, b.key))
      .slice(0, Math.max(n, 0));
  }

  merge(other: Rate<K>): void {
    if (other.windowMs !== this.windowMs || other.#steps !== this.#steps) {
      throw new TypeError(
        `Cannot merge a Rate over ${other.windowMs} ms in ${other.#steps} steps ` +
          `into one over ${this.windowMs} ms in ${this.#steps}`,
      );
    }
    const windows = this.#windows();
    for (const mine of windows) {
      const slot = other.#keys.find(mine.key);
      if (slot < 0) continue;
      const theirs = other.#window(slot);
      const last = Math.max(mine.last, theirs.last);
      mine.hits = mine.hits.map((_, at) => {
        const step = last - this.#steps + 1 + at;
        return hitsAt(mine, step) + hitsAt(theirs, step);
      });
      mine.last = last;
    }
    for (const theirs of other.#windows()) {
      if (this.#keys.find(theirs.key) < 0) windows.push(theirs);
    }
    this.#now = Math.max(this.#now, other.#now);
    this.#evictions += other.#evictions;
    this.#fill(windows.sort((a, b) => a.last - b.last || compareKeys(a.key, b.key)));
  }

  save(): Json {
    return {
      type: "Rate",
      version: 1,
      windowMs: this.windowMs,
      steps: this.#steps,
      evictions: this.#evictions,
      rows: this.#windows().map((window) => ({ ...window, key: saveKey(window.key) })),
    };
  }

  load(data: unknown): void {
    const saved = Saved.open("Rate", 1, data);
    saved.same("windowMs", this.windowMs);
    saved.same("steps", this.#steps);
    const evictions = saved.number("evictions");
    const windows = saved.keyed("rows", (key: K, row) => {
      const last = row.integer("last", -Infinity), hits = row.numbers("hits", this.#steps);
      if (hits.length < this.#steps) row.refuse(`"hits" has ${hits.length} steps`);
      return { key, last, hits };
    });
    this.#evictions = evictions;
    this.#now = windows.reduce((now, { last }) => Math.max(now, last), -Infinity);
    this.#fill(windows);
  }

  /** A slot for a new key: a free one, or that of the key hit longest ago. */
  #admit(key: K, step: number): number {
    let slot: number;
    if (this.#keys.size < this.#keys.max) {
      slot = this.#keys.insert(key);
      const { capacity } = this.#keys;
      this.#last = fit(this.#last, capacity);
      this.#sums = fit(this.#sums, capacity);
      this.#rings = fit(this.#rings, capacity * this.#steps);
      this.#recency.append(slot, capacity);
    } else {
      slot = this.#recency.oldest;
      if (this.#last[slot] > this.#now - this.#steps) this.#evictions += 1;
      this.#keys.replace(slot, key);
      this.#recency.touch(slot);
    }
    this.#last[slot] = step;
    this.#sums[slot] = 0;
    this.#rings.fill(0, slot * this.#steps, (slot + 1) * this.#steps);
    return slot;
  }

  /** Moves the window of a slot on, so that it ends with `step`. */
  #slide(slot: number, step: number): void {
    const ring = slot * this.#steps, end = ring + this.#steps;
    const first = Math.max(this.#last[slot] + 1, step - this.#steps + 1);
    for (let passed = first; passed <= step; passed++) this.#rings[ring + this.#place(passed)] = 0;
    let sum = 0;
    for (let at = ring; at < end; at++) sum += this.#rings[at];
    this.#sums[slot] = sum;
    this.#last[slot] = step;
  }

  /** Where a step stands in a ring; `%` on doubles is a slow call. */
  #place(step: number): number {
    return step - Math.floor(step / this.#steps) * this.#steps;
  }

  #countAt(slot: number, step: number): number {
    const window = this.#window(slot);
    let count = 0;
    for (let back = 0; back < this.#steps; back++) count += hitsAt(window, step - back);
    return count;
  }

  #window(slot: number): Window<K> {
    const last = this.#last[slot], ring = slot * this.#steps;
    const hits = Array.from(
      { length: this.#steps },
      (_, at) => this.#rings[ring + this.#place(last - this.#steps + 1 + at)],
    );
    return { key: this.#keys.keyAt(slot), last, hits };
  }

  /** All windows, that of the key hit longest ago first. */
  #windows(): Window<K>[] {
    return this.#recency.slots().map((slot) => this.#window(slot));
  }

  /** Keeps the last of the windows. */
  #fill(windows: Window<K>[]): void {
    const extra = Math.max(0, windows.length - this.#keys.max);
    for (const { last } of windows.slice(0, extra)) {
      if (last > this.#now - this.#steps) this.#evictions += 1;
    }
    this.#keys.clear();
    this.#recency.clear();
    for (const { key, last, hits } of windows.slice(extra)) {
      const slot = this.#admit(key, last);
      hits.forEach((count, at) => {
        this.#rings[slot * this.#steps + this.#place(last - this.#steps + 1 + at)] = count;
        this.#sums[slot] += count;
      });
    }
  }
}

/** The hits of a key in the steps up to `last`, the oldest first. */
type Window<K extends Key> = { readonly key: K; last: number; hits: number[] };

function hitsAt({ last, hits }: Window<Key>, step: number): number {
  return hits[step - last + hits.length - 1] ?? 0;
}
