// core/flow/messages/_http_reader.ts: one direction of HTTP/1: heads are read, bodies stepped over.
import { Fault } from "../../wire/fault.ts";
import { Http, probeHttp } from "../../wire/http.ts";
import { Verdict } from "../../wire/verdict.ts";
import { ByteQueue } from "./_byte_queue.ts";
import type { MessageBudget } from "./parser.ts";

/** Heads that are longer are not read: servers refuse them far below. */
const MAX_HEAD = 0x1_0000;
/** A line with the size of a chunk is shorter, its extensions included. */
const MAX_SIZE_LINE = 1024;
const LF = 0x0a, CR = 0x0d;

/** What the next bytes are. */
const State = {
  Head: 0,
  Body: 1,
  /** The line with a chunk's size. */
  ChunkSize: 2,
  /** A chunk and the line end after it. */
  Chunk: 3,
  /** The fields after the last chunk. */
  Trailer: 4,
  /** Everything to the end of the connection. */
  Rest: 5,
  /** Something was missed: the next that looks like a head is one. */
  Lost: 6,
} as const;
type State = typeof State[keyof typeof State];

/** Gets each head, lent, with its length in bytes; gives back the length of the body. */
export type OnHead = (head: Http, length: number) => number;

/** A head is read before the next one comes, so that one view does for all. */
const HEAD_VIEW = new Http();

/** Reads one direction. Bodies are never kept. */
export class HttpReader {
  /** In place of a length: the body ends with the connection. */
  static readonly UNTIL_END = -1;
  /** In place of a length: the body comes in chunks. */
  static readonly CHUNKED = -2;

  #state: State = State.Head;
  /** Bytes of a body or chunk that are still to come. */
  #left = 0;
  /** A head or a line, as far as it has come. */
  readonly #queue: ByteQueue;
  readonly #onHead: OnHead;

  constructor(budget: MessageBudget, onHead: OnHead) {
    this.#queue = new ByteQueue(budget, MAX_HEAD);
    this.#onHead = onHead;
  }

  data(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end;) {
      switch (this.#state) {
        case State.Lost:
          if (probeHttp(bytes, at, end) !== Verdict.Yes) return;
          this.#state = State.Head;
          break;
        case State.Head:
          at = this.#readHead(bytes, at, end);
          break;
        case State.ChunkSize:
        case State.Trailer:
          at = this.#readLine(bytes, at, end);
          break;
        case State.Rest:
          return;
        default: {
          const step = Math.min(this.#left, end - at);
          at += step;
          this.#step(step);
        }
      }
    }
  }

  /** Steps over bytes that are missing; false when it does not know any more where it is. */
  skip(gap: number): boolean {
    if (this.#state === State.Rest) return true;
    const inBody = this.#state === State.Body || this.#state === State.Chunk;
    if (inBody && gap <= this.#left) {
      this.#step(gap);
      return true;
    }
    this.#lose();
    return false;
  }

  /** Gives its memory back. */
  clear(): void {
    this.#queue.clear();
  }

  #lose(): void {
    this.#queue.clear();
    this.#state = State.Lost;
  }

  #step(bytes: number): void {
    this.#left -= bytes;
    if (this.#left > 0) return;
    this.#state = this.#state === State.Chunk ? State.ChunkSize : State.Head;
  }

  /** Gives back where the bytes go on after what it has taken. */
  #readHead(bytes: Uint8Array, at: number, end: number): number {
    const queue = this.#queue, before = queue.length;
    // Empty lines before a request are to be ignored (RFC 9112, section 2.2).
    if (before === 0 && (bytes[at] === CR || bytes[at] === LF)) return at + 1;
    const line = bytes.subarray(at, end).indexOf(LF);
    const after = line < 0 ? end : at + line + 1;
    if (!queue.append(bytes, at, after)) {
      this.#lose();
      return end;
    }
    if (line >= 0 && this.#endsHead()) this.#finishHead();
    return after;
  }

  /** Whether the last line that came is an empty one. */
  #endsHead(): boolean {
    const { bytes, start, end } = this.#queue;
    let at = end - 2;
    if (at >= start && bytes[at] === CR) at--;
    return at >= start && bytes[at] === LF;
  }

  #finishHead(): void {
    const queue = this.#queue, { start, end } = queue;
    if (HEAD_VIEW.at(queue.bytes, start, end) !== Fault.None) {
      this.#lose();
      return;
    }
    const length = this.#onHead(HEAD_VIEW, end - start);
    queue.clear();
    if (length === HttpReader.CHUNKED) this.#state = State.ChunkSize;
    else if (length === HttpReader.UNTIL_END) this.#state = State.Rest;
    else if (length > 0) this.#state = State.Body;
    this.#left = Math.max(0, length);
  }

  #readLine(bytes: Uint8Array, at: number, end: number): number {
    const queue = this.#queue;
    const line = bytes.subarray(at, end).indexOf(LF);
    const after = line < 0 ? end : at + line + 1;
    if (queue.length + after - at > MAX_SIZE_LINE || !queue.append(bytes, at, after)) {
      this.#lose();
      return end;
    }
    if (line < 0) return end;
    const text = String.fromCharCode(...queue.bytes.subarray(queue.start, queue.end)).trim();
    queue.clear();
    if (this.#state === State.Trailer) {
      if (text === "") this.#state = State.Head;
    } else {
      this.#beginChunk(text);
    }
    return after;
  }

  /** The size is hexadecimal, with extensions after a semicolon (RFC 9112, section 7.1). */
  #beginChunk(line: string): void {
    // The line end after the chunk before.
    if (line === "") return;
    const [, digits] = /^([0-9a-f]{1,12})(?=$|[;\s])/i.exec(line) ?? [];
    if (digits === undefined) {
      this.#lose();
      return;
    }
    this.#left = parseInt(digits, 16);
    this.#state = this.#left === 0 ? State.Trailer : State.Chunk;
  }
}
