// core/output/sink.ts: where text goes in the end, and the least that a packet output is.
import type { Packet } from "../packet.ts";

/** Takes finished bytes: a file, a pipe, a test's array. */
export interface Sink {
  /** Takes all of `bytes` before it returns: they are lent until then. */
  write(bytes: Uint8Array): void;
}

/** Prints packets in one format or another. */
export interface PacketOutput {
  /** Prints one packet; nothing of it is kept. */
  packet(packet: Packet): void;
  /** Hands on what is buffered. */
  flush(): void;
  /** Prints what belongs after the last packet, and flushes. Call it once. */
  end(): void;
}

/** How the outputs buffer. */
export interface BufferOptions {
  /** Bytes to gather before the sink is called, 65,536 by default. */
  readonly bufferSize?: number;
  /** True to hand each line on at once: `-l`, and live captures on a terminal. */
  readonly lineBuffered?: boolean;
}

/**
 * A sink that keeps everything as text, for tests.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const sink = new TextSink();
 * sink.write(new TextEncoder().encode("hello\n"));
 * assertStrictEquals(sink.text, "hello\n");
 * ```
 */
export class TextSink implements Sink {
  readonly #decoder = new TextDecoder();
  /** All that was written so far. */
  text = "";

  write(bytes: Uint8Array): void {
    this.text += this.#decoder.decode(bytes, { stream: true });
  }
}
