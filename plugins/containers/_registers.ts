// plugins/containers/_registers.ts: HyperLogLog, which estimates how many different hashes it saw.
import type { Saved } from "./_saved.ts";
import type { Json } from "./mergeable.ts";

/** 1 / (2 ln 2), the constant of the estimator for many registers. */
const ALPHA = 1 / (2 * Math.LN2);

/**
 * 2^precision registers. The first `precision` bits of a hash choose one; it
 * keeps the greatest rank it saw, which is the place of the first 1 among the
 * other bits.
 *
 * ```text
 *   high                         low
 *  |  register  |  rank: 0…01    |  … and on         |
 *    precision     32 - precision        32            bits
 * ```
 */
export class Registers {
  readonly #precision: number;
  readonly #ranks: Uint8Array;

  /** `precision`: 4 to 18. */
  constructor(precision: number) {
    this.#precision = precision;
    this.#ranks = new Uint8Array(1 << precision);
  }

  /** The standard error of {@linkcode estimate}, relative to it (Ertl, section 2). */
  get error(): number {
    return 1.04 / Math.sqrt(this.#ranks.length);
  }

  /** Adds a hash of 64 bits. */
  add(high: number, low: number): void {
    const register = high >>> (32 - this.#precision);
    const rest = high << this.#precision;
    const rank = rest !== 0 ? Math.clz32(rest) + 1 : 32 - this.#precision + Math.clz32(low) + 1;
    if (rank > this.#ranks[register]) this.#ranks[register] = rank;
  }

  merge(other: Registers): void {
    const ranks = this.#ranks, others = other.#ranks;
    for (let at = 0; at < ranks.length; at++) if (others[at] > ranks[at]) ranks[at] = others[at];
  }

  /** How many different hashes were added, rounded (Ertl, algorithm 6). */
  estimate(): number {
    const most = 64 - this.#precision + 1, registers = this.#ranks.length;
    const registersOf = new Float64Array(most + 1);
    for (const rank of this.#ranks) registersOf[rank] += 1;
    let z = registers * tau(1 - registersOf[most] / registers);
    for (let rank = most - 1; rank > 0; rank--) z = 0.5 * (z + registersOf[rank]);
    z += registers * sigma(registersOf[0] / registers);
    return Math.round(ALPHA * registers * registers / z);
  }

  save(): Json {
    return this.#ranks.toBase64();
  }

  static read(precision: number, saved: Saved, name: string): Registers {
    const registers = new Registers(precision), ranks = registers.#ranks;
    const bytes = saved.bytes(name, ranks.length);
    if (bytes.some((rank) => rank > 64 - precision + 1)) saved.refuse(`"${name}" has a false rank`);
    ranks.set(bytes);
    return registers;
  }
}

/** Corrects for registers that saw nothing: x + Σ x^(2^k) 2^(k-1) (Ertl, section 3.2). */
function sigma(part: number): number {
  if (part === 1) return Infinity;
  let sum = part, weight = 1;
  for (let last = NaN, power = part; sum !== last; weight *= 2) {
    power *= power;
    last = sum;
    sum += power * weight;
  }
  return sum;
}

/** Corrects for registers that are full: (1 - x - Σ (1 - x^(2^-k))² 2^-k) / 3 (Ertl, section 3.3). */
function tau(part: number): number {
  if (part === 0 || part === 1) return 0;
  let sum = 1 - part, weight = 1;
  for (let last = NaN, root = part; sum !== last;) {
    root = Math.sqrt(root);
    last = sum;
    weight /= 2;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
}
