// core/capture/_timescale.ts: 64-bit timestamps of any unit as seconds and nanoseconds.

/** The unit of an interface that does not tell: microseconds (`if_tsresol` absent). */
export const DEFAULT_RESOLUTION = 6;

const TWO_32 = 0x1_0000_0000;

/** Long division by at most this stays exact: a remainder times 2^16 is below 2^53. */
const MAX_EXACT_DIVISOR = 2 ** 37;

/**
 * Splits counts of a unit into seconds and nanoseconds, exactly; what is finer
 * than a nanosecond is cut off.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const scale = new Timescale(9);
 * scale.split(0x17e2_8f14, 0x1af6_e515); // 1,721,095,324,123,456,789 units of 1 ns
 * assertEquals([scale.seconds, scale.nanoseconds], [1_721_095_324, 123_456_789]);
 * ```
 */
export class Timescale {
  /** Of the last {@linkcode split}. */
  seconds = 0;
  /** Of the last {@linkcode split}, 0 to 999,999,999. */
  nanoseconds = 0;
  /** The count at which {@linkcode seconds} began; to begin with, one that is near to none. */
  private baseHigh = -64;
  private baseLow = 0;
  private readonly perSecond: number;
  private readonly numerator: number;
  private readonly denominator: number;
  private readonly offset: number;
  private readonly exact: boolean;

  /**
   * `resolution` is `if_tsresol`: n for 10^-n seconds, or, with the top bit set,
   * 2^-n. `offset` is `if_tsoffset`, whole seconds to add.
   */
  constructor(resolution: number, offset = 0) {
    const exponent = resolution & 0x7f;
    const binary = (resolution & 0x80) !== 0;
    this.perSecond = binary ? 2 ** exponent : 10 ** exponent;
    this.numerator = binary ? 1e9 : 10 ** Math.max(0, 9 - exponent);
    this.denominator = binary ? this.perSecond : 10 ** Math.max(0, exponent - 9);
    // Binary fractions times 10^9 (which has 21 significant bits) must stay below 2^53.
    this.exact = binary ? exponent <= 32 : this.perSecond <= MAX_EXACT_DIVISOR;
    this.offset = offset;
  }

  /** Digits after the second's point that are worth showing: 6, or 9 when finer. */
  get digits(): number {
    return this.perSecond <= 1e6 ? 6 : 9;
  }

  /**
   * Takes a count as two halves, 32 bits each. Packets come in runs of one
   * second, so most calls subtract that second's beginning, which is cheaper
   * than dividing (tests/bench/capture_bench.ts).
   */
  split(high: number, low: number): void {
    const units = (high - this.baseHigh) * TWO_32 + (low - this.baseLow);
    if (units >= 0 && units < this.perSecond && this.exact) this.nanoseconds = this.toNano(units);
    else this.splitAnew(high, low);
  }

  private toNano(units: number): number {
    if (this.denominator === 1) return units * this.numerator;
    return Math.floor(units * this.numerator / this.denominator);
  }

  /** By long division in steps of 16 bits, which are exact. */
  private splitAnew(high: number, low: number): void {
    if (!this.exact) return this.splitFine(high, low);
    const { perSecond } = this;
    const top = Math.floor(high / perSecond);
    const middle = (high - top * perSecond) * 65536 + (low >>> 16);
    const second = Math.floor(middle / perSecond);
    const bottom = (middle - second * perSecond) * 65536 + (low & 0xffff);
    const third = Math.floor(bottom / perSecond);
    const units = bottom - third * perSecond;
    this.seconds = top * TWO_32 + second * 65536 + third + this.offset;
    this.nanoseconds = this.toNano(units);
    const borrow = Math.floor((low - units) / TWO_32);
    this.baseHigh = high + borrow;
    this.baseLow = low - units - borrow * TWO_32;
  }

  /** Units finer than 10^-11 or 2^-32 seconds, which nobody's clock has. */
  private splitFine(high: number, low: number): void {
    const count = (BigInt(high) << 32n) | BigInt(low);
    const perSecond = BigInt(this.perSecond);
    this.seconds = Number(count / perSecond) + this.offset;
    this.nanoseconds = Number(count % perSecond * 1_000_000_000n / perSecond);
  }
}
