// plugins/containers/_least.ts: which of many growing sums is the least.

/**
 * A heap over slots whose sums (`counts[slot] + errors[slot]`) only grow. It is
 * not told of the growth: it remembers an older, lower sum of each slot, and
 * mends the top when asked for the least. So counting costs nothing here, and
 * each count makes at most one mend later, of O(log n).
 */
export class Least {
  /** Slots, as a binary heap by bound. */
  readonly #heap: Int32Array;
  /** By slot: its sum when last looked at, no more than it is now. */
  readonly #bounds: Float64Array;

  /** Over slots 0 to `size` - 1. */
  constructor(counts: Float64Array, errors: Float64Array, size: number) {
    this.#heap = Int32Array.from({ length: size }, (_, slot) => slot);
    this.#bounds = Float64Array.from({ length: size }, (_, slot) => counts[slot] + errors[slot]);
    for (let at = (size >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  /** The slot with the least sum. A caller that gives the slot away may not lower the sum. */
  slot(counts: Float64Array, errors: Float64Array): number {
    const heap = this.#heap, bounds = this.#bounds;
    for (;;) {
      const slot = heap[0], sum = counts[slot] + errors[slot];
      if (bounds[slot] === sum) return slot;
      bounds[slot] = sum;
      this.#sink(0);
    }
  }

  /** Moves the slot at a place down until none below it has a lower bound. */
  #sink(place: number): void {
    const heap = this.#heap, bounds = this.#bounds, slot = heap[place], bound = bounds[slot];
    let at = place;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && bounds[heap[child + 1]] < bounds[heap[child]]) child++;
      if (bounds[heap[child]] >= bound) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = slot;
  }
}
