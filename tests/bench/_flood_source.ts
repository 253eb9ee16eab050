// tests/bench/_flood_source.ts: the same few frames from one address after another.
import { LinkType } from "../../core/capture/link_type.ts";
import {
  type Batch,
  type CaptureInterface,
  Direction,
  type Source,
  type SourceStatistics,
} from "../../core/capture/source.ts";

/** Where an IPv4 frame has its source address (RFC 791, section 3.1). */
const SOURCE_AT = 14 + 12;
/** Frames of one batch. */
const BATCH = 4_000;
/** Between two frames: a million in a second. */
const FRAME_MS = 0.001;

/** What comes before and after belongs to other sources. */
export interface Surroundings {
  readonly before: Source;
  readonly after: Source;
}

/** A source's frames, then `count` of a flood, then another source's. */
export class FloodSource implements Source {
  readonly interfaces: readonly CaptureInterface[] = [
    { linkType: LinkType.Ethernet, snapLength: 0 },
  ];
  readonly #flood: FloodBatch;
  readonly #around: Surroundings;

  /**
   * @param frames what each address sends
   * @param startMs when the flood begins, in milliseconds since 1970
   */
  constructor(
    frames: readonly Uint8Array[],
    count: number,
    startMs: number,
    around: Surroundings,
  ) {
    this.#flood = new FloodBatch(frames, count, startMs);
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
  readonly #startMs: number;
  readonly #views: readonly DataView<ArrayBuffer>[];

  constructor(frames: readonly Uint8Array[], count: number, startMs: number) {
    this.#views = frames.map((frame) => new DataView(frame.slice().buffer));
    this.#count = count;
    this.#startMs = startMs;
  }

  /** Lets `next()` go on for so many frames; false when none are left. */
  open(frames: number): boolean {
    this.#end = Math.min(this.#count, this.position + frames);
    return this.position < this.#end;
  }

  next(): boolean {
    if (this.position === this.#end) return false;
    const { position } = this;
    const turn = position % this.#views.length, view = this.#views[turn];
    // From 16.0.0.0 on.
    view.setUint32(SOURCE_AT, 0x1000_0000 + (position - turn) / this.#views.length);
    this.bytes = new Uint8Array(view.buffer);
    this.capturedLength = this.originalLength = view.byteLength;
    const ms = this.#startMs + position * FRAME_MS;
    this.seconds = Math.floor(ms / 1000);
    this.nanoseconds = Math.floor((ms % 1000) * 1e6);
    this.position++;
    return true;
  }
}
