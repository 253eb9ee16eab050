// core/output/hex_dump.ts: bytes as people read them, in tcpdump's layout.
import type { Writer } from "./writer.ts";

/** What is printed of a packet's bytes below its line; the letters are tcpdump's flags. */
export const Dump = {
  None: 0,
  /** `-x`: hexadecimal. */
  Hex: 1,
  /** `-X`: hexadecimal and ASCII. */
  HexAndAscii: 2,
  /** `-A`: ASCII alone. */
  Ascii: 3,
} as const;
/** One of {@linkcode Dump}. */
export type Dump = typeof Dump[keyof typeof Dump];

const BYTES_PER_LINE = 16;
const BLANK = 0x20, DOT = 0x2e, NEWLINE = 0x0a, TAB = 0x09, RETURN = 0x0d;

/**
 * Prints the bytes from `start` to `end` in lines of their own:
 *
 *     0x0000:  4500 003c 1c46 4000 4006 b1e6 c0a8 0001  E..<.F@.@.......
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { TextSink } from "./sink.ts";
 * import { Writer } from "./writer.ts";
 * const sink = new TextSink();
 * const out = new Writer(sink);
 * hexDump(out, new TextEncoder().encode("GET"), 0, 3, false);
 * out.flush();
 * assertStrictEquals(sink.text, "\t0x0000:  4745 54\n");
 * ```
 */
export function hexDump(
  out: Writer,
  bytes: Uint8Array,
  start: number,
  end: number,
  withAscii: boolean,
): void {
  for (let line = start; line < end; line += BYTES_PER_LINE) {
    const lineEnd = Math.min(end, line + BYTES_PER_LINE);
    out.room();
    out.text("\t0x");
    out.hexDigits(line - start, 4);
    out.text(": ");
    for (let at = line; at < lineEnd; at++) {
      if (((at - line) & 1) === 0) out.byte(BLANK);
      out.hexDigits(bytes[at], 2);
    }
    if (withAscii) {
      // As wide as a full line: 16 bytes take 32 digits and 8 blanks.
      const width = (lineEnd - line) * 2 + ((lineEnd - line + 1) >> 1);
      for (let column = width; column < 40; column++) out.byte(BLANK);
      out.text("  ");
      for (let at = line; at < lineEnd; at++) out.byte(isVisible(bytes[at]) ? bytes[at] : DOT);
    }
    out.endLine();
  }
}

/**
 * Prints the bytes from `start` to `end` as text, with a dot for each byte that
 * is none; line ends and tabs stay, so that it reads like the protocol that it is.
 */
export function asciiDump(out: Writer, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    out.room();
    if (byte === RETURN && at + 1 < end && bytes[at + 1] === NEWLINE) continue;
    if (byte === NEWLINE) out.endLine();
    else out.byte(isVisible(byte) || byte === BLANK || byte === TAB ? byte : DOT);
  }
  out.endLine();
}

/** A blank is not: in a column of characters it would be lost. */
function isVisible(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f;
}
