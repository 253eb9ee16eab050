// core/wire/pppoe.ts: PPP over Ethernet, RFC 2516: discovery and session.
import { hex, text, u16 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { bytes, group, hexadecimal, integer, list, text as textField } from "./field.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the start of the header (RFC 2516, section 4).
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-------+-------+---------------+-------------------------------+
 *     |  VER  | TYPE  |     CODE      |          SESSION_ID           |
 *     +-------+-------+---------------+-------------------------------+
 *     |            LENGTH             |
 *     +-------------------------------+
 */
const AT = { VERSION_TYPE: 0, CODE: 1, SESSION_ID: 2, LENGTH: 4 } as const;

/** Bytes before the payload or the tags. */
export const PPPOE_HEADER_LENGTH = AT.LENGTH + 2;

/** Bytes of a tag's type and length (section 5, "TAG"). */
const TAG_HEADER_LENGTH = 4;
const END_OF_LIST = 0x0000;

/** Tag types (appendix A; RFC 4937; RFC 4638; RFC 5578). */
const Tag = { ServiceName: 0x0101, AcName: 0x0102, AcCookie: 0x0104, HostUniq: 0x0103 } as const;

/** Codes (RFC 2516, section 5 and 6): all but 0 are discovery. */
const CODE_SESSION = 0x00;
const CODE_NAMES: Readonly<Record<number, string>> = {
  0x00: "ses",
  0x07: "PADO",
  0x09: "PADI",
  0x0a: "PADG",
  0x0b: "PADC",
  0x0c: "PADQ",
  0x19: "PADR",
  0x65: "PADS",
  0xa7: "PADT",
  0xd3: "PADM",
  0xd4: "PADN",
};

/** Tags that tcpdump names (print-pppoe.c); the rest it numbers. */
const TAG_NAMES: Readonly<Record<number, string>> = {
  [Tag.ServiceName]: "Service-Name",
  [Tag.AcName]: "AC-Name",
  [Tag.HostUniq]: "Host-Uniq",
  [Tag.AcCookie]: "AC-Cookie",
  0x0105: "Vendor-Specific",
  0x0110: "Relay-Session-ID",
  0x0120: "PPP-Max-Payload",
  0x0201: "Service-Name-Error",
  0x0202: "AC-System-Error",
  0x0203: "Generic-Error",
};

/** One tag of a discovery packet. */
export interface PppoeTag {
  /** IANA "PPPoE TAG Types". */
  readonly type: number;
  /** Bytes of the value. */
  readonly length: number;
  /** The value as it stands. */
  readonly value: Uint8Array;
}

/**
 * One PPPoE header. In discovery (any code but 0) tags follow, in a session a
 * PPP frame without address and control.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const pppoe = new Pppoe();
 * pppoe.at(Uint8Array.of(0x11, 0x09, 0, 0, 0, 7, 1, 1, 0, 3, 0x69, 0x73, 0x70), 0, 13);
 * assertStrictEquals(pppoe.code, 0x09);
 * assertStrictEquals(pppoe.serviceName, "isp");
 * ```
 */
export class Pppoe extends View {
  static override readonly title = "PPP over Ethernet";
  static override readonly specification = "RFC 2516";
  static override readonly fields = {
    version: integer("always 1"),
    type: integer("always 1"),
    code: hexadecimal("0 in a session, the kind of packet in discovery"),
    sessionId: hexadecimal("which session of these two hosts"),
    length: integer("payload", "bytes"),
    serviceName: textField("discovery: the service that is asked for or offered"),
    acName: textField("discovery: name of the access concentrator"),
    tags: list(group("discovery: the tags in order", {
      type: hexadecimal("what it is"),
      length: integer("value", "bytes"),
      value: bytes("as it stands"),
    })),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < PPPOE_HEADER_LENGTH) return truncated("length", PPPOE_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + PPPOE_HEADER_LENGTH;
    this.wireEnd = Math.min(wireEnd, this.payloadStart + u16(bytes, start + AT.LENGTH));
    this.payloadEnd = Math.min(end, this.wireEnd);
    const carries = bytes[start + AT.CODE] === CODE_SESSION && this.payloadStart < this.payloadEnd;
    this.next = carries ? Direct.Ppp : 0;
    return Fault.None;
  }

  /** Always 1. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION_TYPE] >> 4;
  }

  /** Always 1. */
  get type(): number {
    return this.bytes[this.start + AT.VERSION_TYPE] & 0xf;
  }

  /** 0 in a session; in discovery 0x09 (PADI), 0x07 (PADO), 0x19 (PADR), 0x65 (PADS), 0xa7 (PADT). */
  get code(): number {
    return this.bytes[this.start + AT.CODE];
  }

  /** With the two addresses, the session; 0 as long as there is none. */
  get sessionId(): number {
    return u16(this.bytes, this.start + AT.SESSION_ID);
  }

  /** Bytes after this header, as it says; padding is not among them. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  /** The Service-Name tag; `undefined` in a session or without it. */
  get serviceName(): string | undefined {
    return this.#text(Tag.ServiceName);
  }

  /** The AC-Name tag; `undefined` in a session or without it. */
  get acName(): string | undefined {
    return this.#text(Tag.AcName);
  }

  /** The tags that are wholly there, up to End-Of-List; `undefined` in a session. */
  get tags(): PppoeTag[] | undefined {
    if (this.code === CODE_SESSION) return undefined;
    const tags: PppoeTag[] = [];
    for (let at = this.payloadStart; this.#holdsTag(at); at = this.#afterTag(at)) {
      const type = u16(this.bytes, at);
      const value = this.bytes.subarray(at + TAG_HEADER_LENGTH, this.#afterTag(at));
      tags.push({ type, length: value.length, value });
      if (type === END_OF_LIST) break;
    }
    return tags;
  }

  #text(type: number): string | undefined {
    if (this.code === CODE_SESSION) return undefined;
    for (let at = this.payloadStart; this.#holdsTag(at); at = this.#afterTag(at)) {
      if (u16(this.bytes, at) === END_OF_LIST) return undefined;
      if (u16(this.bytes, at) !== type) continue;
      return text(this.bytes, at + TAG_HEADER_LENGTH, this.#afterTag(at));
    }
    return undefined;
  }

  #holdsTag(at: number): boolean {
    return at + TAG_HEADER_LENGTH <= this.payloadEnd && this.#afterTag(at) <= this.payloadEnd;
  }

  #afterTag(at: number): number {
    return at + TAG_HEADER_LENGTH + u16(this.bytes, at + 2);
  }

  override summary(_detail: number): string {
    const code = CODE_NAMES[this.code] ?? `0x${this.code.toString(16)}`;
    const session = this.sessionId === 0 ? "" : ` [ses 0x${this.sessionId.toString(16)}]`;
    // tcpdump leaves the place of the code empty.
    if (this.code === CODE_SESSION) return `PPPoE ${session}`;
    const tags = (this.tags ?? []).filter(({ type }) => type !== END_OF_LIST);
    return `PPPoE ${code}${session}${tags.map((tag) => ` [${tagText(tag)}]`).join("")}`;
  }
}

/** The tag as tcpdump prints it: `AC-Name "BRAS"`, `Host-Uniq 0x01020304`. */
function tagText({ type, value }: PppoeTag): string {
  const name = TAG_NAMES[type] ?? `TAG-0x${type.toString(16)}`;
  if (value.length === 0) return name;
  const shown = text(value, 0, value.length);
  return /^[\x20-\x7e]+$/.test(shown)
    ? `${name} "${shown}"`
    : `${name} 0x${hex(value, 0, value.length).toUpperCase()}`;
}
