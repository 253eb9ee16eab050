// core/capture/_packed_input.ts: compressed bytes, by the byte for headers and in pieces for content.
import type { ByteInput } from "./byte_stream.ts";

/** Compressed bytes handed to a decompressor at once. */
const PIECE_LENGTH = 64 * 1024;

/** A cursor over an input. */
export class PackedInput {
  readonly #input: ByteInput;
  /** Read, and not taken yet. */
  #ready: Uint8Array = new Uint8Array(0);

  constructor(input: ByteInput) {
    this.#input = input;
  }

  /** The next `length` bytes; fewer only at the end of the input. */
  async take(length: number): Promise<Uint8Array> {
    const taken = new Uint8Array(length);
    let count = 0;
    while (count < length) {
      const piece = await this.piece(length - count);
      if (piece === undefined) return taken.subarray(0, count);
      taken.set(piece, count);
      count += piece.length;
    }
    return taken;
  }

  /** What is at hand, at most `length` bytes of it; `undefined` at the end. */
  async piece(length = PIECE_LENGTH): Promise<Uint8Array | undefined> {
    if (this.#ready.length === 0) {
      const bytes = new Uint8Array(PIECE_LENGTH);
      const count = await this.#input.read(bytes);
      if (count === null) return undefined;
      this.#ready = bytes.subarray(0, count);
    }
    const piece = this.#ready.subarray(0, length);
    this.#ready = this.#ready.subarray(piece.length);
    return piece;
  }

  /** Puts the last `length` bytes of the piece that was taken last before what comes next. */
  giveBack(piece: Uint8Array, length: number): void {
    const joined = new Uint8Array(length + this.#ready.length);
    joined.set(piece.subarray(piece.length - length));
    joined.set(this.#ready, length);
    this.#ready = joined;
  }

  /** Passes over so many bytes; false when the input ends before. */
  async skip(length: number): Promise<boolean> {
    for (let left = length; left > 0;) {
      const piece = await this.piece(left);
      if (piece === undefined) return false;
      left -= piece.length;
    }
    return true;
  }
}
