// core/capture/memory.ts: frames that are already there, as a source; for tests and replays.
import { FrameBatch } from "./_frame_batch.ts";
import { LinkType } from "./link_type.ts";
import {
  type Batch,
  type CaptureInterface,
  Direction,
  type Source,
  type SourceStatistics,
} from "./source.ts";

/** A frame at rest; what is not told takes the value in brackets. */
export interface MemoryFrame {
  /** The frame, from its first byte on. */
  readonly bytes: Uint8Array;
  /** Whole seconds since 1970-01-01 UTC [0]. */
  readonly seconds?: number;
  /** 0 to 999,999,999 [0]. */
  readonly nanoseconds?: number;
  /** Bytes on the wire [the length of `bytes`]. */
  readonly originalLength?: number;
  /** [0] */
  readonly interfaceId?: number;
  /** [`Direction.Unknown`] */
  readonly direction?: Direction;
  /** [false] */
  readonly checksumsPending?: boolean;
  /** What the capture file would say about it [nothing]. */
  readonly comment?: string;
}

/** What is not told takes the value in brackets. */
export interface MemorySourceOptions {
  /** [one Ethernet interface without a name] */
  readonly interfaces?: readonly CaptureInterface[];
  /** Frames in a batch at most [all in one]. */
  readonly batchLength?: number;
}

/**
 * A source over an array of frames, of any iterable's making.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * using source = new MemorySource([{ bytes: Uint8Array.of(1, 2, 3), seconds: 7 }]);
 * for await (const batch of source) {
 *   while (batch.next()) assertStrictEquals(batch.seconds, 7);
 * }
 * assertStrictEquals(source.statistics().received, 1);
 * ```
 */
export class MemorySource implements Source {
  readonly interfaces: readonly CaptureInterface[];
  readonly #batch: MemoryBatch;
  readonly #batchLength: number;
  #stopped = false;

  constructor(frames: Iterable<MemoryFrame>, options: MemorySourceOptions = {}) {
    this.interfaces = options.interfaces ?? [{ linkType: LinkType.Ethernet, snapLength: 0 }];
    this.#batch = new MemoryBatch([...frames], this.interfaces);
    this.#batchLength = options.batchLength ?? Infinity;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, void> {
    const batch = this.#batch;
    while (!this.#stopped && batch.open(this.#batchLength)) {
      yield batch;
      while (batch.next()); // what the consumer left
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

class MemoryBatch extends FrameBatch {
  comment: string | undefined = undefined;
  /** Frames behind us. */
  position = 0;
  #end = 0;
  readonly #frames: readonly MemoryFrame[];
  readonly #interfaces: readonly CaptureInterface[];

  constructor(frames: readonly MemoryFrame[], interfaces: readonly CaptureInterface[]) {
    super();
    this.#frames = frames;
    this.#interfaces = interfaces;
  }

  /** Lets `next()` go on for that many frames; false when none are left. */
  open(length: number): boolean {
    this.#end = Math.min(this.#frames.length, this.position + length);
    return this.position < this.#end;
  }

  next(): boolean {
    if (this.position === this.#end) return false;
    const frame = this.#frames[this.position++];
    this.bytes = frame.bytes;
    this.capturedLength = frame.bytes.length;
    this.originalLength = Math.max(frame.originalLength ?? 0, frame.bytes.length);
    this.seconds = frame.seconds ?? 0;
    this.nanoseconds = frame.nanoseconds ?? 0;
    this.interfaceId = frame.interfaceId ?? 0;
    this.linkType = this.#interfaces[this.interfaceId].linkType;
    this.direction = frame.direction ?? Direction.Unknown;
    this.checksumsPending = frame.checksumsPending ?? false;
    this.comment = frame.comment;
    return true;
  }
}
