// core/capture/_read_window.ts: the piece of a file that is in memory.
import type { ByteInput } from "./byte_stream.ts";

/**
 * Bytes read at once. From 256 KiB to 1 MiB reading costs the same; below, calls
 * add up; above, the bytes leave the processor's cache before they are looked at
 * (tests/bench/capture_bench.ts).
 */
export const DEFAULT_WINDOW_LENGTH = 512 * 1024;

/** What WebAssembly counts memory in, in bytes. */
const WASM_PAGE = 65_536;

/**
 * One buffer that moves along an input. What a parser has not consumed is
 * carried over to the front; the buffer grows only when a single item that has
 * really arrived fills it, never because of a length that a file claims.
 */
export class ReadWindow {
  /** What is here lies in the first {@linkcode end} bytes. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The same bytes. */
  view: DataView<ArrayBuffer>;
  end = 0;
  /** Where `bytes[0]` is in the file. */
  offset = 0;
  /** The file's name for messages. */
  readonly name: string | undefined;
  readonly #input: ByteInput;
  #cancel: (() => void) | undefined;
  #cancelled = false;

  constructor(input: ByteInput, length = DEFAULT_WINDOW_LENGTH, name?: string) {
    this.#input = input;
    this.name = name;
    this.bytes = lasting(length);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Reads until `length` bytes are here; false when the input ends before. */
  async ensure(length: number): Promise<boolean> {
    while (this.end < length) if (!await this.#more()) return false;
    return true;
  }

  /**
   * Gives up the first `consumed` bytes, which may be more than are here (a
   * block to skip), and reads more; false when the input has ended.
   */
  async advance(consumed: number): Promise<boolean> {
    let skip = consumed - this.end;
    this.#drop(Math.min(consumed, this.end));
    if (skip <= 0) return await this.#more();
    for (; skip > 0; skip -= this.#drop(Math.min(skip, this.end))) {
      if (!await this.#more()) return false;
    }
    return this.end > 0 || await this.#more();
  }

  /** True once {@linkcode cancel} or {@linkcode close} was called. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Ends the input as if it had no more, also for a read that is waiting. */
  cancel(): void {
    this.#cancelled = true;
    this.#cancel?.();
  }

  close(): void {
    this.cancel();
    this.#input.close();
  }

  /** What is here and all that follows, for a reader that wants to unpack it first. */
  rest(): ByteInput {
    return {
      read: (into) => {
        if (this.end === 0) return this.#input.read(into);
        const length = Math.min(into.length, this.end);
        into.set(this.bytes.subarray(0, length));
        this.#drop(length);
        return length;
      },
      close: () => this.close(),
    };
  }

  #drop(length: number): number {
    this.bytes.copyWithin(0, length, this.end);
    this.end -= length;
    this.offset += length;
    return length;
  }

  async #more(): Promise<boolean> {
    if (this.#cancelled) return false;
    if (this.end === this.bytes.length) {
      const larger = lasting(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    const answer = this.#input.read(this.bytes.subarray(this.end));
    const count = answer instanceof Promise ? await this.#orCancelled(answer) : answer;
    if (count === null) return false;
    this.end += count;
    return true;
  }

  /** Not `Promise.race` with one lasting promise: that keeps every read's promise alive. */
  async #orCancelled(answer: Promise<number | null>): Promise<number | null> {
    try {
      return await new Promise((resolve, reject) => {
        this.#cancel = () => resolve(null);
        answer.then(resolve, reject);
      });
    } finally {
      this.#cancel = undefined;
    }
  }
}

/**
 * Bytes that whoever has a view of them cannot take away: a WebAssembly memory's
 * buffer refuses to be transferred. Plugins are lent what is read, and reading
 * goes on after them.
 */
function lasting(length: number): Uint8Array<ArrayBuffer> {
  const { buffer } = new WebAssembly.Memory({ initial: Math.ceil(length / WASM_PAGE) });
  // Not `shared`, so neither is its buffer.
  return new Uint8Array(buffer as ArrayBuffer, 0, length);
}
