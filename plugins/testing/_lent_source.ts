// plugins/testing/_lent_source.ts: a source whose bytes are gone as soon as the next frame comes.
import type {
  Batch,
  CaptureInterface,
  Source,
  SourceStatistics,
} from "../../core/capture/source.ts";

/**
 * The frames of another source, each in a buffer of its own that is detached
 * when the next is asked for: what kept a window on it then reads nothing,
 * as it would read another packet's bytes live.
 */
export class LentSource implements Source {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.#source.interfaces;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, void> {
    for await (const batch of this.#source) {
      const lent = new LentBatch(batch);
      yield lent;
      lent.end();
    }
  }

  statistics(): SourceStatistics {
    return this.#source.statistics();
  }

  stop(): void {
    this.#source.stop();
  }

  [Symbol.dispose](): void {
    this.#source[Symbol.dispose]();
  }
}

class LentBatch implements Batch {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  readonly start = 0;
  readonly #batch: Batch;

  constructor(batch: Batch) {
    this.#batch = batch;
  }

  next(): boolean {
    this.end();
    if (!this.#batch.next()) return false;
    const { bytes, start, capturedLength } = this.#batch;
    this.bytes = bytes.slice(start, start + capturedLength);
    return true;
  }

  /** Takes the bytes away. */
  end(): void {
    if (!this.bytes.buffer.detached) this.bytes.buffer.transfer(0);
  }

  get capturedLength() {
    return this.#batch.capturedLength;
  }
  get originalLength() {
    return this.#batch.originalLength;
  }
  get seconds() {
    return this.#batch.seconds;
  }
  get nanoseconds() {
    return this.#batch.nanoseconds;
  }
  get interfaceId() {
    return this.#batch.interfaceId;
  }
  get linkType() {
    return this.#batch.linkType;
  }
  get direction() {
    return this.#batch.direction;
  }
  get checksumsPending() {
    return this.#batch.checksumsPending;
  }
  get comment() {
    return this.#batch.comment;
  }
}
