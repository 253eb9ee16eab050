// core/wire/_ber.ts: basic encoding rules, ITU-T X.690, clause 8, as far as SNMP, LDAP and Kerberos go.
import type { Cursor } from "./_cursor.ts";

/** Tags in use (clause 8.1.2). */
export const BerTag = {
  Integer: 0x02,
  OctetString: 0x04,
  ObjectIdentifier: 0x06,
  Enumerated: 0x0a,
  Sequence: 0x30,
} as const;

/** One element: its tag as it stands, and a cursor on its content. */
export interface BerElement {
  readonly tag: number;
  /** As the element says; more than `content` has where it is cut. */
  readonly length: number;
  readonly content: Cursor;
}

/**
 * The next element; `undefined` where its head is cut, its tag is longer than
 * a byte, or its length is not definite, none of which these protocols allow.
 */
export function berElement(data: Cursor): BerElement | undefined {
  if (data.left < 2) return undefined;
  const tag = data.u8();
  if ((tag & 0x1f) === 0x1f) return undefined;
  const length = berLength(data);
  if (length < 0) return undefined;
  return { tag, length, content: data.inner(length) };
}

/** Up to four bytes of length; −1 for what is not one. */
function berLength(data: Cursor): number {
  const first = data.u8();
  if (first < 0x80) return first;
  const bytes = first & 0x7f;
  if (bytes === 0 || bytes > 4 || bytes > data.left) return -1;
  let length = 0;
  for (let k = 0; k < bytes; k++) length = length * 256 + data.u8();
  return length;
}

/** The next element's content, when it has that tag. */
export function berContent(data: Cursor, tag: number): Cursor | undefined {
  const element = berElement(data);
  return element?.tag === tag ? element.content : undefined;
}

/** A whole number of at most six bytes, signed; `undefined` where it is longer, cut or empty. */
export function berInteger(data: Cursor, tag: number = BerTag.Integer): number | undefined {
  const element = berElement(data);
  if (element?.tag !== tag || element.length === 0 || element.length > 6) return undefined;
  const { content } = element;
  if (content.left < element.length) return undefined;
  const first = content.u8();
  let value = first > 0x7f ? first - 0x100 : first;
  while (content.left > 0) value = value * 256 + content.u8();
  return value;
}

/** An object identifier in dotted form. Its first byte holds two arcs (clause 8.19.4). */
export function berObjectIdentifier(content: Cursor): string {
  const arcs: number[] = [];
  let arc = 0;
  while (content.left > 0) {
    const byte = content.u8();
    arc = arc * 128 + (byte & 0x7f);
    if (byte > 0x7f) continue;
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40));
      arcs.push(first, arc - first * 40);
    } else {
      arcs.push(arc);
    }
    arc = 0;
  }
  return arcs.join(".");
}
