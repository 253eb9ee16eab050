// core/output/writer.ts: text as bytes, written straight into one buffer.
//
// A string per field, joined and encoded later, costs several times as much as
// the same characters stored as bytes (tests/bench/output_bench.ts).
import { type Address, IPV4_LENGTH, IPV6_LENGTH, MAC_LENGTH } from "../wire/address.ts";
import { FOUR, LEADING } from "./_decimal.ts";
import { safeLines } from "./safe_text.ts";
import type { BufferOptions, Sink } from "./sink.ts";

/** Bytes that may be written after {@linkcode Writer.room} without asking again. */
export const ROOM = 512;

const ENCODER = new TextEncoder();
const ZERO = 0x30, DOT = 0x2e, COLON = 0x3a, QUOTE = 0x22, BACKSLASH = 0x5c, NEWLINE = 0x0a;

/** The ASCII codes of the hexadecimal digits. */
const DIGITS: Uint8Array = ENCODER.encode("0123456789abcdef");

/**
 * A buffer that writes text, numbers and addresses without making strings.
 *
 * What is called *short* below does not look for room: it may follow
 * {@linkcode Writer.room} as long as {@linkcode ROOM} bytes suffice.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { TextSink } from "./sink.ts";
 * const sink = new TextSink();
 * const out = new Writer(sink);
 * out.text("port ");
 * out.integer(443);
 * out.endLine();
 * out.flush();
 * assertStrictEquals(sink.text, "port 443\n");
 * ```
 */
export class Writer {
  readonly #sink: Sink;
  readonly #flushAt: number;
  /** The buffer; replaced when it grows. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The same buffer, for stores of several bytes at once. */
  data: DataView<ArrayBuffer>;
  /** Where the next byte goes. */
  at = 0;

  constructor(sink: Sink, { bufferSize = 65_536, lineBuffered = false }: BufferOptions = {}) {
    this.#sink = sink;
    this.#flushAt = lineBuffered ? 0 : bufferSize;
    this.bytes = new Uint8Array(bufferSize + ROOM);
    this.data = new DataView(this.bytes.buffer);
  }

  /** Makes room for `length` bytes and {@linkcode ROOM} more. */
  room(length = 0): void {
    if (this.at + length + ROOM > this.bytes.length) this.#grow(length);
  }

