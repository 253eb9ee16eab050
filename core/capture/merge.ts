// core/capture/merge.ts: several sources as one, in the order of time.
import { FrameBatch } from "./_frame_batch.ts";
import { CaptureFileError } from "./capture_file_error.ts";
import type { Batch, CaptureInterface, Drops, Source, SourceStatistics } from "./source.ts";

/**
 * Merges sources by time. Each source's own order is kept: a frame that is out
 * of order in its file stays so. Of frames of one time, those of the source that
 * was named first come first. Interfaces are numbered as their first frame, or
 * the beginning, brings them. The merged source owns the others.
 *
 * Where a file breaks off, the others go on; its error is thrown at the end.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { MemorySource } from "./memory.ts";
 *
 * const at = (seconds: number) => ({ bytes: new Uint8Array(1), seconds });
 * using merged = mergeSources([
 *   new MemorySource([at(1), at(4)]),
 *   new MemorySource([at(2), at(3)]),
 * ]);
 * const seen: [number, number][] = [];
 * for await (const batch of merged) {
 *   while (batch.next()) seen.push([batch.seconds, batch.interfaceId]);
 * }
 * assertEquals(seen, [[1, 0], [2, 1], [3, 1], [4, 0]]);
 * ```
 */
export function mergeSources(sources: readonly Source[]): Source {
  return new MergedSource(sources);
}

class MergedSource implements Source {
  readonly #interfaces: CaptureInterface[] = [];
  readonly #sources: readonly Source[];
  /** By source: its own interface ids to ours. */
  readonly #idsOf = new Map<Source, number[]>();
  #stopped = false;

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
    for (const source of sources) this.#idsOf.set(source, []);
    for (const source of sources) this.#takeInterfaces(source);
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.#interfaces;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, void> {
    const damages: CaptureFileError[] = [];
    const merged = new MergedBatch();
    const waiting = this.#sources.map((source, order) =>
      new Strand(source, order, this.#idsOf.get(source) ?? [], () => this.#takeInterfaces(source))
    );
    while (!this.#stopped) {
      for (const strand of waiting.splice(0)) {
        try {
          if (await strand.fetch()) merged.add(strand);
        } catch (error) {
          if (!(error instanceof CaptureFileError)) throw error;
          damages.push(error);
        }
      }
      if (merged.empty || this.#stopped) break;
      yield merged;
      while (merged.next()); // what the consumer left
      waiting.push(...merged.takeExhausted());
    }
    if (damages.length > 0) throw CaptureFileError.joined(damages);
  }

  statistics(): SourceStatistics {
    const sum = { received: 0, droppedByKernel: 0, droppedByInterface: 0 };
    const byInterface: (Drops | undefined)[] = [];
    for (const [source, ids] of this.#idsOf) {
      const { received, ...drops } = source.statistics();
      sum.received += received;
      sum.droppedByKernel += drops.droppedByKernel;
      sum.droppedByInterface += drops.droppedByInterface;
      const each = drops.byInterface ?? (ids.length === 1 ? [drops] : []);
      each.forEach((own, id) => byInterface[ids[id]] = own);
    }
    return byInterface.length > 1 ? { ...sum, byInterface } : sum;
  }

  stop(): void {
    this.#stopped = true;
    for (const source of this.#sources) source.stop();
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    for (const source of this.#sources) source[Symbol.dispose]();
  }

  /** Gives numbers to interfaces that a source has come to know. */
  #takeInterfaces(source: Source): void {
    const ids = this.#idsOf.get(source);
    if (ids === undefined) return;
    while (ids.length < source.interfaces.length) {
      ids.push(this.#interfaces.push(source.interfaces[ids.length]) - 1);
    }
  }
}

/** One source, and the frame of it that is next. */
class Strand {
  batch: Batch | undefined;
  readonly order: number;
  readonly ids: readonly number[];
  readonly #iterator: AsyncIterator<Batch>;
  readonly #takeInterfaces: () => void;

  constructor(source: Source, order: number, ids: readonly number[], takeInterfaces: () => void) {
    this.order = order;
    this.ids = ids;
    this.#iterator = source[Symbol.asyncIterator]();
    this.#takeInterfaces = takeInterfaces;
  }

  /** Moves to the first frame of the next batch that has one; false at the source's end. */
  async fetch(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#iterator.next();
      if (done) return false;
      this.batch = value;
      if (this.advance()) return true;
    }
  }

  /** Moves to the next frame of the batch. */
  advance(): boolean {
    if (!this.batch!.next()) return false;
    if (this.batch!.interfaceId >= this.ids.length) this.#takeInterfaces();
    return true;
  }

  /** True when this one's frame comes before the other's. */
  before(other: Strand): boolean {
    const a = this.batch!;
    const b = other.batch!;
    if (a.seconds !== b.seconds) return a.seconds < b.seconds;
    if (a.nanoseconds !== b.nanoseconds) return a.nanoseconds < b.nanoseconds;
    return this.order < other.order;
  }
}

/**
 * Frames of all strands, until one of them has no more at hand: then its source
 * has to be asked, which a batch cannot do. `private` for speed, as in `pcap.ts`.
 */
class MergedBatch extends FrameBatch {
  /** A heap: no strand's frame comes before that of its parent, at half the index. */
  private readonly heap: Strand[] = [];
  /** The top's frame was delivered, so that the top has to move on first. */
  private delivered = false;
  private exhausted: Strand[] = [];

  get empty(): boolean {
    return this.heap.length === 0;
  }

  get comment(): string | undefined {
    return this.heap[0]?.batch?.comment;
  }

  /** Adds a strand that stands at a frame. */
  add(strand: Strand): void {
    const heap = this.heap;
    let at = heap.push(strand) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!strand.before(heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = strand;
  }

  next(): boolean {
    if (this.delivered && !this.moveOn()) return false;
    if (this.exhausted.length > 0 || this.empty) return false;
    const strand = this.heap[0];
    const batch = strand.batch!;
    this.bytes = batch.bytes;
    this.start = batch.start;
    this.capturedLength = batch.capturedLength;
    this.originalLength = batch.originalLength;
    this.seconds = batch.seconds;
    this.nanoseconds = batch.nanoseconds;
    this.interfaceId = strand.ids[batch.interfaceId];
    this.linkType = batch.linkType;
    this.direction = batch.direction;
    this.checksumsPending = batch.checksumsPending;
    this.delivered = true;
    return true;
  }

  /** The strands whose source has to be asked. */
  takeExhausted(): Strand[] {
    const exhausted = this.exhausted;
    this.exhausted = [];
    return exhausted;
  }

  /** Takes the top past its frame, and lets it sink to its place, or leave; false when it left. */
  private moveOn(): boolean {
    this.delivered = false;
    const heap = this.heap;
    const top = heap[0];
    const more = top.advance();
    if (!more) this.exhausted.push(top);
    const sinking = more ? top : heap.pop();
    if (sinking !== undefined && heap.length > 0) this.sink(sinking);
    return more;
  }

  private sink(strand: Strand): void {
    const heap = this.heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1].before(heap[child])) child++;
      if (!heap[child].before(strand)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = strand;
  }
}
