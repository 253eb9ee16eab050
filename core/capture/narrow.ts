// core/capture/narrow.ts: a file's frames, chosen and cut as the kernel does it for a live capture.
import { FrameBatch } from "./_frame_batch.ts";
import type { Accepts } from "../dispatcher.ts";
import { LinkType } from "./link_type.ts";
import {
  type Batch,
  type CaptureInterface,
  Direction,
  type Source,
  type SourceStatistics,
} from "./source.ts";

/** What to let through, and how much of it. */
export interface Narrowing {
  /** Which frames count, by link type; it sees them before they are cut [all]. */
  readonly filterFor?: (linkType: number) => Accepts | undefined;
  /** Only one direction: frames of which it is not told are left out [`Direction.Unknown`, both]. */
  readonly direction?: Direction;
  /** Bytes to keep of a frame at most [0: all]. */
  readonly snapLength?: number;
}

/**
 * A source whose frames are filtered, of one direction, and cut, in this order.
 * Direction is what the file tells of the frame, or its Linux cooked header. It
 * owns the other source.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { MemorySource } from "./memory.ts";
 * import { Direction } from "./source.ts";
 *
 * const frames = [Direction.Inbound, Direction.Outbound, Direction.Unknown]
 *   .map((direction) => ({ bytes: new Uint8Array(60), direction }));
 * using source = new NarrowedSource(new MemorySource(frames), {
 *   direction: Direction.Outbound,
 *   snapLength: 40,
 * });
 * const seen: number[][] = [];
 * for await (const batch of source) {
 *   while (batch.next()) seen.push([batch.capturedLength, batch.originalLength]);
 * }
 * assertEquals(seen, [[40, 60]]);
 * assertEquals(source.undirected, 1);
 * ```
 */
export class NarrowedSource implements Source {
  readonly #source: Source;
  readonly #batch: NarrowedBatch;

  constructor(source: Source, narrowing: Narrowing) {
    this.#source = source;
    this.#batch = new NarrowedBatch(source, narrowing);
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.#batch.interfaces;
  }

  /** Frames that were left out because nobody knows their direction. */
  get undirected(): number {
    return this.#batch.undirected;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, void> {
    const narrowed = this.#batch;
    for await (const batch of this.#source) {
      narrowed.whole = batch;
      yield narrowed;
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

/** Those frames of a batch that are let through. */
class NarrowedBatch extends FrameBatch {
  readonly interfaces: CaptureInterface[] = [];
  undirected = 0;
  /** The batch that the frames come from. */
  whole: Batch | undefined;

  readonly #source: Source;
  readonly #filterFor: NonNullable<Narrowing["filterFor"]>;
  readonly #direction: Direction;
  readonly #snapLength: number;
  #accepts: Accepts | undefined;

  constructor(source: Source, { filterFor, direction, snapLength }: Narrowing) {
    super();
    this.#source = source;
    this.#filterFor = filterFor ?? (() => undefined);
    this.#direction = direction ?? Direction.Unknown;
    this.#snapLength = snapLength || Infinity;
    this.#takeInterfaces();
  }

  get comment(): string | undefined {
    return this.whole?.comment;
  }

  next(): boolean {
    const whole = this.whole;
    if (whole === undefined) return false;
    while (whole.next()) {
      if (whole.interfaceId >= this.interfaces.length) this.#takeInterfaces();
      if (whole.linkType !== this.linkType) this.#relink(whole.linkType);
      const { bytes, start, capturedLength, originalLength } = whole;
      const accepts = this.#accepts;
      if (accepts !== undefined && !accepts(bytes, start, capturedLength, originalLength)) continue;
      if (this.#direction !== Direction.Unknown && !this.#isOurWay(whole)) continue;
      this.bytes = bytes;
      this.start = start;
      this.capturedLength = Math.min(capturedLength, this.#snapLength);
      this.originalLength = originalLength;
      this.seconds = whole.seconds;
      this.nanoseconds = whole.nanoseconds;
      this.interfaceId = whole.interfaceId;
      this.direction = whole.direction;
      this.checksumsPending = whole.checksumsPending;
      return true;
    }
    return false;
  }

  #isOurWay(frame: Batch): boolean {
    const direction = directionOf(frame);
    if (direction === Direction.Unknown) this.undirected++;
    return direction === this.#direction;
  }

  #relink(linkType: LinkType): void {
    this.linkType = linkType;
    this.#accepts = this.#filterFor(linkType);
  }

  /** Those that the source has come to know: what is cut says so. */
  #takeInterfaces(): void {
    for (const one of this.#source.interfaces.slice(this.interfaces.length)) {
      const snapLength = Math.min(one.snapLength || Infinity, this.#snapLength);
      this.interfaces.push({ ...one, snapLength: snapLength === Infinity ? 0 : snapLength });
    }
  }
}

/** Where the packet type stands in a Linux cooked header, by link type: its low byte. */
const PACKET_TYPE_AT: ReadonlyMap<LinkType, number> = new Map([
  [LinkType.LinuxSll, 1],
  [LinkType.LinuxSll2, 10],
]);
/** `PACKET_OUTGOING`, linux/if_packet.h. */
const PACKET_OUTGOING = 4;

/** What the file tells, or the frame's own first bytes. */
function directionOf(frame: Batch): Direction {
  const at = PACKET_TYPE_AT.get(frame.linkType);
  if (frame.direction !== Direction.Unknown || at === undefined || at >= frame.capturedLength) {
    return frame.direction;
  }
  return frame.bytes[frame.start + at] === PACKET_OUTGOING ? Direction.Outbound : Direction.Inbound;
}
