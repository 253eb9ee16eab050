// core/flow/_half_stream.ts: one direction of a TCP connection, put in order.
import { Budget } from "./_budget.ts";

/** Where the bytes of both directions of a connection go when it is their turn. */
export interface StreamReceiver {
  /** `bytes` from `start` to `end`, lent; `gap` bytes before them are missing. */
  receive(
    direction: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    gap: number,
    offset: number,
  ): void;
}

/** How much may wait for what is missing, in bytes with what keeping them costs. */
export class StreamBudget extends Budget {
  /** In one direction of one connection. */
  readonly perDirection: number;
  /** Bytes that were given up, as gaps. */
  missedBytes = 0;

  constructor(perDirection: number, total: number) {
    super(total);
    this.perDirection = perDirection;
  }

  /**
   * What a direction of the connection in hand may have waiting: no more than is
   * left free. So a few that wait for ever leave room for the others, however much
   * they send (Choudhury and Hahne, "Dynamic Queue Length Thresholds", 1998).
   */
  get share(): number {
    return Math.min(this.perDirection, this.free);
  }
}

/** Bytes that came before their turn. */
interface EarlySegment {
  readonly offset: number;
  /** What was captured: the segment's first bytes. */
  readonly bytes: Uint8Array;
  /** What was on the wire. */
  readonly length: number;
}

/** What keeping a segment costs besides its bytes. */
const SEGMENT_COST = 256;
/** Farther ahead than any window is another connection's, or made up (RFC 7323, section 2.3). */
const MAX_AHEAD = 0x4000_0000;

const NOTHING: Uint8Array = new Uint8Array(0);
/** Nothing is ever put in. */
const NONE_WAITING: EarlySegment[] = [];

/**
 * Puts segments in order. Of bytes that come twice the first are taken,
 * whether they were handed on already or wait.
 *
 * What is missing is waited for until the other side acknowledges it (then the
 * capture has missed it), until more waits than the budget allows, or until the
 * connection ends. Then it becomes a gap.
 *
 * ```text
 *   handed on        hole        waiting
 *   ──────────────┤           ├─────────┤    ├────┤
 *                 next                   ▲
 *                                        acknowledged up to here: the hole is a gap
 * ```
 */
export class HalfStream {
  /** Whether a first segment has come. */
  begun = false;
  /** The place of the next byte to hand on. */
  offset = 0;
  /** Its sequence number. */
  #next = 0;
  /** The other side has acknowledged up to this place. */
  #acknowledged = 0;
  /** Where the FIN stands; −1 before it came. */
  #finOffset = -1;
  /** Missing bytes that are to be told with the next that come. */
  #gap = 0;
  /** Made when something first waits: of most connections nothing does. */
  #waiting: EarlySegment[] = NONE_WAITING;
  #waitingCost = 0;
  readonly #direction: number;
  readonly #budget: StreamBudget;
  readonly #receiver: StreamReceiver;

  constructor(direction: number, budget: StreamBudget, receiver: StreamReceiver) {
    this.#direction = direction;
    this.#budget = budget;
    this.#receiver = receiver;
  }

  /** The next byte to hand on has this number, and this place. */
  begin(sequence: number, offset: number): void {
    this.begun = true;
    this.#next = sequence | 0;
    this.offset = this.#acknowledged = offset;
  }

