// tests/bench/_made_source.ts: frames that are written while they are read: no memory for millions.
import { LinkType } from "../../core/capture/link_type.ts";
import {
  type Batch,
  type CaptureInterface,
  Direction,
  type Source,
  type SourceStatistics,
} from "../../core/capture/source.ts";

/** Frames of one batch. */
export const BATCH = 500;

/** The frame with that number; it may be the last one's buffer, written anew. */
export type MakeFrame = (position: number) => Uint8Array;

/** So many frames, a microsecond apart, each made when it is asked for. */
export class MadeSource implements Source {
  readonly interfaces: readonly CaptureInterface[] = [
    { linkType: LinkType.Ethernet, snapLength: 0 },
  ];
  readonly #batch: MadeBatch;
  readonly #between: (position: number) => void;
  #stopped = false;

  /** @param between called before each batch */
  constructor(count: number, make: MakeFrame, between: (position: number) => void = () => {}) {
    this.#batch = new MadeBatch(count, make);
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

class MadeBatch implements Batch {
  bytes: Uint8Array = new Uint8Array(0);
  readonly start = 0;
  capturedLength = 0;
  originalLength = 0;
  seconds = 0;
  nanoseconds = 0;
  readonly interfaceId = 0;
  readonly linkType = LinkType.Ethernet;
  readonly direction = Direction.Unknown;
  readonly checksumsPending = false;
  readonly comment = undefined;
  /** Frames behind us. */
  position = 0;
  #end = 0;
  readonly #count: number;
  readonly #make: MakeFrame;

  constructor(count: number, make: MakeFrame) {
    this.#count = count;
    this.#make = make;
  }

  /** Lets `next()` go on for so many frames; false when none are left. */
  open(frames: number): boolean {
    this.#end = Math.min(this.#count, this.position + frames);
    return this.position < this.#end;
  }

  next(): boolean {
    const { position } = this;
    if (position === this.#end) return false;
    this.bytes = this.#make(position);
    this.capturedLength = this.originalLength = this.bytes.length;
    this.seconds = 1_700_000_000 + Math.floor(position / 1_000_000);
    this.nanoseconds = (position % 1_000_000) * 1000;
    this.position = position + 1;
    return true;
  }
}
