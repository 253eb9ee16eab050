// cli/standard_output.ts: data to standard output, whole, until the reader goes away; notes beside it.
import type { Sink } from "../core/output/sink.ts";

/** Standard output takes no more, for another reason than that nobody reads it. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/** A pipe that is full, and that was asked not to wait, is tried again so soon. */
const RETRY_MS = 1;

/** Up to so many bytes a pipe takes all or nothing: `PIPE_BUF` of pipe(7). */
const ATOMIC_LENGTH = 4096;
const NEWLINE = 0x0a;

/**
 * Writes a first part of `bytes` to standard output; how many bytes.
 *
 * A pipe may be set not to wait (`O_NONBLOCK`). When it is full, Deno does not
 * tell how much of `bytes` went out: it keeps what follows the last newline, and
 * fails when that does not go on (Rust's `LineWriter`). To try again would print
 * things twice, but for what a pipe takes whole and a newline ends.
 *
 * @throws {Error} when it is full so; {@linkcode Deno.errors.BrokenPipe} and others as they are.
 */
export function writeOutput(bytes: Uint8Array): number {
  for (;;) {
    try {
      return Deno.stdout.writeSync(bytes);
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      if (bytes.length > ATOMIC_LENGTH || bytes.at(-1) !== NEWLINE) {
        throw new Error("it does not wait for its reader (O_NONBLOCK): put `| cat` in between");
      }
      pause();
    }
  }
}

/**
 * Standard output as a sink. When its reader is gone (`| head`), it takes what
 * comes without a word and tells `onClosed` once: that is a quiet end.
 */
export class StandardOutput implements Sink {
  /** Nothing can be written any more. */
  closed = false;
  readonly #onClosed: () => void;

  constructor(onClosed: () => void) {
    this.#onClosed = onClosed;
  }

  /** @throws {OutputError} when the disk behind it is full, and the like. */
  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.closed;) {
      try {
        at += writeOutput(at === 0 ? bytes : bytes.subarray(at));
      } catch (error) {
        this.#close(error);
      }
    }
  }

  /** Writes text. */
  print(text: string): void {
    this.write(new TextEncoder().encode(text));
  }

  #close(error: unknown): void {
    this.closed = true;
    this.#onClosed();
    if (error instanceof Deno.errors.BrokenPipe) return;
    throw new OutputError(`Cannot write standard output: ${(error as Error).message}`);
  }
}

/** Waits for room in a pipe, and keeps the thread: whoever writes has to have written on return. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
}

let noteSink: ((text: string) => void) | undefined;

/** Gives notes to `sink` from now on: a terminal whose screen they would spoil. */
export function sendNotesTo(sink: ((text: string) => void) | undefined): void {
  noteSink = sink;
}

/** Says something to the user, beside the data. It never fails: the capture is worth more. */
export function note(text: string): void {
  if (noteSink !== undefined) return noteSink(text);
  const bytes = new TextEncoder().encode(`${text}\n`);
  for (let at = 0; at < bytes.length;) {
    try {
      at += Deno.stderr.writeSync(bytes.subarray(at));
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) return;
      pause();
    }
  }
}
