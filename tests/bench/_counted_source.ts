// tests/bench/_counted_source.ts: what the sources of the benches do alike: so many frames, a
// microsecond apart.
import { FrameBatch } from "../../core/capture/_frame_batch.ts";
import { LinkType } from "../../core/capture/link_type.ts";
import type {
  Batch,
  CaptureInterface,
  Source,
  SourceStatistics,
} from "../../core/capture/source.ts";

/** Frames of one batch. */
export const BATCH = 500;

/** When the first frame is seen, in seconds since 1970, where nobody says otherwise. */
const BEGIN_SECONDS = 1_700_000_000;

/** A cursor over `count` Ethernet frames; a subclass says what each of them is. */
export abstract class CountedBatch extends FrameBatch {
  override readonly linkType = LinkType.Ethernet;
  readonly comment = undefined;
  /** Frames behind us. */
  position = 0;
  #end = 0;
  readonly #count: number;
  readonly #beginSeconds: number;

  constructor(count: number, beginSeconds = BEGIN_SECONDS) {
    super();
    this.#count = count;
    this.#beginSeconds = beginSeconds;
  }

  /** Stands on the frame with that number, from 0: sets bytes, start and lengths. */
  protected abstract take(position: number): void;

  /** Lets `next()` go on for so many frames; false when none are left. */
  open(frames: number): boolean {
    this.#end = Math.min(this.#count, this.position + frames);
    return this.position < this.#end;
  }

  next(): boolean {
    const { position } = this;
    if (position === this.#end) return false;
    this.take(position);
    this.seconds = this.#beginSeconds + Math.floor(position / 1_000_000);
    this.nanoseconds = (position % 1_000_000) * 1000;
    this.position = position + 1;
    return true;
  }
}

/** A source of one such batch. */
export class CountedSource implements Source {
  readonly interfaces: readonly CaptureInterface[] = [
    { linkType: LinkType.Ethernet, snapLength: 0 },
  ];
  readonly #batch: CountedBatch;
  readonly #between: (position: number) => void;
  #stopped = false;

  /** @param between called before each batch */
  constructor(batch: CountedBatch, between: (position: number) => void = () => {}) {
    this.#batch = batch;
    this.#between = between;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, void> {
    const batch = this.#batch;
    while (!this.#stopped && batch.open(BATCH)) {
      this.#between(batch.position);
      yield batch;
    }
  }

  statistics(): SourceStatistics {
    return { received: this.#batch.position, droppedByKernel: 0, droppedByInterface: 0 };
  }

  stop(): void {
    this.#stopped = true;
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
  }
}
