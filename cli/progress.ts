// cli/progress.ts: how far the reading of a file has come, for a person at a terminal.
import { format as formatBytes } from "@std/fmt/bytes";
import { format as formatDuration } from "@std/fmt/duration";
import type { ByteInput } from "../core/capture/byte_stream.ts";
import { sendNotesTo } from "./standard_output.ts";

/** How often the line is written anew. */
const REFRESH_MS = 200;
/** Nothing is said of what is over so soon. */
const PATIENCE_MS = 1_000;
const BAR_WIDTH = 24;

/**
 * A line on standard error: bar, bytes, rate, time left. It is for a terminal
 * there, on which nothing else is printed but notes.
 */
export class Progress implements Disposable {
  /** What was given, watched. */
  readonly inputs: ByteInput[];
  readonly #total: number | undefined;
  readonly #startedMs = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;
  #read = 0;
  #shown = false;

  /** Shows how far `inputs` are read, until it is disposed of. */
  constructor(inputs: readonly ByteInput[]) {
    this.#total = totalLength(inputs);
    this.inputs = inputs.map((input) => this.#watch(input));
    this.#timer = setInterval(() => this.#show(), REFRESH_MS);
    // The line must not keep a program alive that has nothing else to do.
    Deno.unrefTimer(this.#timer as unknown as number);
    sendNotesTo((text) => this.#note(text));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    sendNotesTo(undefined);
    this.#hide();
  }

  /** What is said meanwhile takes the line's place, and the line comes again below. */
  #note(text: string): void {
    this.#hide();
    write(`${text}\n`);
  }

  #hide(): void {
    if (this.#shown) write("\r\x1b[K");
    this.#shown = false;
  }

  #watch(input: ByteInput): ByteInput {
    const count = (bytes: number | null) => {
      this.#read += bytes ?? 0;
      return bytes;
    };
    return {
      length: input.length,
      read(into) {
        const bytes = input.read(into);
        return bytes instanceof Promise ? bytes.then(count) : count(bytes);
      },
      close: () => input.close(),
    };
  }

  #show(): void {
    const elapsedMs = performance.now() - this.#startedMs;
    if (elapsedMs < PATIENCE_MS) return;
    this.#shown = true;
    write(`\r${progressLine(this.#read, this.#total, elapsedMs)}\x1b[K`);
  }
}

/**
 * The line after so many bytes and milliseconds.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(
 *   progressLine(5e8, 1e9, 2_000),
 *   "[############            ] 50 %  500 MB of 1 GB  250 MB/s  2s left",
 * );
 * assertStrictEquals(progressLine(5e8, undefined, 2_000), "500 MB  250 MB/s");
 * ```
 */
export function progressLine(read: number, total: number | undefined, elapsedMs: number): string {
  const rate = read / elapsedMs * 1_000;
  const speed = `${formatBytes(Math.round(rate))}/s`;
  if (total === undefined) return `${formatBytes(read)}  ${speed}`;
  const share = total === 0 ? 1 : Math.min(1, read / total);
  const bar = "#".repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH);
  const leftMs = rate === 0 ? 0 : Math.ceil((total - read) / rate) * 1_000;
  const left = leftMs <= 0 ? "" : `  ${formatDuration(leftMs, { ignoreZero: true })} left`;
  return `[${bar}] ${Math.floor(share * 100)} %  ${formatBytes(read)} of ${formatBytes(total)}  ` +
    `${speed}${left}`;
}

/** Bytes of all together; `undefined` when one does not tell. */
function totalLength(inputs: readonly ByteInput[]): number | undefined {
  let total = 0;
  for (const { length } of inputs) {
    if (length === undefined) return undefined;
    total += length;
  }
  return total;
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
