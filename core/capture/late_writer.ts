// core/capture/late_writer.ts: a capture file that stays as it is until it is begun.
import type { ByteOutput } from "./byte_stream.ts";
import type { CaptureWriter, WritableFrame } from "./capture_writer.ts";
import type { SourceStatistics } from "./source.ts";

/**
 * A writer to a file that is opened before it is known whether there will be
 * anything to write: while plugins are loaded, an earlier capture of the name is
 * still there. It begins with its first packet, or when it is flushed or closed;
 * disposed before, it leaves the file as it was.
 *
 * @example
 * ```ts
 * import { assertEquals, assertStrictEquals } from "@std/assert";
 * import { type ByteOutput, MemoryOutput } from "./byte_stream.ts";
 * import { MemorySource } from "./memory.ts";
 * import { PcapWriter } from "./pcap_writer.ts";
 *
 * const { interfaces } = new MemorySource([]);
 * const output = new MemoryOutput();
 * output.write(new Uint8Array(100));
 * const make = (output: ByteOutput) => new PcapWriter(output, interfaces[0]);
 * new LateWriter(output, make)[Symbol.dispose]();
 * assertEquals(output.bytes(), new Uint8Array(100));
 * new LateWriter(output, make).close();
 * assertStrictEquals(output.bytes().length, 24);
 * ```
 */
export class LateWriter implements CaptureWriter {
  readonly #output: ByteOutput;
  readonly #make: (output: ByteOutput) => CaptureWriter;
  #writer: CaptureWriter | undefined;

  /** @param make begins the file, which is empty by then */
  constructor(output: ByteOutput, make: (output: ByteOutput) => CaptureWriter) {
    this.#output = output;
    this.#make = make;
  }

  get packets(): number {
    return this.#writer?.packets ?? 0;
  }

  get length(): number {
    return this.#writer?.length ?? 0;
  }

  write(frame: WritableFrame, comment?: string): void {
    const writer = this.#writer ?? this.#begun();
    writer.write(frame, comment);
  }

  flush(): void {
    this.#begun().flush();
  }

  close(statistics?: SourceStatistics): void {
    this.#begun().close(statistics);
  }

  [Symbol.dispose](): void {
    if (this.#writer === undefined) this.#output.close();
    else this.#writer[Symbol.dispose]();
  }

  #begun(): CaptureWriter {
    if (this.#writer === undefined) {
      this.#output.truncate?.(0);
      this.#writer = this.#make(this.#output);
    }
    return this.#writer;
  }
}
