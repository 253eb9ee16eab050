// plugins/containers/_least.ts: which of many growing sums is the least.

/**
 * A binary heap over slots whose sums (`counts[slot] + errors[slot]`) only grow. It is
 * not told of the growth: it remembers an older, lower sum of each slot, and
 * mends the top when asked for the least. So counting costs nothing here, and
 * each count makes at most one mend later, of O(log n).
 */
export class Least {
  /** By place in the heap: a slot. */
  readonly #slots: Int32Array;
  /** By place in the heap: the sum of that slot when last looked at, no more than it is now. */
  readonly #bounds: Float64Array;

  /** Over slots 0 to `size` - 1. */
  constructor(counts: Float64Array, errors: Float64Array, size: number) {
    this.#slots = Int32Array.from({ length: size }, (_, slot) => slot);
    this.#bounds = Float64Array.from({ length: size }, (_, slot) => counts[slot] + errors[slot]);
    for (let place = size - 1; place >= 0; place--) {
      this.#sink(place, this.#slots[place], this.#bounds[place]);
    }
  }

  /** The slot with the least sum. A caller that gives the slot away may not lower the sum. */
  slot(counts: Float64Array, errors: Float64Array): number {
    for (;;) {
      const slot = this.#slots[0], sum = counts[slot] + errors[slot];
      if (this.#bounds[0] === sum) return slot;
      this.#sink(0, slot, sum);
    }
  }

  /** Puts a slot at a place, or as far below it as there are lower bounds. */
  #sink(place: number, slot: number, bound: number): void {
    const slots = this.#slots, bounds = this.#bounds, size = slots.length;
    for (let child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && bounds[child + 1] < bounds[child]) child++;
      if (bounds[child] >= bound) break;
      slots[place] = slots[child];
      bounds[place] = bounds[child];
      place = child;
    }
    slots[place] = slot;
    bounds[place] = bound;
  }
}
