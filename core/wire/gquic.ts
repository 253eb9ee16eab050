// core/wire/gquic.ts: Google's QUIC before the standard, versions 24 to 46 (Hamilton, "QUIC Wire Layout", 2016).
import { Application } from "./_application.ts";
import { text, u16le, u32le, u64 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, hexadecimal, integer, text as textField } from "./field.ts";
import { Verdict } from "./verdict.ts";

/** Byte offsets from the start of a packet with version and connection identifier. */
const AT = { FLAGS: 0, CONNECTION_ID: 1, VERSION: 9, PACKET_NUMBER: 13 } as const;

/** Bytes up to the version. */
export const GQUIC_HEADER_LENGTH = AT.PACKET_NUMBER;

/** Flags: the version is there; eight bytes of connection identifier are; bits that must be zero. */
const HAS_VERSION = 0x01, HAS_CONNECTION_ID = 0x08, RESERVED = 0x80;
/** From this version on numbers are most significant byte first. */
const BIG_ENDIAN_VERSION = 39;
/** A tag and the end of its value, four bytes each. */
const TAG_ENTRY_LENGTH = 8;
/** More tags than this are in no message. */
const MAX_TAGS = 128;

/**
 * A client's packet that says its version: only these tell what they are.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const packet = Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 7, 0x51, 0x30, 0x34, 0x33);
 * const gquic = new Gquic();
 * gquic.at(packet, 0, packet.length);
 * assertStrictEquals(gquic.version, "Q043");
 * ```
 */
export class Gquic extends Application {
  static override readonly title = "Google QUIC";
  static override readonly specification = "QUIC Wire Layout Specification";
  static override readonly fields: Fields = {
    flags: hexadecimal("1 version, 2 reset, 8 connection identifier"),
    connectionId: integer("of the connection"),
    version: textField("Q and three digits"),
    serverName: textField("host that the client wants, of its first message"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const verdict = probeGquic(bytes, start, end);
    if (verdict === Verdict.No) return malformed("version");
    if (verdict === Verdict.Unsure) return truncated("version", GQUIC_HEADER_LENGTH);
    return this.window(bytes, start, start + GQUIC_HEADER_LENGTH, end, wireEnd);
  }

  /** Eight bits. */
  get flags(): number {
    return this.bytes[this.start + AT.FLAGS];
  }

  /** 64 bits; least significant byte first before version 39. */
  get connectionId(): bigint {
    const at = this.start + AT.CONNECTION_ID;
    if (Number(this.version.slice(1)) >= BIG_ENDIAN_VERSION) return u64(this.bytes, at);
    return u64(this.bytes.slice(at, at + 8).reverse(), 0);
  }

  /** Q and three digits. */
  get version(): string {
    return text(this.bytes, this.start + AT.VERSION, this.start + AT.VERSION + 4);
  }

  /** The SNI tag of a client hello that lies whole in the packet. */
  get serverName(): string | undefined {
    const hello = indexOf(this.bytes, this.payloadStart, this.payloadEnd, "CHLO");
    return hello < 0 ? undefined : tag(this.bytes, hello, this.payloadEnd, "SNI\0");
  }

  /** `gquic Q043, host example.org, length 1350`. */
  override summary(_detail: number): string {
    const host = this.serverName === undefined ? "" : `, host ${this.serverName}`;
    return `gquic ${this.version}${host}, length ${this.wireEnd - this.start}`;
  }
}

/** A message is its name, the number of its tags, two bytes of nothing, the tags, and their values. */
function tag(bytes: Uint8Array, at: number, end: number, name: string): string | undefined {
  if (end - at < 8) return undefined;
  const count = u16le(bytes, at + 4);
  const values = at + 8 + count * TAG_ENTRY_LENGTH;
  if (count > MAX_TAGS || values > end) return undefined;
  let valueStart = values;
  for (let k = 0; k < count; k++) {
    const entry = at + 8 + k * TAG_ENTRY_LENGTH;
    const valueEnd = values + u32le(bytes, entry + 4);
    if (valueEnd < valueStart || valueEnd > end) return undefined;
    if (text(bytes, entry, entry + 4) === name) return text(bytes, valueStart, valueEnd);
    valueStart = valueEnd;
  }
  return undefined;
}

function indexOf(bytes: Uint8Array, start: number, end: number, word: string): number {
  const first = word.charCodeAt(0);
  for (let at = start; at + word.length <= end; at++) {
    if (bytes[at] === first && text(bytes, at, at + word.length) === word) return at;
  }
  return -1;
}

/** Whether a datagram begins with flags, a connection identifier and a version `Q0dd`. */
export function probeGquic(bytes: Uint8Array, start: number, end: number): Verdict {
  const flags = bytes[start], at = start + AT.VERSION;
  const needed = HAS_VERSION | HAS_CONNECTION_ID;
  if (end > start && ((flags & needed) !== needed || (flags & RESERVED) !== 0)) return Verdict.No;
  if (end - start < GQUIC_HEADER_LENGTH) return Verdict.Unsure;
  return bytes[at] === 0x51 && bytes[at + 1] === 0x30 && isDigit(bytes[at + 2]) &&
      isDigit(bytes[at + 3])
    ? Verdict.Yes
    : Verdict.No;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
