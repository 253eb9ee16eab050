// core/capture/copy.ts: frames from a source to a writer as they are: nothing is decoded.
import type { Accepts } from "../dispatcher.ts";
import type { CaptureWriter } from "./capture_writer.ts";
import type { Batch, Source } from "./source.ts";

/** What to copy, and how much of it. */
export interface CopyOptions {
  /** Where to; frames are only counted when left out. */
  readonly writer?: CaptureWriter;
  /** Hands on what was written after each batch: somebody reads a pipe that grows. @default false */
  readonly flushes?: boolean;
  /** Which frames count, by link type; `undefined` for all. */
  readonly filterFor?: (linkType: number) => Accepts | undefined;
  /** Ends after so many frames. */
  readonly limit?: number;
  /** Ends before the first frame that is so much later than the first, in milliseconds. */
  readonly forMs?: number;
}

/**
 * A run over a source in which frames are counted and written, and nobody looks
 * into them: the dispatcher's work without its consumers. By the packet it costs
 * the same; but the dispatcher comes with all protocols, and to import them takes
 * longer than to copy 200,000 packets (docs/performance.md).
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { MemorySource } from "./memory.ts";
 *
 * const frames = [1, 2, 3].map((seconds) => ({ bytes: new Uint8Array(60), seconds }));
 * const copy = new Copy({ limit: 2 });
 * await copy.run(new MemorySource(frames));
 * assertStrictEquals(copy.captured, 2);
 * ```
 */
export class Copy {
  /** Frames that passed the filter. */
  captured = 0;
  readonly #writer: CaptureWriter | undefined;
  readonly #flushes: boolean;
  readonly #filterFor: CopyOptions["filterFor"];
  readonly #limit: number;
  readonly #forMs: number;
  #untilMs = Infinity;
  #linkType = -1;
  #accepts: Accepts | undefined;

  constructor(options: CopyOptions) {
    const { writer, flushes = false, filterFor, limit = Infinity, forMs = Infinity } = options;
    this.#writer = writer;
    this.#flushes = flushes;
    this.#filterFor = filterFor;
    this.#limit = limit;
    this.#forMs = forMs;
  }

  /** Runs until the source ends, a limit is reached, or the writer is full. */
  async run(source: Source): Promise<void> {
    for await (const batch of source) {
      if (this.#over(batch)) return source.stop();
      if (this.#flushes) this.#writer?.flush();
    }
  }

  /** Copies the rest of a batch; true when that was the last. */
  #over(batch: Batch): boolean {
    const writer = this.#writer;
    while (batch.next()) {
      if (batch.linkType !== this.#linkType) this.#relink(batch.linkType);
      const accepts = this.#accepts;
      if (
        accepts !== undefined &&
        !accepts(batch.bytes, batch.start, batch.capturedLength, batch.originalLength)
      ) continue;
      if (this.#forMs !== Infinity && this.#isLate(batch)) return true;
      if (writer !== undefined) {
        writer.write(batch);
        if (writer.full === true) return true;
      }
      if (++this.captured >= this.#limit) return true;
    }
    return false;
  }

  #isLate({ seconds, nanoseconds }: Batch): boolean {
    const timeMs = seconds * 1000 + nanoseconds * 1e-6;
    if (this.#untilMs === Infinity) this.#untilMs = timeMs + this.#forMs;
    return timeMs >= this.#untilMs;
  }

  #relink(linkType: number): void {
    this.#linkType = linkType;
    this.#accepts = this.#filterFor?.(linkType);
  }
}
