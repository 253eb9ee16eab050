// core/capture/_record_buffer.ts: collects records and hands them on whole.
import type { ByteOutput } from "./byte_stream.ts";
import { CaptureWriteError } from "./capture_writer.ts";

/** Bytes collected before they are handed on. */
const BUFFER_LENGTH = 256 * 1024;

/** No record is shorter: pcap's header of a packet. */
const SHORTEST_RECORD = 16;

/**
 * Below this a loop over words is cheaper than `set()`, whose `subarray()` has
 * to be allocated (50 ns): tests/bench/capture_bench.ts.
 */
const SHORT_COPY = 128;

/**
 * A buffer before an output. Writers reserve room, fill it, and tell when a
 * packet is complete; only complete ones leave.
 */
export class RecordBuffer {
  /** Where to write: from the place that {@linkcode reserve} gave. */
  bytes: Uint8Array = new Uint8Array(BUFFER_LENGTH);
  /** The same bytes. */
  view: DataView = new DataView(this.bytes.buffer);
  /** Packets completed. */
  packets = 0;

  private used = 0;
  private flushed = 0;
  private readonly output: ByteOutput;
  private readonly packetBuffered: boolean;
  /** Where each packet in the buffer ends, so that a failure can count the whole ones. */
  private packetEnds = new Uint32Array(BUFFER_LENGTH / SHORTEST_RECORD);
  private waiting = 0;
  private failure: CaptureWriteError | undefined;
  private closed = false;
  private source: Uint8Array = new Uint8Array(0);
  private sourceView: DataView = new DataView(this.source.buffer);

  constructor(output: ByteOutput, packetBuffered: boolean) {
    this.output = output;
    this.packetBuffered = packetBuffered;
  }

  /** Bytes so far, those that wait among them. */
  get length(): number {
    return this.flushed + this.used;
  }

  /** Room for a record of `length` bytes; tells where in {@linkcode bytes} it begins. */
  reserve(length: number): number {
    if (this.failure !== undefined) throw this.failure;
    if (this.closed) throw new TypeError("Cannot write to a capture file that is closed");
    if (this.used + length > this.bytes.length) {
      this.flush();
      if (length > this.bytes.length) this.grow(length);
    }
    const at = this.used;
    this.used += length;
    return at;
  }

  /** Copies `length` bytes of `source` from `start` on to `at`, and zeroes up to the next word. */
  copy(source: Uint8Array, start: number, length: number, at: number): void {
    if (length > SHORT_COPY) {
      this.bytes.set(source.subarray(start, start + length), at);
    } else {
      if (source !== this.source) {
        this.source = source;
        this.sourceView = new DataView(source.buffer, source.byteOffset, source.byteLength);
      }
      const words = length & ~3;
      const { view, sourceView } = this;
      for (let i = 0; i < words; i += 4) {
        view.setInt32(at + i, sourceView.getInt32(start + i, true), true);
      }
      for (let i = words; i < length; i++) this.bytes[at + i] = source[start + i];
    }
  }

  /** The packet that was reserved last is complete. */
  completePacket(): void {
    this.packetEnds[this.waiting++] = this.used;
    this.packets++;
    if (this.packetBuffered) this.flush();
  }

  /** Hands on all that waits. */
  flush(): void {
    if (this.failure !== undefined) throw this.failure;
    let done = 0;
    try {
      while (done < this.used) done += this.output.write(this.bytes.subarray(done, this.used));
    } catch (cause) {
      this.failure = this.cutBack(done, cause);
      throw this.failure;
    }
    this.flushed += done;
    this.used = 0;
    this.waiting = 0;
  }

  close(): void {
    if (this.closed) return;
    try {
      if (this.failure === undefined) this.flush();
    } finally {
      this.closed = true;
      this.output.close();
    }
  }

  /** True once {@linkcode close} was called, or nothing can be written any more. */
  get ended(): boolean {
    return this.closed || this.failure !== undefined;
  }

  /** The output took `done` bytes of what waited: leaves the whole packets among them. */
  private cutBack(done: number, cause: unknown): CaptureWriteError {
    let whole = 0;
    while (whole < this.waiting && this.packetEnds[whole] <= done) whole++;
    const kept = whole === 0 ? 0 : this.packetEnds[whole - 1];
    this.output.truncate?.(this.flushed + kept);
    return new CaptureWriteError(this.packets - this.waiting + whole, cause);
  }

  private grow(length: number): void {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
    this.packetEnds = new Uint32Array(Math.ceil(length / SHORTEST_RECORD));
  }
}
