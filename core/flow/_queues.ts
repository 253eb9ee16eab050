// core/flow/_queues.ts: the conversations of each class, the longest silent first.

/** "None" in place of a slot. */
export const NONE = -1;

/**
 * Doubly linked lists over slot numbers, one for each class. A slot is in one
 * of them at most. Nothing is allocated after the construction.
 */
export class Queues {
  /** Slots in each class. */
  readonly lengths: Int32Array;
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;

  constructor(classes: number, capacity: number) {
    this.lengths = new Int32Array(classes);
    this.#heads = new Int32Array(classes).fill(NONE);
    this.#tails = new Int32Array(classes).fill(NONE);
    this.#next = new Int32Array(capacity);
    this.#previous = new Int32Array(capacity);
  }

  /** The slot that has been in its class the longest, or {@linkcode NONE}. */
  first(queue: number): number {
    return this.#heads[queue];
  }

  /** Puts a slot that is in no list at the end of one. */
  append(queue: number, slot: number): void {
    const last = this.#tails[queue];
    this.#previous[slot] = last;
    this.#next[slot] = NONE;
    if (last === NONE) this.#heads[queue] = slot;
    else this.#next[last] = slot;
    this.#tails[queue] = slot;
    this.lengths[queue]++;
  }

  /** Takes a slot out of its list. */
  remove(queue: number, slot: number): void {
    const before = this.#previous[slot], after = this.#next[slot];
    if (before === NONE) this.#heads[queue] = after;
    else this.#next[before] = after;
    if (after === NONE) this.#tails[queue] = before;
    else this.#previous[after] = before;
    this.lengths[queue]--;
  }
}
