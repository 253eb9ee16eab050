// plugins/containers/series.ts: values over time.
import { checkAmount } from "./_amount.ts";
import { fit } from "./_arrays.ts";
import { Saved } from "./_saved.ts";
import { checkTime, isTime } from "./_time.ts";
import type { Json, Mergeable } from "./mergeable.ts";

/** One interval of a {@linkcode Series}. */
export type SeriesPoint = {
  /** Its beginning, in milliseconds since 1970-01-01 UTC. */
  readonly timeMs: number;
  /** The sum of the values in it. */
  readonly value: number;
  /** How many values there were. */
  readonly count: number;
  /** The sum per second: `value` over the interval's length. */
  readonly perSecond: number;
};

/**
 * Sums of values over packet time, in intervals of equal width. When the time
 * seen no longer fits into `max` intervals, they become twice as wide, as often
 * as it takes: a run of any length stays whole, in flat memory, and only grows
 * coarser. Intervals begin at multiples of their width since 1970.
 *
 * One time that is far off, in a damaged file, makes all intervals wide.
 *
 * The width depends on the first and the last time alone, and so merging is
 * exact: whichever way the values are split, the series is the same.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const bytes = new Series(1_000, 4);
 * bytes.add(0, 60);
 * bytes.add(999, 40);
 * bytes.add(3_000, 1500);
 * assertEquals(bytes.points().map(({ value }) => value), [100, 0, 0, 1500]);
 * bytes.add(4_000, 500);
 * assertEquals(bytes.widthMs, 2_000);
 * assertEquals(bytes.points().map(({ value }) => value), [100, 1500, 500]);
 * ```
 */
export class Series implements Mergeable {
  /** The width that intervals began with, in milliseconds. */
  readonly narrowestMs: number;
  readonly #max: number;
  #widthMs: number;
  /** The first interval that has a value, counted in widths from 1970. */
  #first = 0;
  /** Intervals from the first to the last that has a value. */
  #length = 0;
  #sums = new Float64Array(0);
  #counts = new Float64Array(0);

  /** `widthMs`: a whole number from 1 up. `max`: intervals at most, 2 to 1,000,000. */
  constructor(widthMs = 1_000, max = 1_000) {
    if (!(Number.isSafeInteger(widthMs) && widthMs >= 1)) {
      throw new RangeError(
        `Cannot make a Series in steps of ${widthMs} ms: 1, 2, 3 … are possible`,
      );
    }
    if (!(Number.isInteger(max) && max >= 2 && max <= 1_000_000)) {
      throw new RangeError(`Cannot make a Series of ${max} intervals: 2 to 1000000 are possible`);
    }
    this.narrowestMs = widthMs;
    this.#widthMs = widthMs;
    this.#max = max;
  }

  /** The width of the intervals, in milliseconds. */
  get widthMs(): number {
    return this.#widthMs;
  }

  /** Adds a value, a number from 0 up, at `timeMs` (milliseconds since 1970). */
  add(timeMs: number, value = 1): void {
    checkTime(timeMs);
    checkAmount(value);
    let at = Math.floor(timeMs / this.#widthMs) - this.#first;
    if (!(at >= 0 && at < this.#length)) {
      this.#cover(timeMs, timeMs);
      at = Math.floor(timeMs / this.#widthMs) - this.#first;
    }
    this.#sums[at] += value;
    this.#counts[at] += 1;
  }

  /** All intervals from the first to the last that has a value, those between with 0. */
  points(): SeriesPoint[] {
    return Array.from({ length: this.#length }, (_, at) => ({
      timeMs: (this.#first + at) * this.#widthMs,
      value: this.#sums[at],
      count: this.#counts[at],
      perSecond: this.#sums[at] / (this.#widthMs / 1_000),
    }));
  }

  merge(other: Series): void {
    if (other.narrowestMs !== this.narrowestMs) {
      throw new TypeError(
        `Cannot merge a Series in steps of ${other.narrowestMs} ms into one of ${this.narrowestMs} ms`,
      );
    }
    if (other.#length === 0) return;
    while (this.#widthMs < other.#widthMs) this.#widen();
    const theirs = other.points();
    this.#cover(theirs[0].timeMs, theirs[theirs.length - 1].timeMs);
    for (const { timeMs, value, count } of theirs) {
      const at = Math.floor(timeMs / this.#widthMs) - this.#first;
      this.#sums[at] += value;
      this.#counts[at] += count;
    }
  }

  save(): Json {
    return {
      type: "Series",
      version: 1,
      narrowestMs: this.narrowestMs,
      widthMs: this.#widthMs,
      first: this.#first,
      sums: Array.from(this.#sums.subarray(0, this.#length)),
      counts: Array.from(this.#counts.subarray(0, this.#length)),
    };
  }

  load(data: unknown): void {
    const saved = Saved.open("Series", 1, data);
    saved.same("narrowestMs", this.narrowestMs);
    const widthMs = saved.number("widthMs", this.narrowestMs);
    const doublings = Math.log2(widthMs / this.narrowestMs);
    if (!Number.isInteger(doublings)) saved.refuse(`"widthMs" is not ${this.narrowestMs} doubled`);
    const first = saved.integer("first", -Infinity);
    const sums = saved.numbers("sums", this.#max), counts = saved.numbers("counts", this.#max);
    if (sums.length !== counts.length) saved.refuse(`"sums" and "counts" differ in length`);
    for (const timeMs of [first * widthMs, (first + sums.length) * widthMs]) {
      if (!isTime(timeMs)) saved.refuse(`"first" is no time`);
    }
    this.#widthMs = widthMs;
    this.#first = first;
    this.#length = sums.length;
    this.#sums = Float64Array.from(sums);
    this.#counts = Float64Array.from(counts);
  }

  /** Makes the series reach over both times, in wider intervals if need be. */
  #cover(earliestMs: number, latestMs: number): void {
    for (;; this.#widen()) {
      const low = Math.floor(earliestMs / this.#widthMs);
      const high = Math.floor(latestMs / this.#widthMs);
      const first = this.#length === 0 ? low : Math.min(low, this.#first);
      const last = this.#length === 0 ? high : Math.max(high, this.#first + this.#length - 1);
      if (last - first < this.#max) return this.#extend(first, last - first + 1);
    }
  }

  /** Makes room for `length` intervals from `first` on, among them all that are there. */
  #extend(first: number, length: number): void {
    const room = Math.min(this.#max, 2 ** Math.ceil(Math.log2(length)));
    this.#sums = fit(this.#sums, room);
    this.#counts = fit(this.#counts, room);
    const shift = this.#length === 0 ? 0 : this.#first - first;
    if (shift > 0) {
      for (const values of [this.#sums, this.#counts]) {
        values.copyWithin(shift, 0, this.#length);
        values.fill(0, 0, shift);
      }
    }
    this.#first = first;
    this.#length = length;
  }

  /** Joins the intervals in pairs. */
  #widen(): void {
    const first = Math.floor(this.#first / 2);
    for (let at = 0; at < this.#length; at++) {
      const to = Math.floor((this.#first + at) / 2) - first;
      const sum = this.#sums[at], count = this.#counts[at];
      this.#sums[at] = 0;
      this.#counts[at] = 0;
      this.#sums[to] += sum;
      this.#counts[to] += count;
    }
    if (this.#length > 0) {
      this.#length = Math.floor((this.#first + this.#length - 1) / 2) - first + 1;
    }
    this.#first = first;
    this.#widthMs *= 2;
  }
}
