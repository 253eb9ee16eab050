// core/capture/capture_file_error.ts: a capture file that breaks off or lies.

/**
 * A capture file is damaged, or is none. Every whole packet before the place
 * has been delivered when it is thrown.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const error = new CaptureFileError(24, "a packet of 4,294,967,295 bytes", "trace.pcap");
 * assertStrictEquals(
 *   error.message,
 *   "Cannot read trace.pcap past byte 24: found a packet of 4,294,967,295 bytes",
 * );
 * ```
 */
export class CaptureFileError extends Error {
  override readonly name = "CaptureFileError";
  /** Bytes from the start of the file (of what it unpacks to, when compressed) to the damage. */
  readonly offset: number;
  /** What was found there, as a noun. */
  readonly found: string;

  constructor(offset: number, found: string, file = "the capture file") {
    super(`Cannot read ${file} past byte ${offset}: found ${found}`);
    this.offset = offset;
    this.found = found;
  }

  /** Several files' errors as one: the first's place, everyone's sentence on a line of its own. */
  static joined(errors: readonly CaptureFileError[]): CaptureFileError {
    if (errors.length === 1) return errors[0];
    const joined = new CaptureFileError(errors[0].offset, errors[0].found);
    joined.message = errors.map(({ message }) => message).join("\n");
    joined.cause = new AggregateError(errors);
    return joined;
  }
}

/**
 * A whole number as it stands in messages: `262,144`. Not `toLocaleString()`,
 * which takes 50 us: one is made for each window of a file.
 */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
