// plugins/containers/quantiles.ts: medians and percentiles with a known error.
import { checkAmount } from "./_amount.ts";
import { Buckets } from "./_buckets.ts";
import { Saved } from "./_saved.ts";
import type { Json, Mergeable } from "./mergeable.ts";

/** Values nearer to 0 than this count as 0. */
const SMALLEST = 1e-9;

/** Tolerance for the rounding error of `q * count`, relative to the count: 0.07 * 100 is above 7. */
const ROUNDING = 1e-12;

/** Values farther from 0 than this count as this. */
const LARGEST = 1e15;

/**
 * Quantiles of a stream of numbers, each within `relativeError` of the true one:
 * at 1 %, a 99th percentile of 200 ms is told as 198 to 202 ms. This is DDSketch
 * (Masson, Rim and Lee, 2019): values are counted in buckets whose bounds grow by
 * a fixed factor. Merging adds the buckets up and is exact: whichever way a
 * stream is split, the quantiles are the same.
 *
 * The bound holds for values from 1e-9 to 1e15, and for the same below 0. Nearer
 * to 0 they are 0; farther away they count as ±1e15. Memory is bounded by the
 * error alone: 22 kB at 1 %, and as much again if there are values below 0.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertStrictEquals } from "@std/assert";
 * const latency = new Quantiles();
 * for (let ms = 1; ms <= 1000; ms++) latency.add(ms);
 * assertAlmostEquals(latency.quantile(0.99)!, 990, 990 * 0.01);
 * assertStrictEquals(latency.max, 1000);
 * ```
 */
export class Quantiles implements Mergeable {
  /** How far a quantile may be from the true one, relative to it: 0.01 is 1 %. */
  readonly relativeError: number;
  /** Bucket i has the values above growth^(i-1), up to growth^i; this is 1 / ln(growth). */
  readonly #scale: number;
  readonly #above: Buckets;
  readonly #below: Buckets;
  #zeros = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;

  /** `relativeError`: 0.001 to 0.2. */
  constructor(relativeError = 0.01) {
    if (!(relativeError >= 0.001 && relativeError <= 0.2)) {
      throw new RangeError(
        `Cannot make Quantiles with an error of ${relativeError}: 0.001 to 0.2 is possible`,
      );
    }
    this.relativeError = relativeError;
    this.#scale = 1 / Math.log((1 + relativeError) / (1 - relativeError));
    const first = this.#bucket(SMALLEST), last = this.#bucket(LARGEST);
    this.#above = new Buckets(first, last);
    this.#below = new Buckets(first, last);
  }

  /** Adds a value, `times` over. */
  add(value: number, times = 1): void {
    checkAmount(times);
    const size = Math.abs(value);
    if (!(size < Infinity)) throw new RangeError(`Cannot add ${value} to Quantiles`);
    if (times === 0) return;
    if (size < SMALLEST) {
      this.#zeros += times;
    } else {
      const bucket = this.#bucket(size < LARGEST ? size : LARGEST);
      if (value > 0) this.#above.add(bucket, times);
      else this.#below.add(bucket, times);
    }
    this.#sum += value * times;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** How many values were added. */
  get count(): number {
    return this.#below.total + this.#zeros + this.#above.total;
  }

  /** The sum of all values, to the rounding of a double. */
  get sum(): number {
    return this.#sum;
  }

  /** The least value, exactly; `undefined` when there is none. */
  get min(): number | undefined {
    return this.count === 0 ? undefined : this.#min;
  }

  /** The greatest value, exactly; `undefined` when there is none. */
  get max(): number | undefined {
    return this.count === 0 ? undefined : this.#max;
  }

  /** The average; `undefined` when there is no value. */
  get mean(): number | undefined {
    return this.count === 0 ? undefined : this.#sum / this.count;
  }

  /**
   * The value that the part `q` of all values does not exceed: 0.5 is the
   * median, 0.99 the 99th percentile; 0 to 1. It is the nearest rank: of n values in
   * order the one with the number `q * n`, rounded up, counted from 1. So of 8 values the
   * 95th percentile is the greatest. `undefined` when there is none.
   */
  quantile(q: number): number | undefined {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`Cannot tell the quantile ${q}: it is 0 to 1`);
    if (this.count === 0) return undefined;
    const rank = Math.max(0, Math.ceil(q * this.count - ROUNDING * this.count) - 1);
    const aboveRank = rank - this.#below.total - this.#zeros;
    const value = rank < this.#below.total
      // Values below 0 are in order when their buckets are walked backwards.
      ? -this.#middle(this.#below.at(this.#below.total - 1 - rank))
      : aboveRank < 0
      ? 0
      : this.#middle(this.#above.at(aboveRank));
    return Math.min(Math.max(value, this.#min), this.#max);
  }

  merge(other: Quantiles): void {
    if (other.relativeError !== this.relativeError) {
      throw new TypeError(
        `Cannot merge Quantiles with errors of ${other.relativeError} and ${this.relativeError}`,
      );
    }
    this.#above.merge(other.#above);
    this.#below.merge(other.#below);
    this.#zeros += other.#zeros;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  save(): Json {
    const { min = null, max = null } = this;
    return {
      type: "Quantiles",
      version: 1,
      relativeError: this.relativeError,
      zeros: this.#zeros,
      sum: this.#sum,
      min,
      max,
      above: this.#above.save(),
      below: this.#below.save(),
    };
  }

  load(data: unknown): void {
    const saved = Saved.open("Quantiles", 1, data);
    saved.same("relativeError", this.relativeError);
    const zeros = saved.number("zeros"), sum = saved.number("sum", -Infinity);
    const above = this.#above.read(saved.record("above"));
    const below = this.#below.read(saved.record("below"));
    const empty = zeros + above.total + below.total === 0;
    const min = empty ? Infinity : saved.number("min", -Infinity);
    const max = empty ? -Infinity : saved.number("max", min);
    this.#zeros = zeros;
    this.#sum = sum;
    this.#min = min;
    this.#max = max;
    this.#above.replace(above);
    this.#below.replace(below);
  }

  #bucket(size: number): number {
    return Math.ceil(Math.log(size) * this.#scale);
  }

  /** The value that is as near, relatively, to both ends of the bucket. */
  #middle(bucket: number): number {
    return Math.exp(bucket / this.#scale) * (1 - this.relativeError);
  }
}
