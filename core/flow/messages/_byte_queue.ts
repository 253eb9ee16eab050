// core/flow/messages/_byte_queue.ts: the beginning of a message whose end has not come.
import type { MessageBudget } from "./parser.ts";

const NOTHING: Uint8Array = new Uint8Array(0);
/**
 * V8 keeps arrays of so many bytes in its heap, where a flood of beginnings
 * costs a third of what it costs with a buffer each; what is longer grows fast.
 */
const FIRST_SIZE = 64, SECOND_SIZE = 512;

/** Bytes in a row: added at the end, taken from the front. Its memory is the budget's. */
export class ByteQueue {
  /** What the bytes lie in, from {@linkcode start} to {@linkcode end}. */
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  readonly #budget: MessageBudget;
  readonly #limit: number;

  /** @param limit bytes at most */
  constructor(budget: MessageBudget, limit: number) {
    this.#budget = budget;
    this.#limit = limit;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Adds bytes; false when they are too many, and then none are added. */
  append(bytes: Uint8Array, start: number, end: number): boolean {
    const length = this.length + end - start;
    if (length > this.#limit) return false;
    if (this.end + end - start > this.bytes.length && !this.#makeRoom(length)) return false;
    this.bytes.set(bytes.subarray(start, end), this.end);
    this.end += end - start;
    return true;
  }

  /** Moves what is there to the front, of larger memory where it must be. */
  #makeRoom(length: number): boolean {
    let into = this.bytes;
    if (length > into.length) {
      const size = length <= FIRST_SIZE
        ? FIRST_SIZE
        : Math.max(SECOND_SIZE, 2 ** Math.ceil(Math.log2(length)));
      if (!this.#budget.take(size - into.length)) return false;
      into = new Uint8Array(size);
    }
    into.set(this.bytes.subarray(this.start, this.end));
    this.bytes = into;
    this.end = this.length;
    this.start = 0;
    return true;
  }

  /** Takes bytes from the front. */
  skip(length: number): void {
    this.start += length;
    if (this.start === this.end) this.start = this.end = 0;
  }

  /** Gives everything back. */
  clear(): void {
    this.#budget.give(this.bytes.length);
    this.bytes = NOTHING;
    this.start = this.end = 0;
  }
}
