// core/capture/_decompress.ts: gzip and zstd, unpacked as they are read.
import type { ByteInput } from "./byte_stream.ts";
import { CaptureFileError } from "./capture_file_error.ts";
import { PackedInput } from "./_packed_input.ts";
import { PackedDataError } from "./_unpack.ts";

/** Kinds of compression, by the first bytes of a file, as hexadecimal digits. */
const KINDS = {
  "1f8b": async (packed: PackedInput) => (await import("./_gzip.ts")).gunzip(packed),
  "28b52ffd": async (packed: PackedInput) => (await import("./_zstd.ts")).unzstd(packed),
} as const;

/** What unpacks a file that begins so; `undefined` where it is not compressed in a way we know. */
export function unpackerFor(start: string): Unpacker | undefined {
  const prefix = Object.keys(KINDS).find((prefix) => start.startsWith(prefix));
  const open = KINDS[prefix as keyof typeof KINDS];
  return open && (async (input, name) => {
    return new Unpacked(input, await open(new PackedInput(input)), name);
  });
}

/** Makes an input of what is in another, which it owns from then on; `name` is for messages. */
export type Unpacker = (input: ByteInput, name: string | undefined) => Promise<ByteInput>;

class Unpacked implements ByteInput {
  readonly #input: ByteInput;
  readonly #pieces: AsyncGenerator<Uint8Array, void, void>;
  readonly #name: string | undefined;
  /** Bytes handed out. */
  #offset = 0;
  #made: Uint8Array = new Uint8Array(0);

  constructor(
    input: ByteInput,
    pieces: AsyncGenerator<Uint8Array, void, void>,
    name: string | undefined,
  ) {
    this.#input = input;
    this.#pieces = pieces;
    this.#name = name;
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#made.length === 0) {
      const { done, value } = await this.#next();
      if (done) return null;
      this.#made = value;
    }
    const length = Math.min(into.length, this.#made.length);
    into.set(this.#made.subarray(0, length));
    this.#made = this.#made.subarray(length);
    this.#offset += length;
    return length;
  }

  close(): void {
    this.#input.close();
  }

  async #next() {
    try {
      return await this.#pieces.next();
    } catch (error) {
      if (!(error instanceof PackedDataError)) throw error;
      throw new CaptureFileError(this.#offset, error.message, this.#name);
    }
  }
}
