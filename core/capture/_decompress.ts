// core/capture/_decompress.ts: gzip and zstd, unpacked as they are read.
import type { Transform } from "node:stream";
import type { ByteInput } from "./byte_stream.ts";
import { CaptureFileError } from "./capture_file_error.ts";

/** Compressed bytes handed to the decompressor at once. */
const PIECE_LENGTH = 64 * 1024;

/** An input that unpacks gzip, also of several members one after the other. */
export async function gunzip(input: ByteInput, name?: string): Promise<ByteInput> {
  const { createGunzip } = await import("node:zlib");
  return new Unpacked(input, createGunzip(), name);
}

/** An input that unpacks Zstandard (RFC 8878). */
export async function unzstd(input: ByteInput, name?: string): Promise<ByteInput> {
  const { createZstdDecompress } = await import("node:zlib");
  return new Unpacked(input, createZstdDecompress(), name);
}

/**
 * Drives a decompressor of Node's by hand: what it has made is read before its
 * error is thrown, so that a damaged archive yields all that is whole.
 */
class Unpacked implements ByteInput {
  readonly #input: ByteInput;
  readonly #stream: Transform;
  readonly #name: string | undefined;
  /** Bytes handed out. */
  #offset = 0;
  #made: Uint8Array = new Uint8Array(0);
  #taken = true;
  #ended = false;
  #failure: Error | undefined;
  #wake: () => void = () => {};

  constructor(input: ByteInput, stream: Transform, name: string | undefined) {
    this.#name = name;
    this.#input = input;
    this.#stream = stream;
    stream.on("readable", () => this.#wake());
    stream.on("end", () => {
      this.#ended = true;
      this.#wake();
    });
    stream.on("error", (error) => {
      this.#failure = error;
      this.#wake();
    });
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#made.length === 0) {
      const made: Uint8Array | null = this.#stream.read();
      if (made !== null) {
        this.#made = made;
      } else if (this.#failure !== undefined) {
        const found = `compressed data that does not unpack (${this.#failure.message})`;
        throw new CaptureFileError(this.#offset, found, this.#name);
      } else if (this.#ended) {
        return null;
      } else {
        await this.#feed();
      }
    }
    const length = Math.min(into.length, this.#made.length);
    into.set(this.#made.subarray(0, length));
    this.#made = this.#made.subarray(length);
    this.#offset += length;
    return length;
  }

  close(): void {
    this.#stream.destroy();
    this.#input.close();
  }

  /** Hands over the next piece once the last one is taken, and waits until something happens. */
  async #feed(): Promise<void> {
    const happened = new Promise<void>((resolve) => this.#wake = resolve);
    if (this.#taken) {
      const piece = new Uint8Array(PIECE_LENGTH);
      const length = await this.#input.read(piece);
      this.#taken = false;
      if (length === null) {
        this.#stream.end();
      } else {
        this.#stream.write(piece.subarray(0, length), () => {
          this.#taken = true;
          this.#wake();
        });
      }
    }
    await happened;
  }
}
