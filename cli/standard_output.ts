// cli/standard_output.ts: data to standard output, whole, until the reader goes away; notes beside it.
import type { Sink } from "../core/output/sink.ts";

/** Standard output takes no more, for another reason than that nobody reads it. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/** A pipe that is full, and whose reader asked not to be waited for, is tried again so soon. */
const RETRY_MS = 1;

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
        at += Deno.stdout.writeSync(at === 0 ? bytes : bytes.subarray(at));
      } catch (error) {
        if (error instanceof Deno.errors.WouldBlock) pause();
        else this.#close(error);
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

/** Waits without giving up the thread: whoever writes has to have written when it returns. */
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