  /** Whether bytes wait for others. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /**
   * One segment's payload, of which the bytes from `start` to `end` were
   * captured and `length` were on the wire.
   */
  segment(
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    length: number,
    isLast: boolean,
  ): void {
    const ahead = (sequence - this.#next) | 0;
    if (ahead > MAX_AHEAD) return;
    const from = this.offset + ahead;
    const until = this.#finOffset < 0 ? from + length : Math.min(from + length, this.#finOffset);
    if (isLast && this.#finOffset < 0) this.#finOffset = until;
    if (until <= this.offset || until <= from) return;
    if (ahead <= 0 && this.#waiting.length === 0) {
      this.#handOn(
        bytes,
        Math.min(end, start - ahead),
        Math.min(end, start + until - from),
        until - this.offset,
      );
      return;
    }
    this.#keep(Math.max(from, this.offset), until, bytes, start, end, from);
    this.#advance();
    while (this.#waiting.length > 0 && this.#waitingCost > this.#budget.share) this.#giveUpHole();
  }

  /** The other side expects `sequence` next: what is before has reached it. */
  acknowledge(sequence: number): void {
    const ahead = (sequence - this.#next) | 0;
    if (ahead <= 0 || ahead > MAX_AHEAD) return;
    const place = this.offset + ahead;
    if (place > this.#acknowledged) this.#acknowledged = place;
    if (this.#waiting.length > 0) this.#advance();
  }

  /** No more will come: hands on what waits, with its gaps. */
  finish(): void {
    while (this.#waiting.length > 0) this.#giveUpHole();
    // The FIN has a number of its own, which may be acknowledged too.
    const end = this.#finOffset >= 0 ? this.#finOffset : this.#acknowledged;
    if (this.begun && end > this.offset) this.#skipTo(end);
    if (this.#gap === 0) return;
    const gap = this.#gap;
    this.#gap = 0;
    this.#receiver.receive(this.#direction, NOTHING, 0, 0, gap, this.offset);
  }

  /** Forgets what waits. */
  discard(): void {
    this.#budget.used -= this.#waitingCost;
    this.#waitingCost = 0;
    this.#waiting = NONE_WAITING;
  }

  #handOn(bytes: Uint8Array, start: number, end: number, length: number): void {
    const { offset } = this;
    const gap = this.#gap;
    this.offset = offset + length;
    this.#next = (this.#next + length) | 0;
    // What the capture cut off is missing before the bytes that come next.
    this.#gap = length - (end - start);
    if (this.#gap > 0) this.#budget.missedBytes += this.#gap;
    if (end > start) this.#receiver.receive(this.#direction, bytes, start, end, gap, offset);
    else this.#gap += gap;
  }

  /** Hands on all whose turn it is, and gives up holes that the other side does not have. */
  #advance(): void {
    for (;;) {
      const first = this.#waiting[0];
      if (first === undefined) return;
      if (first.offset > this.offset) {
        if (first.offset > this.#acknowledged) return;
        this.#skipTo(first.offset);
      }
      this.#waiting.shift();
      this.#pay(first, -1);
      this.#handOn(first.bytes, 0, first.bytes.length, first.length);
    }
  }

  #giveUpHole(): void {
    const [first] = this.#waiting;
    this.#skipTo(first.offset);
    this.#advance();
  }

  #skipTo(offset: number): void {
    const missing = offset - this.offset;
    this.#gap += missing;
    this.#budget.missedBytes += missing;
    this.#next = (this.#next + missing) | 0;
    this.offset = offset;
  }

  #pay({ bytes }: EarlySegment, sign: 1 | -1): void {
    const cost = sign * (bytes.length + SEGMENT_COST);
    this.#waitingCost += cost;
    this.#budget.used += cost;
  }

  /** Keeps those bytes between two places that do not wait already. `base` is the place of `start`. */
  #keep(
    from: number,
    until: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    base: number,
  ): void {
    if (this.#waiting === NONE_WAITING) this.#waiting = [];
    const waiting = this.#waiting;
    let at = this.#placeFor(from);
    if (at > 0) from = Math.max(from, endOf(waiting[at - 1]));
    while (from < until) {
      const following = waiting[at];
      const limit = following === undefined ? until : Math.min(until, following.offset);
      if (limit > from) {
        const first = Math.min(end, start + from - base),
          last = Math.min(end, start + limit - base);
        const segment = { offset: from, bytes: bytes.slice(first, last), length: limit - from };
        waiting.splice(at++, 0, segment);
        this.#pay(segment, 1);
      }
      if (following === undefined) return;
      from = Math.max(from, endOf(following));
      at++;
    }
  }

  /** The index of the first segment that begins at `offset` or after it. */
  #placeFor(offset: number): number {
    let low = 0, high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#waiting[middle].offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function endOf({ offset, length }: EarlySegment): number {
  return offset + length;
}
