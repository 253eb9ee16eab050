// plugins/containers/_hash_set.ts: a set of 64-bit hashes, as pairs of words.
import { place } from "./_hash.ts";

/** A set of pairs of words. It doubles as it fills, and is at most half full. */
export class HashSet {
  /** Pairs at their places; the pair (0, 0) is no entry, and stands for itself in `#hasZero`. */
  #pairs = new Int32Array(2 * 16);
  #hasZero = false;
  #entries = 0;

  /** Pairs in the set. */
  get size(): number {
    return this.#entries + (this.#hasZero ? 1 : 0);
  }

  add(high: number, low: number): void {
    high |= 0;
    low |= 0;
    if (high === 0 && low === 0) {
      this.#hasZero = true;
      return;
    }
    const pairs = this.#pairs, mask = pairs.length - 2;
    let at = place(high) << 1 & mask;
    while (pairs[at] !== 0 || pairs[at + 1] !== 0) {
      if (pairs[at] === high && pairs[at + 1] === low) return;
      at = at + 2 & mask;
    }
    pairs[at] = high;
    pairs[at + 1] = low;
    this.#entries += 1;
    if (this.#entries * 4 > pairs.length) this.#grow();
  }

  /** Calls with each pair, in no order. */
  forEach(use: (high: number, low: number) => void): void {
    if (this.#hasZero) use(0, 0);
    for (let at = 0; at < this.#pairs.length; at += 2) {
      if (this.#pairs[at] !== 0 || this.#pairs[at + 1] !== 0) {
        use(this.#pairs[at], this.#pairs[at + 1]);
      }
    }
  }

  #grow(): void {
    const old = this.#pairs;
    this.#pairs = new Int32Array(2 * old.length);
    this.#entries = 0;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] !== 0 || old[at + 1] !== 0) this.add(old[at], old[at + 1]);
    }
  }
}
