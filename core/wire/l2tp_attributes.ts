// core/wire/l2tp_attributes.ts: attribute value pairs of L2TP's control messages, RFC 2661, section 4.1.
import { u16 } from "./bytes.ts";

/** Bytes before the value. */
const HEADER = 6;

/** One attribute. */
export interface L2tpAttribute {
  /** Who does not know it must give up the session or tunnel. */
  readonly mandatory: boolean;
  /** The value is encrypted. */
  readonly hidden: boolean;
  /** Whose type it is (IANA "Private Enterprise Numbers"); 0 is the IETF's. */
  readonly vendor: number;
  readonly type: number;
  readonly value: Uint8Array;
}

/** The attributes between `start` and `end`, up to the first that lies or is cut. */
export function l2tpAttributes(bytes: Uint8Array, start: number, end: number): L2tpAttribute[] {
  const attributes: L2tpAttribute[] = [];
  for (let at = start; at + HEADER <= end;) {
    const flags = u16(bytes, at), length = flags & 0x3ff;
    if (length < HEADER || at + length > end) break;
    attributes.push({
      mandatory: (flags & 0x8000) !== 0,
      hidden: (flags & 0x4000) !== 0,
      vendor: u16(bytes, at + 2),
      type: u16(bytes, at + 4),
      value: bytes.slice(at + HEADER, at + length),
    });
    at += length;
  }
  return attributes;
}
