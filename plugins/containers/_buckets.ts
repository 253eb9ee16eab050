// plugins/containers/_buckets.ts: counts by whole number, as an array that covers what is used.
import type { Saved } from "./_saved.ts";
import type { Json } from "./mergeable.ts";

/** Buckets added beyond the one that is needed, so that growing is rare. */
const SLACK = 32;

/** Counts in buckets numbered `first` to `last`. */
export class Buckets {
  readonly #first: number;
  readonly #last: number;
  #counts = new Float64Array(0);
  /** The bucket that `#counts[0]` is of. */
  #start = 0;
  #total = 0;

  constructor(first: number, last: number) {
    this.#first = first;
    this.#last = last;
  }

  /** The sum over all buckets. */
  get total(): number {
    return this.#total;
  }

  /** Adds to one bucket, from first to last. */
  add(bucket: number, times: number): void {
    let at = bucket - this.#start;
    if (!(at >= 0 && at < this.#counts.length)) {
      this.#cover(bucket, bucket);
      at = bucket - this.#start;
    }
    this.#counts[at] += times;
    this.#total += times;
  }

  /** The bucket of the value that `rank` others come before, 0 to `total` - 1. */
  at(rank: number): number {
    let at = 0;
    for (let before = this.#counts[0]; before <= rank && at < this.#counts.length - 1;) {
      before += this.#counts[++at];
    }
    return this.#start + at;
  }

  merge(other: Buckets): void {
    if (other.#total === 0) return;
    this.#cover(other.#start, other.#start + other.#counts.length - 1);
    const shift = other.#start - this.#start;
    for (let at = 0; at < other.#counts.length; at++) this.#counts[shift + at] += other.#counts[at];
    this.#total += other.#total;
  }

  /** Without the empty buckets at both ends: equal counts are saved alike. */
  save(): Json {
    const from = this.#counts.findIndex((count) => count > 0);
    if (from < 0) return { start: 0, counts: [] };
    const to = this.#counts.findLastIndex((count) => count > 0);
    return { start: this.#start + from, counts: Array.from(this.#counts.subarray(from, to + 1)) };
  }

  /** Buckets like these, with what {@linkcode save} gave. */
  read(saved: Saved): Buckets {
    const read = new Buckets(this.#first, this.#last);
    const start = saved.integer("start", -Infinity);
    const counts = saved.numbers("counts", this.#last - this.#first + 1);
    if (counts.length > 0 && (start < this.#first || start + counts.length - 1 > this.#last)) {
      saved.refuse(`its buckets are not ${this.#first} to ${this.#last}`);
    }
    read.#start = start;
    read.#counts = Float64Array.from(counts);
    read.#total = counts.reduce((sum, count) => sum + count, 0);
    return read;
  }

  /** Takes over what `other`, which is used no more, has counted. */
  replace(other: Buckets): void {
    this.#start = other.#start;
    this.#counts = other.#counts;
    this.#total = other.#total;
  }

  /** Makes room for the buckets from `low` to `high`. */
  #cover(low: number, high: number): void {
    const { length } = this.#counts;
    const start = length === 0 ? low : Math.min(low, this.#start);
    const end = length === 0 ? high : Math.max(high, this.#start + length - 1);
    if (length > 0 && start === this.#start && end === this.#start + length - 1) return;
    const from = start - SLACK;
    const counts = new Float64Array(end + SLACK - from + 1);
    counts.set(this.#counts, length === 0 ? 0 : this.#start - from);
    this.#counts = counts;
    this.#start = from;
  }
}
