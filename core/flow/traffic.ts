// core/flow/traffic.ts: the counts of one direction of a conversation.
import type { Flow } from "./flow.ts";

/** What went in one direction. Lent like the conversation; the numbers are copies. */
export class Traffic {
  readonly #flow: Flow;
  readonly #direction: number;

  /** For `core/flow`: one direction of a conversation. */
  constructor(flow: Flow, direction: number) {
    this.#flow = flow;
    this.#direction = direction;
  }

  get #at(): number {
    return 2 * this.#flow.slot + this.#direction;
  }

  /** Packets; each fragment of a datagram counts. */
  get packets(): number {
    return this.#flow.table.packets[this.#at];
  }

  /** Bytes on the wire, link headers included. */
  get bytes(): number {
    return this.#flow.table.bytes[this.#at];
  }

  /** Bytes of payload on the wire: what TCP or UDP carried, sent again or not. */
  get payloadBytes(): number {
    return this.#flow.table.payloadBytes[this.#at];
  }

  /** TCP: segments that were sent again. */
  get retransmissions(): number {
    return this.#flow.table.retransmissions[this.#at];
  }

  /** TCP: segments that came after later ones, and were not sent again. */
  get outOfOrder(): number {
    return this.#flow.table.outOfOrder[this.#at];
  }

  /** TCP: times that the sender of this direction said it had no more room. */
  get zeroWindows(): number {
    return this.#flow.table.zeroWindows[this.#at];
  }

  /** TCP: bytes that the numbers say were sent, and that the capture does not have. */
  get missedBytes(): number {
    return this.#flow.table.missedBytes[this.#at];
  }

  /** All counts as plain data. */
  toJSON(): Record<string, number> {
    const { packets, bytes, payloadBytes, retransmissions, outOfOrder } = this;
    const { zeroWindows, missedBytes } = this;
    return {
      packets,
      bytes,
      payloadBytes,
      retransmissions,
      outOfOrder,
      zeroWindows,
      missedBytes,
    };
  }
}
