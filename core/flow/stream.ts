// core/flow/stream.ts: what the handlers of streams get.
import type { Flow, FlowDirection } from "./flow.ts";

const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * The next bytes of one direction of a TCP connection. Each byte comes once, in
 * order, as soon as all before it are there. There is one object: it is lent
 * until the handler returns, and so are its bytes.
 */
export class StreamChunk {
  /** The connection. */
  readonly flow: Flow;
  /** Which way the bytes went. */
  direction: FlowDirection = "toServer";
  /**
   * Bytes that are missing before these: the capture does not have them, or
   * they came too late to be waited for. At the end of a connection it may
   * stand alone, with no bytes after it.
   */
  gap = 0;
  /**
   * The place of the first of the bytes in its direction, counted from the
   * first byte after the SYN, gaps included; from the first byte seen where
   * there was no SYN.
   */
  offset = 0;
  #buffer: Uint8Array = NOTHING;
  #start = 0;
  #end = 0;

  /** For `core/flow`: an empty one. */
  constructor(flow: Flow) {
    this.flow = flow;
  }

  /** For `core/flow`: sets what is handed out. */
  set(buffer: Uint8Array, start: number, end: number): void {
    this.#buffer = buffer;
    this.#start = start;
    this.#end = end;
  }

  /** How many bytes there are; it costs less than `bytes.length`. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** The bytes, lent: `slice()` makes a copy that stays. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#end);
  }
}
