// core/capture/rotate.ts: goes on to a next file by size or by time, as tcpdump's -C, -G and -W do.
import type { ByteOutput, OutputDirectory } from "./byte_stream.ts";
import type { CaptureWriter, WritableFrame } from "./capture_writer.ts";
import { LateWriter } from "./late_writer.ts";
import type { SourceStatistics } from "./source.ts";
import { strftime } from "./strftime.ts";

/** When to rotate, and how files are called: tcpdump(1). */
export interface RotationOptions {
  /** The name; with {@linkcode seconds} a format of strftime(3). */
  readonly name: string;
  /** `-C`, in bytes: a file that is longer is followed by the next. */
  readonly maxLength?: number;
  /** `-G`: a file holds that many seconds of packets. */
  readonly seconds?: number;
  /**
   * `-W`. With a length alone: names go round after so many, older files are
   * written over. With seconds alone: after so many files it is
   * {@linkcode RotatingWriter.full}. With both, as in tcpdump: names go round
   * within each period.
   */
  readonly count?: number;
  /**
   * When the capture began, in seconds since 1970: it names the first file, and
   * from it the periods run. By default the first packet says, and no file is
   * opened before it comes.
   */
  readonly start?: number;
  /** A file is complete; what follows is written to the next. For `-z`. */
  readonly onClose?: (name: string) => void;
}

/**
 * A writer over a row of files. Time is the packets' own, so a capture that is
 * read from a file is divided as it would have been when it was made.
 *
 * The first file is opened at once where its name is known, so that a name that
 * cannot be written is told; it is emptied by the first packet, or by `close`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { MemoryOutput } from "./byte_stream.ts";
 * import { MemorySource } from "./memory.ts";
 * import { PcapWriter } from "./pcap_writer.ts";
 *
 * const source = new MemorySource([1, 2, 3].map(() => ({ bytes: new Uint8Array(100) })));
 * const names: string[] = [];
 * const directory = { open: (name: string) => (names.push(name), new MemoryOutput()) };
 * using writer = new RotatingWriter(
 *   directory,
 *   (output) => new PcapWriter(output, source.interfaces[0]),
 *   { name: "ring", maxLength: 100, count: 12 },
 * );
 * for await (const batch of source) while (batch.next()) writer.write(batch);
 * assertEquals(names, ["ring00", "ring01", "ring02"]);
 * ```
 */
export class RotatingWriter implements CaptureWriter {
  readonly #directory: OutputDirectory;
  readonly #makeWriter: (output: ByteOutput) => CaptureWriter;
  readonly #options: RotationOptions;
  #writer: CaptureWriter | undefined;
  #name = "";
  /** Where the current period began, in seconds. */
  #periodStart = 0;
  /** Where it ends. */
  #periodEnd = 0;
  #periods = 0;
  /** Which file of the row by size. */
  #place = 0;
  #full = false;
  #packetsBefore = 0;
  #lengthBefore = 0;
  #closed = false;

  constructor(
    directory: OutputDirectory,
    makeWriter: (output: ByteOutput) => CaptureWriter,
    options: RotationOptions,
  ) {
    this.#directory = directory;
    this.#makeWriter = makeWriter;
    this.#options = options;
    if (options.start !== undefined || options.seconds === undefined) {
      this.#beginPeriod(options.start ?? 0);
    }
  }

  get packets(): number {
    return this.#packetsBefore + (this.#writer?.packets ?? 0);
  }

  get length(): number {
    return this.#lengthBefore + (this.#writer?.length ?? 0);
  }

  /** True once the last file that `count` allows is complete; frames are then dropped. */
  get full(): boolean {
    return this.#full;
  }

  /** The end of the current period; 0 before the first has begun. */
  get dueMs(): number {
    return this.#full ? Infinity : this.#periodEnd * 1000;
  }

  /**
   * With the end of the last period that `count` allows, full. A caller that tells the time before
   * each packet learns it before it counts the packet, which is not written any more.
   */
  advance(timeMs: number): void {
    if (timeMs >= this.dueMs) this.#full = this.#isLast();
  }

  write(frame: WritableFrame, comment?: string): void {
    if (this.#closed) throw new TypeError("Cannot write to a capture file that is closed");
    if (this.#full) return;
    const { maxLength, count } = this.#options;
    let writer = this.#writer;
    if (writer === undefined) {
      writer = this.#beginPeriod(frame.seconds);
    } else if (frame.seconds >= this.#periodEnd) {
      this.#full = this.#isLast();
      // The last file stays open for the statistics.
      if (this.#full) return;
      this.#closeCurrent();
      writer = this.#beginPeriod(frame.seconds);
    } else if (maxLength !== undefined && writer.length > maxLength) {
      this.#closeCurrent();
      this.#place++;
      if (count !== undefined && this.#place >= count) this.#place = 0;
      writer = this.#open();
    }
    writer.write(frame, comment);
  }

  flush(): void {
    this.#writer?.flush();
  }

  /** Closes the current file; the statistics, which are the whole capture's, go into it. */
  close(statistics?: SourceStatistics): void {
    this.#closed = true;
    this.#closeCurrent(statistics);
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#writer?.[Symbol.dispose]();
  }

  /** Whether the current period is the last. */
  #isLast(): boolean {
    const { maxLength, count = Infinity } = this.#options;
    return maxLength === undefined && this.#periods >= count;
  }

  #beginPeriod(start: number): CaptureWriter {
    this.#periodStart = start;
    this.#periodEnd = start + (this.#options.seconds ?? Infinity);
    this.#periods++;
    this.#place = 0;
    return this.#open();
  }

  #open(): CaptureWriter {
    this.#name = rotatedName(this.#options, this.#periodStart, this.#place);
    this.#writer = new LateWriter(this.#directory.open(this.#name), this.#makeWriter);
    return this.#writer;
  }

  #closeCurrent(statistics?: SourceStatistics): void {
    const writer = this.#writer;
    if (writer === undefined) return;
    this.#writer = undefined;
    try {
      writer.close(statistics);
    } finally {
      this.#packetsBefore += writer.packets;
      this.#lengthBefore += writer.length;
    }
    this.#options.onClose?.(this.#name);
  }
}

/**
 * The name of the file at `place` in the row by size, of the period that began
 * at `start`: numbers from the second file on, or from the first, with leading
 * zeros, when `count` tells how many digits there will be (`MakeFilename` in
 * tcpdump.c).
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(rotatedName({ name: "a", maxLength: 1 }, 0, 0), "a");
 * assertStrictEquals(rotatedName({ name: "a", maxLength: 1 }, 0, 7), "a7");
 * assertStrictEquals(rotatedName({ name: "a", maxLength: 1, count: 100 }, 0, 7), "a07");
 * ```
 */
export function rotatedName(options: RotationOptions, start: number, place: number): string {
  const { name, seconds, maxLength, count } = options;
  const timed = seconds === undefined ? name : strftime(name, start);
  if (maxLength === undefined) return timed;
  const digits = count === undefined || count <= 1 ? 0 : String(count - 1).length;
  return place === 0 && digits === 0 ? timed : timed + String(place).padStart(digits, "0");
}
