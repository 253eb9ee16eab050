// core/wire/certificate.ts: the names in a certificate, RFC 5280.
import { Cursor } from "./_cursor.ts";

/** What a certificate says of itself. Nothing is verified. */
export interface Certificate {
  /** The common name of the subject; `undefined` where there is none. */
  readonly subject: string | undefined;
  /** The common name of the issuer, else its organization. */
  readonly issuer: string | undefined;
  /** The host names that it is for. */
  readonly names: readonly string[];
  /** From when on it is valid, in milliseconds since 1970. */
  readonly notBefore: number | undefined;
  /** Until when it is valid, in milliseconds since 1970. */
  readonly notAfter: number | undefined;
}

/** Tags (X.690, section 8.1.2). */
const Tag = { UtcTime: 0x17, Sequence: 0x30, Version: 0xa0, Extensions: 0xa3, DnsName: 0x82 };

/** Object identifiers in their encoding. */
const COMMON_NAME = "550403", ORGANIZATION = "55040a", ALTERNATIVE_NAMES = "551d11";

/** One element: its tag and its content; `undefined` at the end, and where it is cut. */
function element(from: Cursor): { tag: number; content: Cursor } | undefined {
  if (from.left < 2) return undefined;
  const tag = from.u8(), first = from.u8();
  let length = first;
  if (first > 0x80 && first <= 0x83) {
    length = 0;
    for (let k = first & 0x7f; k > 0; k--) length = (length << 8) | from.u8();
  } else if (first >= 0x80) {
    return undefined;
  }
  return from.short || length > from.left ? undefined : { tag, content: from.inner(length) };
}

function identifier(from: Cursor): string {
  const bytes = element(from)?.content.rest() ?? new Uint8Array(0);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Reads a certificate, as DER (X.690); `undefined` where the bytes are none.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(readCertificate(Uint8Array.of(1, 2, 3), 0, 3), undefined);
 * ```
 */
export function readCertificate(
  bytes: Uint8Array,
  start: number,
  end: number,
): Certificate | undefined {
  const certificate = element(new Cursor(bytes, start, end));
  const body = certificate && element(certificate.content)?.content;
  if (body === undefined) return undefined;
  const first = element(body);
  // The version is there in all but the first; the serial number follows it.
  if (first?.tag === Tag.Version) element(body);
  element(body); // the algorithm of the signature
  const issuer = nameOf(element(body)?.content);
  const validity = element(body)?.content;
  const notBefore = validity && timeOf(validity), notAfter = validity && timeOf(validity);
  const subject = nameOf(element(body)?.content);
  const names: string[] = [];
  for (let part = element(body); part !== undefined; part = element(body)) {
    if (part.tag === Tag.Extensions) readNames(part.content, names);
  }
  return {
    subject: subject.commonName,
    issuer: issuer.commonName ?? issuer.organization,
    names,
    notBefore,
    notAfter,
  };
}

/** The parts of a distinguished name that people go by. */
interface Name {
  commonName?: string;
  organization?: string;
}

function nameOf(sequence: Cursor | undefined): Name {
  const name: Name = {};
  if (sequence === undefined) return name;
  for (let set = element(sequence); set !== undefined; set = element(sequence)) {
    const pair = element(set.content)?.content;
    if (pair === undefined) continue;
    const type = identifier(pair), value = element(pair)?.content;
    const text = value?.text(value.left);
    if (type === COMMON_NAME) name.commonName = text;
    else if (type === ORGANIZATION) name.organization = text;
  }
  return name;
}

/** `YYMMDDhhmmssZ` to 2049, `YYYYMMDDhhmmssZ` after (RFC 5280, section 4.1.2.5). */
function timeOf(validity: Cursor): number | undefined {
  const time = element(validity);
  if (time === undefined) return undefined;
  const digits = time.content.text(time.content.left);
  const century = Number(digits.slice(0, 2)) < 50 ? "20" : "19";
  const whole = time.tag === Tag.UtcTime ? century + digits : digits;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?/.exec(whole) ?? [];
  if (year === undefined) return undefined;
  return Date.UTC(+year, +month - 1, +day, +hour, +minute, +(second ?? 0));
}

/** The host names among the alternative names (RFC 5280, section 4.2.1.6). */
function readNames(extensions: Cursor, names: string[]): void {
  const list = element(extensions)?.content;
  if (list === undefined) return;
  for (let one = element(list); one !== undefined; one = element(list)) {
    if (identifier(one.content) !== ALTERNATIVE_NAMES) continue;
    let value = element(one.content);
    // Whether the extension is critical may stand between.
    if (value?.tag === 0x01) value = element(one.content);
    const alternatives = value && element(value.content)?.content;
    if (alternatives === undefined) return;
    for (let name = element(alternatives); name !== undefined; name = element(alternatives)) {
      if (name.tag === Tag.DnsName) names.push(name.content.text(name.content.left));
    }
  }
}
