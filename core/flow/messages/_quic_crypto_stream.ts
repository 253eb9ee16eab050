// core/flow/messages/_quic_crypto_stream.ts: handshake bytes from CRYPTO frames, RFC 9000, section 19.
import type { MessageBudget } from "./parser.ts";

/** Frames that an Initial packet may have. */
const Frame = { Padding: 0, Ping: 1, Ack: 2, AckEcn: 3, Crypto: 6 } as const;

/** A ClientHello is shorter than this. */
const MAX_BYTES = 0x4000;

const NOTHING: Uint8Array = new Uint8Array(0);

/** Puts the pieces of a handshake together, which come in any order. */
export class CryptoStream {
  readonly #budget: MessageBudget;
  #bytes: Uint8Array = NOTHING;
  /** One for each byte that is there. */
  #present: Uint8Array = NOTHING;
  #contiguous = 0;
  #at = 0;

  constructor(budget: MessageBudget) {
    this.#budget = budget;
  }

  /** The bytes from the beginning on that are there. Lent. */
  get contiguous(): Uint8Array {
    return this.#bytes.subarray(0, this.#contiguous);
  }

  /** Takes the CRYPTO frames of one packet; what is not understood ends it. */
  readFrames(frames: Uint8Array): void {
    this.#at = 0;
    while (this.#at < frames.length) {
      switch (frames[this.#at++]) {
        case Frame.Padding:
        case Frame.Ping:
          break;
        case Frame.Ack:
          this.#skipAck(frames, 0);
          break;
        case Frame.AckEcn:
          this.#skipAck(frames, 3);
          break;
        case Frame.Crypto: {
          const offset = this.#number(frames), length = this.#number(frames);
          this.#put(offset, frames, this.#at, this.#at + length);
          this.#at += length;
          break;
        }
        default:
          return;
      }
    }
  }

  /** Gives its memory back. */
  clear(): void {
    this.#budget.give(2 * this.#bytes.length);
    this.#bytes = this.#present = NOTHING;
    this.#contiguous = 0;
  }

  /** Largest, delay, ranges with a pair each, and counts of ECN (RFC 9000, section 19.3). */
  #skipAck(frames: Uint8Array, counts: number): void {
    this.#number(frames);
    this.#number(frames);
    const ranges = this.#number(frames);
    for (let k = 1 + 2 * ranges + counts; k > 0 && this.#at < frames.length; k--) {
      this.#number(frames);
    }
  }

  /** A number whose first two bits tell its length (RFC 9000, section 16). */
  #number(frames: Uint8Array): number {
    const first = frames[this.#at] ?? 0;
    const length = 1 << (first >> 6);
    let value = first & 0x3f;
    for (let k = 1; k < length; k++) value = value * 256 + (frames[this.#at + k] ?? 0);
    this.#at += length;
    return value;
  }

  #put(offset: number, frames: Uint8Array, start: number, end: number): void {
    if (end > frames.length || offset + end - start > MAX_BYTES) return;
    if (this.#bytes === NOTHING) {
      if (!this.#budget.take(2 * MAX_BYTES)) return;
      this.#bytes = new Uint8Array(MAX_BYTES);
      this.#present = new Uint8Array(MAX_BYTES);
    }
    this.#bytes.set(frames.subarray(start, end), offset);
    this.#present.fill(1, offset, offset + end - start);
    while (this.#present[this.#contiguous] === 1) this.#contiguous++;
  }
}
