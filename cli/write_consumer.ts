// cli/write_consumer.ts: `-w` as one more consumer of packets.
import type { CaptureWriter } from "../core/capture/capture_writer.ts";
import type { Batch } from "../core/capture/source.ts";
import type { Accepts, Consumer } from "../core/dispatcher.ts";

/**
 * Writes every captured packet, with what the analyzers said about it: they
 * come before it, and {@linkcode WriteConsumer.mark} what they want kept.
 */
export class WriteConsumer implements Consumer {
  readonly #writer: CaptureWriter;
  readonly #onFull: () => void;
  #comment: string | undefined;

  /** @param onFull called when the last file that `-W` allows is complete */
  constructor(writer: CaptureWriter, onFull: () => void) {
    this.#writer = writer;
    this.#onFull = onFull;
  }

  /** The end of a file's time: a packet beyond the last file is nobody's. */
  get dueMs(): number {
    return this.#writer.dueMs ?? Infinity;
  }

  /** A comment for the packet in hand. */
  mark(comment: string): void {
    this.#comment = this.#comment === undefined ? comment : `${this.#comment}; ${comment}`;
  }

  filterFor(): Accepts | undefined {
    return undefined;
  }

  frame(batch: Batch): void {
    this.#writer.write(batch, this.#comment);
    this.#comment = undefined;
    this.#endIfFull();
  }

  packet(): void {}

  tick(timeMs: number): void {
    this.#writer.advance?.(timeMs);
    this.#endIfFull();
  }

  begin(): void {}

  #endIfFull(): void {
    if (this.#writer.full === true) this.#onFull();
  }
}
