// cli/late_writer.ts: a capture file that stays as it is until the run begins.
import type { ByteOutput } from "../core/capture/byte_stream.ts";
import type { CaptureWriter, WritableFrame } from "../core/capture/capture_writer.ts";
import type { SourceStatistics } from "../core/capture/source.ts";

/**
 * A writer to a file that was opened before it is known whether the run can be:
 * while plugins are loaded, an earlier capture of the name is still there.
 * Disposed before its first packet and before its end, it leaves it as it was.
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
    return this.#begun().packets;
  }

  get length(): number {
    return this.#begun().length;
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
