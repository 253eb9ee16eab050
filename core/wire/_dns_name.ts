// core/wire/_dns_name.ts: domain names on the wire, RFC 1035, sections 3.1 and 4.1.4.
import { text, u16 } from "./bytes.ts";

/** Bytes of a name on the wire at most (RFC 1035, section 3.1). */
const MAX_NAME = 255;
/** Pointers in one name at most: a name of 255 bytes has 127 labels. */
const MAX_JUMPS = 127;

/**
 * Reads names. A compressed name jumps only towards the message's start, and
 * what it may read shrinks with every jump: from where it lands up to where
 * the last part began. So it ends, whatever the bytes are.
 */
export class DnsNameReader {
  /** The name that was read, without the final dot; the root is ".". */
  name = "";
  /** The first byte after the name where it stands. */
  after = 0;
  /** The name that was read last which is nothing but a pointer, and where that leads to. */
  #target = -1;
  #targetName = "";

  /**
   * Reads the name at `at`, which ends before `end`, in the message that begins
   * at `message`. Gives back whether it is whole; where only a pointer of it
   * lies, `after` holds all the same, else it is −1.
   */
  read(bytes: Uint8Array, message: number, at: number, end: number): boolean {
    this.after = -1;
    this.name = "";
    if (at + 2 <= end && bytes[at] >= 0xc0) return this.#pointed(bytes, message, at, end);
    return this.#walk(bytes, message, at, end);
  }

  /** A name that is a pointer: most records of a message share one. */
  #pointed(bytes: Uint8Array, message: number, at: number, end: number): boolean {
    const target = message + (u16(bytes, at) & 0x3fff);
    if (target === this.#target && target < at) {
      this.after = at + 2;
      this.name = this.#targetName;
      return true;
    }
    if (!this.#walk(bytes, message, at, end)) return false;
    this.#target = target;
    this.#targetName = this.name;
    return true;
  }

  #walk(bytes: Uint8Array, message: number, at: number, end: number): boolean {
    let part = at, limit = end, room = MAX_NAME, jumps = 0;
    for (;;) {
      if (at >= limit) return false;
      const length = bytes[at];
      if (length === 0) {
        if (this.after < 0) this.after = at + 1;
        if (this.name === "") this.name = ".";
        return true;
      }
      if (length < 0x40) {
        const next = at + 1 + length;
        room -= 1 + length;
        if (next > limit || room < 1) return false;
        const label = labelText(bytes, at + 1, next);
        this.name = this.name === "" ? label : `${this.name}.${label}`;
        at = next;
      } else if (length >= 0xc0) {
        if (at + 2 > limit) return false;
        if (this.after < 0) this.after = at + 2;
        const target = message + (u16(bytes, at) & 0x3fff);
        if (target >= part || ++jumps > MAX_JUMPS) return false;
        limit = part;
        part = at = target;
      } else {
        return false;
      }
    }
  }
}

/**
 * One label: dots and backslashes in it are escaped, control characters written
 * as `\DDD` (RFC 1035, section 5.1); all else is taken as UTF-8 (RFC 6762, section 16).
 */
function labelText(bytes: Uint8Array, start: number, end: number): string {
  // A loop beats String.fromCharCode(...bytes), which makes an array (tests/bench/output_bench.ts).
  let plain = "";
  for (let at = start; at < end; at++) {
    if (!isPlain(bytes[at])) return text(bytes, start, end).replace(ESCAPED, escaped);
    plain += String.fromCharCode(bytes[at]);
  }
  return plain;
}

function isPlain(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f && byte !== 0x2e && byte !== 0x5c;
}

const ESCAPED = /[.\\\p{Cc}]/gu;

function escaped(character: string): string {
  if (character === "." || character === "\\") return "\\" + character;
  return "\\" + String(character.charCodeAt(0)).padStart(3, "0");
}

/** All names that stand one after another in `start` to `end`, compressed within them or not. */
export function nameList(bytes: Uint8Array, start: number, end: number): string[] {
  const reader = new DnsNameReader();
  const names: string[] = [];
  for (let at = start; at < end; at = reader.after) {
    if (!reader.read(bytes, start, at, end) || reader.after <= at) break;
    names.push(reader.name);
  }
  return names;
}
