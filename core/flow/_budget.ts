// core/flow/_budget.ts: memory that all conversations of an engine share.

/** How many bytes may be kept, and are. */
export class Budget {
  /** For all conversations together, in bytes. */
  readonly total: number;
  /** Kept now. */
  used = 0;
  /** Of the total, what the conversation in hand may have. */
  #room: number;

  constructor(total: number) {
    this.total = this.#room = total;
  }

  /**
   * Says what the conversation in hand is worth: half of the room is kept for
   * those in which both sides were heard, so that a flood of beginnings cannot
   * take it.
   */
  admit(isAnswered: boolean): void {
    this.#room = isAnswered ? this.total : this.total / 2;
  }

  /** Bytes that the conversation in hand may have besides; below 0 when too many are kept. */
  get free(): number {
    return this.#room - this.used;
  }
}
