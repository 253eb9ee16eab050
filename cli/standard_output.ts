// cli/standard_output.ts: data to standard output, whole, until the reader goes away.
import type { Sink } from "../core/output/sink.ts";

/**
 * Standard output as a sink. When its reader is gone (`| head`), it takes what
 * comes without a word and tells `onClosed` once: that is a quiet end.
 */
export class StandardOutput implements Sink {
  /** The reader is gone. */
  closed = false;
  readonly #onClosed: () => void;

  constructor(onClosed: () => void) {
    this.#onClosed = onClosed;
  }

  write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length && !this.closed;) {
        at += Deno.stdout.writeSync(at === 0 ? bytes : bytes.subarray(at));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      this.closed = true;
      this.#onClosed();
    }
  }

  /** Writes text. */
  print(text: string): void {
    this.write(new TextEncoder().encode(text));
  }
}

/** Says something to the user, beside the data. */
export function note(text: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
  } catch (error) {
    // Nobody reads what we would say; the capture is not the worse for it.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
