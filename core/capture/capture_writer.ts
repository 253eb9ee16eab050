// core/capture/capture_writer.ts: what all writers of capture files offer.
import { grouped } from "./capture_file_error.ts";
import type { Batch, SourceStatistics } from "./source.ts";

/** A frame to write: what a batch shows, or anything that looks like it. */
export type WritableFrame = Pick<
  Batch,
  | "bytes"
  | "start"
  | "capturedLength"
  | "originalLength"
  | "seconds"
  | "nanoseconds"
  | "interfaceId"
  | "linkType"
  | "direction"
  | "comment"
>;

/** Settings that all writers share. */
export interface WriterOptions {
  /** Hands each packet on as soon as it is written (tcpdump's `-U`). @default false */
  readonly packetBuffered?: boolean;
}

/**
 * A capture file that is being written. It goes out in whole packets only, so
 * whatever ends the program, the file is valid up to the last flush. Disposing
 * closes it, without statistics.
 */
export interface CaptureWriter extends Disposable {
  /** Packets written, those that wait in the buffer among them. */
  readonly packets: number;
  /** Bytes written, those that wait in the buffer among them. */
  readonly length: number;
  /** True where no more files may be made and the last one is complete: frames are then dropped. */
  readonly full?: boolean;
  /**
   * When {@linkcode CaptureWriter.advance} is wanted next, in milliseconds of packet time since
   * 1970; never where it is absent.
   */
  readonly dueMs?: number;
  /** The time has come to `timeMs`: the writer may be {@linkcode CaptureWriter.full} by it. */
  advance?(timeMs: number): void;
  /**
   * Adds a frame; its bytes are copied. `comment` stands beside the frame's own,
   * where the format has a place for it.
   * @throws {CaptureWriteError} when the output takes no more.
   */
  write(frame: WritableFrame, comment?: string): void;
  /** Hands on what waits in the buffer. */
  flush(): void;
  /** Ends the file, with the capture's statistics where the format has a place. Twice is harmless. */
  close(statistics?: SourceStatistics): void;
}

/**
 * The output takes no more: the disk is full, the pipe is closed.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const error = new CaptureWriteError(1234, new Error("No space left on device (os error 28)"));
 * assertStrictEquals(
 *   error.message,
 *   "Cannot write on: No space left on device (os error 28); 1,234 packets are safe",
 * );
 * ```
 */
export class CaptureWriteError extends Error {
  override readonly name = "CaptureWriteError";
  /** Packets that the output has taken wholly. What it took of a further one was cut off again. */
  readonly safePackets: number;

  constructor(safePackets: number, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`Cannot write on: ${why}; ${grouped(safePackets)} packets are safe`, { cause });
    this.safePackets = safePackets;
  }
}
