// core/capture/byte_stream.ts: where the bytes of capture files come from and go to.

/**
 * Bytes to read, in order. The core opens nothing itself: the host hands it an
 * input, made of a file, of standard input, or of memory.
 */
export interface ByteInput {
  /** Bytes that there are to read in all, where that is known: not of a pipe. */
  readonly length?: number;
  /**
   * Fills `into` from its start and tells how many bytes it put there, at least
   * 1; `null` at the end. A file answers at once, which is what makes reading
   * fast; a pipe, which may have to wait, answers with a promise.
   */
  read(into: Uint8Array): number | null | Promise<number | null>;
  /** Twice is harmless. */
  close(): void;
}

/** Bytes to write, in order. */
export interface ByteOutput {
  /**
   * Writes `bytes`, or a part of them, and tells how many: write(2). At least 1;
   * it throws when nothing more can be written. The bytes are lent for the call.
   */
  write(bytes: Uint8Array): number;
  /**
   * Cuts what was written to `length` bytes, so that a file whose disk ran full
   * ends with a whole packet. Absent where nothing can be taken back: a pipe.
   */
  truncate?(length: number): void;
  /** Twice is harmless. */
  close(): void;
}

/**
 * Where files are written. It is the host's: after root was given up, it is the
 * one that still may.
 */
export interface OutputDirectory {
  /** The file of that name, or an empty one. What is in it stays until `truncate(0)`. */
  open(name: string): ByteOutput;
}

/**
 * An array as an input.
 *
 * @example
 * ```ts
 * import { assertEquals, assertStrictEquals } from "@std/assert";
 * const input = bytesInput(Uint8Array.of(1, 2, 3));
 * const into = new Uint8Array(2);
 * assertStrictEquals(input.read(into), 2);
 * assertStrictEquals(input.read(into), 1);
 * assertEquals(into[0], 3);
 * assertStrictEquals(input.read(into), null);
 * ```
 */
export function bytesInput(bytes: Uint8Array): ByteInput {
  let at = 0;
  return {
    length: bytes.length,
    read(into) {
      if (at >= bytes.length) return null;
      const piece = bytes.subarray(at, at + into.length);
      into.set(piece);
      at += piece.length;
      return piece.length;
    },
    close() {
      at = bytes.length;
    },
  };
}

/**
 * An output that keeps what was written.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const output = new MemoryOutput();
 * output.write(Uint8Array.of(1, 2));
 * output.write(Uint8Array.of(3));
 * assertEquals(output.bytes(), Uint8Array.of(1, 2, 3));
 * ```
 */
export class MemoryOutput implements ByteOutput {
  #bytes = new Uint8Array(1024);
  #length = 0;

  write(bytes: Uint8Array): number {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
    return bytes.length;
  }

  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  close(): void {
    // What was written stays readable.
  }

  /** A copy of all that was written. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
