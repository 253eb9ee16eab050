// tests/bench/_flood_source.ts: frames that differ in their source address alone, without end.
import { LinkType } from "../../core/capture/link_type.ts";
import {
  type Batch,
  type CaptureInterface,
  Direction,
  type Source,
  type SourceStatistics,
} from "../../core/capture/source.ts";

/** Where an IPv4 frame has its source address, and its identification (RFC 791, section 3.1). */
const SOURCE_AT = 14 + 12, IDENTIFICATION_AT = 14 + 4;
/** Frames of one batch. */
const BATCH = 4_000;
/** Between two frames: a million in a second. */
const FRAME_MS = 0.001;

/** What comes before and after belongs to other sources. */
export interface Surroundings {
  readonly before: Source;
  readonly after: Source;
}

/** A source's frames, then the frames of a template from `count` addresses, then another source's. */
export class FloodSource implements Source {
  readonly interfaces: readonly CaptureInterface[] = [
    { linkType: LinkType.Ethernet, snapLength: 0 },
  ];
  readonly #flood: FloodBatch;
  readonly #around: Surroundings;

  /** @param startMs when the flood begins, in milliseconds since 1970 */
  constructor(frame: Uint8Array, count: number, startMs: number, around: Surroundings) {
    this.#flood = new FloodBatch(frame, count, startMs);
    this.#around = around;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, void> {
    yield* this.#around.before;
    while (this.#flood.open(BATCH)) yield this.#flood;
    yield* this.#around.after;
  }

  statistics(): SourceStatistics {
    return { received: this.#flood.position, droppedByKernel: 0, droppedByInterface: 0 };
  }

  stop(): void {}

  [Symbol.dispose](): void {}
}

/** A cursor over frames that are made when their turn comes. */
class FloodBatch implements Batch {
  readonly bytes: Uint8Array;
  readonly start = 0;
  readonly capturedLength: number;
  readonly originalLength: number;
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
  readonly #startMs: number;
  readonly #view: DataView;

  constructor(frame: Uint8Array, count: number, startMs: number) {
    this.bytes = frame.slice();
    this.capturedLength = this.originalLength = frame.length;
    this.#count = count;
    this.#startMs = startMs;
    this.#view = new DataView(this.bytes.buffer);
  }

  /** Lets `next()` go on for so many frames; false when none are left. */
  open(frames: number): boolean {
    this.#end = Math.min(this.#count, this.position + frames);
    return this.position < this.#end;
  }

  next(): boolean {
    if (this.position === this.#end) return false;
    const { position } = this;
    // 16.0.0.0/4 and on: as many addresses as a number of 28 bits.
    this.#view.setUint32(SOURCE_AT, 0x1000_0000 + position);
    this.#view.setUint16(IDENTIFICATION_AT, position);
    const ms = this.#startMs + position * FRAME_MS;
    this.seconds = Math.floor(ms / 1000);
    this.nanoseconds = Math.floor((ms % 1000) * 1e6);
    this.position++;
    return true;
  }
}