  #grow(length: number): void {
    const bytes = new Uint8Array(2 * (this.at + length) + ROOM);
    bytes.set(this.bytes.subarray(0, this.at));
    this.bytes = bytes;
    this.data = new DataView(bytes.buffer);
  }

  /** Ends a line, and hands everything on when enough has gathered. */
  endLine(): void {
    this.room();
    this.bytes[this.at++] = NEWLINE;
    if (this.at >= this.#flushAt) this.flush();
  }

  /** Hands on what has gathered. */
  flush(): void {
    if (this.at === 0) return;
    const length = this.at;
    // Before the call: a sink that throws (a closed pipe) must not be given the same again.
    this.at = 0;
    this.#sink.write(this.bytes.subarray(0, length));
  }

  /** One byte. Short. */
  byte(code: number): void {
    this.bytes[this.at++] = code;
  }

  /** Any text. */
  text(text: string): void {
    this.room(text.length);
    const { bytes, at } = this;
    for (let k = 0; k < text.length; k++) {
      const code = text.charCodeAt(k);
      if (code > 0x7f) return this.#encode(text);
      bytes[at + k] = code;
    }
    this.at = at + text.length;
  }

  /** A code unit takes at most three bytes in UTF-8. */
  #encode(text: string): void {
    this.room(text.length * 3);
    this.at += ENCODER.encodeInto(text, this.bytes.subarray(this.at)).written;
  }

  /** Text in a line: what would move the cursor or command the terminal is written as `\x1b`. */
  safe(text: string): void {
    this.room(text.length);
    const { bytes, at } = this;
    for (let k = 0; k < text.length; k++) {
      const code = text.charCodeAt(k);
      if (code < 0x20 || code > 0x7e) return this.text(safeLines(text));
      bytes[at + k] = code;
    }
    this.at = at + text.length;
  }

  /** Text as JSON has it: quoted and escaped. */
  quoted(text: string): void {
    this.room(text.length + 2);
    const { bytes, at } = this;
    for (let k = 0; k < text.length; k++) {
      const code = text.charCodeAt(k);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
        return this.text(JSON.stringify(text));
      }
      bytes[at + 1 + k] = code;
    }
    bytes[at] = bytes[at + 1 + text.length] = QUOTE;
    this.at = at + text.length + 2;
  }

  /** A number in decimal, short: whole ones below 2^32 without a string; `null` unless finite. */
  integer(value: number): void {
    const whole = value >>> 0;
    if (whole !== value) return this.#number(value);
    if (whole < 10_000) return this.#leading(whole);
    const upper = (whole / 10_000) >>> 0;
    if (upper < 10_000) {
      this.#leading(upper);
    } else {
      const top = (upper / 10_000) >>> 0;
      this.#leading(top);
      this.#four(upper - top * 10_000);
    }
    this.#four(whole - upper * 10_000);
  }

  /** A number below 10,000 without leading zeros. Bytes past its end are overwritten later. */
  #leading(value: number): void {
    this.data.setInt32(this.at, LEADING[value], true);
    this.at += value < 100 ? (value < 10 ? 1 : 2) : value < 1_000 ? 3 : 4;
  }

  /** A number below 10,000 as four digits. */
  #four(value: number): void {
    this.data.setInt32(this.at, FOUR[value], true);
    this.at += 4;
  }

  #number(value: number): void {
    this.text(Number.isFinite(value) ? String(value) : "null");
  }

  /** Nanoseconds as nine digits. Short. */
  nineDigits(value: number): void {
    const upper = (value / 10_000) >>> 0;
    const top = (upper / 10_000) >>> 0;
    this.bytes[this.at++] = ZERO + top;
    this.#four(upper - top * 10_000);
    this.#four(value - upper * 10_000);
  }

  /** A number below 100 as two digits. Short. */
  twoDigits(value: number): void {
    const tens = (value / 10) >>> 0;
    this.bytes[this.at++] = ZERO + tens;
    this.bytes[this.at++] = ZERO + value - tens * 10;
  }

  /** The last `count` hexadecimal digits of a number, up to eight. Short. */
  hexDigits(value: number, count: number): void {
    const { bytes } = this;
    let at = this.at;
    for (let shift = (count - 1) * 4; shift >= 0; shift -= 4) {
      bytes[at++] = DIGITS[(value >>> shift) & 15];
    }
    this.at = at;
  }

  /** Bytes as two hexadecimal digits each. */
  hex(from: Uint8Array, start: number, end: number): void {
    this.room((end - start) * 2);
    const { bytes } = this;
    let at = this.at;
    for (let k = start; k < end; k++) {
      bytes[at++] = DIGITS[from[k] >> 4];
      bytes[at++] = DIGITS[from[k] & 15];
    }
    this.at = at;
  }

  /** An address in its usual text, as {@linkcode Address.toString}. Short. */
  address(address: Address): void {
    switch (address.kind) {
      case IPV4_LENGTH:
        return this.#ipv4(address.word(0));
      case MAC_LENGTH:
        return this.#mac(address.word(0), address.word(1));
      case IPV6_LENGTH:
        return this.#ipv6(address);
      default:
        return this.text(address.toString());
    }
  }

  #ipv4(word: number): void {
    const { bytes } = this;
    this.integer(word >>> 24);
    bytes[this.at++] = DOT;
    this.integer((word >>> 16) & 0xff);
    bytes[this.at++] = DOT;
    this.integer((word >>> 8) & 0xff);
    bytes[this.at++] = DOT;
    this.integer(word & 0xff);
  }

  #mac(high: number, low: number): void {
    const { bytes } = this;
    let at = this.at;
    for (let shift = 24; shift >= 0; shift -= 8) {
      bytes[at++] = DIGITS[(high >>> (shift + 4)) & 15];
      bytes[at++] = DIGITS[(high >>> shift) & 15];
      bytes[at++] = COLON;
    }
    bytes[at++] = DIGITS[(low >>> 12) & 15];
    bytes[at++] = DIGITS[(low >>> 8) & 15];
    bytes[at++] = COLON;
    bytes[at++] = DIGITS[(low >>> 4) & 15];
    bytes[at++] = DIGITS[low & 15];
    this.at = at;
  }

  /** RFC 5952: the longest run of two and more zero groups as "::", the first one of equals. */
  #ipv6(address: Address): void {
    const first = address.word(0), second = address.word(1), third = address.word(2);
    const last = address.word(3);
    if (first === 0 && second === 0 && third === 0xffff) {
      this.text("::ffff:");
      return this.#ipv4(last);
    }
    const groups = GROUPS;
    groups[0] = first >>> 16;
    groups[1] = first;
    groups[2] = second >>> 16;
    groups[3] = second;
    groups[4] = third >>> 16;
    groups[5] = third;
    groups[6] = last >>> 16;
    groups[7] = last;
    let runStart = 8, runEnd = 8, longest = 1;
    for (let group = 0; group < 8; group++) {
      if (groups[group] !== 0) continue;
      const start = group;
      while (group < 8 && groups[group] === 0) group++;
      if (group - start <= longest) continue;
      longest = group - start;
      runStart = start;
      runEnd = group;
    }
    const { bytes } = this;
    for (let group = 0; group < 8; group++) {
      if (group === runStart) {
        bytes[this.at++] = COLON;
        bytes[this.at++] = COLON;
        group = runEnd - 1;
        continue;
      }
      if (group > 0 && group !== runEnd) bytes[this.at++] = COLON;
      this.hexadecimal(groups[group]);
    }
  }

  /** A number below 2^32 in hexadecimal, without leading zeros. Short. */
  hexadecimal(value: number): void {
    let count = 8;
    while (count > 1 && value >>> (count - 1) * 4 === 0) count--;
    this.hexDigits(value, count);
  }
}

/** The eight groups of the IPv6 address that is being written. */
const GROUPS = new Uint16Array(8);
