// core/wire/tls.ts: TLS records, RFC 8446, section 5, and what of them is in the clear.
import { Application } from "./_application.ts";
import { u16, u24 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, group, hexadecimal, integer, list } from "./field.ts";
import {
  HANDSHAKE_FIELDS,
  HandshakeType,
  isHandshakeType,
  TlsHandshake,
} from "./_tls_handshake.ts";
import { readHandshakeBody } from "./_tls_handshake_body.ts";
import { Verdict } from "./verdict.ts";

export { HandshakeType, TlsHandshake } from "./_tls_handshake.ts";

/** Byte offsets from the start of a record. */
const AT = { CONTENT_TYPE: 0, VERSION: 1, LENGTH: 3 } as const;

/** Bytes before a record's fragment. */
export const TLS_RECORD_HEADER_LENGTH = AT.LENGTH + 2;

/** Bytes of a handshake message's type and length. */
const HANDSHAKE_HEADER_LENGTH = 4;

/** What a record carries (IANA "TLS ContentType"). */
export const TlsContentType = {
  ChangeCipherSpec: 20,
  Alert: 21,
  Handshake: 22,
  ApplicationData: 23,
  Heartbeat: 24,
} as const;
/** One of {@linkcode TlsContentType}. */
export type TlsContentType = typeof TlsContentType[keyof typeof TlsContentType];

const CONTENT_NAMES: { readonly [type: number]: string } = {
  20: "ChangeCipherSpec",
  21: "Alert",
  22: "Handshake",
  23: "ApplicationData",
  24: "Heartbeat",
};

/** Fragments are at most 2^14 bytes, and encryption adds at most 2,048 (RFC 5246, section 6.2.3). */
const MAX_FRAGMENT = 0x4000 + 2048;

/** One record's header. */
export interface TlsRecord {
  /** What the fragment is; `undefined` where the same segment says that it is encrypted by TLS 1.3. */
  contentType?: number;
  /** In TLS 1.3 always 23: the content's type is encrypted with it (RFC 8446, section 5.2). */
  opaqueType?: number;
  version: number;
  /** Of the fragment, in bytes. */
  length: number;
}

/** One alert in the clear. */
export interface TlsAlert {
  /** 1 is a warning, 2 is fatal. */
  level: number;
  description: number;
}

/** A record that goes on in the next segment. */
export interface TlsUnfinished extends TlsRecord {
  /** Messages in the clear, the last of which is cut. */
  handshakes?: TlsHandshake[];
}

interface Content {
  records: TlsRecord[];
  handshakes: TlsHandshake[];
  alerts: TlsAlert[];
  unfinished?: TlsUnfinished;
}

const RECORD_FIELDS = {
  contentType: integer("20 change of cipher, 21 alert, 22 handshake, 23 application data"),
  opaqueType: integer("instead of contentType, after a ServerHello that chose TLS 1.3"),
  version: hexadecimal("of the record; 1.3 says 1.2 here"),
  length: integer("of the fragment", "bytes"),
} satisfies Fields;

/**
 * The records of one segment. What goes on in the next segment is decoded as
 * far as this one goes, and stands apart.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const alert = Uint8Array.of(21, 3, 3, 0, 2, 2, 40);
 * const tls = new Tls();
 * tls.at(alert, 0, alert.length);
 * assertStrictEquals(tls.alerts[0].description, 40);
 * ```
 */
export class Tls extends Application {
  static override readonly title = "Transport Layer Security";
  static override readonly specification = "RFC 8446";
  static override readonly fields: Fields = {
    records: list(group("record that ends in this segment", RECORD_FIELDS)),
    handshakes: list(group("handshake message in the clear", HANDSHAKE_FIELDS)),
    alerts: list(group("alert in the clear", {
      level: integer("1 warning, 2 fatal"),
      description: integer("what it is about"),
    })),
    unfinished: group("the record that goes on in the next segment", {
      ...RECORD_FIELDS,
      handshakes: list(group("message in the clear, the last of them cut", HANDSHAKE_FIELDS)),
    }),
  };

  #content: Content | undefined;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < TLS_RECORD_HEADER_LENGTH) {
      return truncated("records", TLS_RECORD_HEADER_LENGTH);
    }
    if (!isRecord(bytes, start)) return malformed("records");
    this.#content = undefined;
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** The records that end here. */
  get records(): TlsRecord[] {
    return this.#read().records;
  }

  /** Handshake messages that are not encrypted. */
  get handshakes(): TlsHandshake[] {
    return this.#read().handshakes;
  }

  /** Alerts that are not encrypted. */
  get alerts(): TlsAlert[] {
    return this.#read().alerts;
  }

  /** The record that goes on in the next segment; `undefined` where the last one ends here. */
  get unfinished(): TlsUnfinished | undefined {
    return this.#read().unfinished;
  }

  /** The first ClientHello, even when it goes on in the next segment. */
  get clientHello(): TlsHandshake | undefined {
    return this.#first(HandshakeType.ClientHello);
  }

  /** The first ServerHello, even when it goes on in the next segment. */
  get serverHello(): TlsHandshake | undefined {
    return this.#first(HandshakeType.ServerHello);
  }

  #first(type: HandshakeType): TlsHandshake | undefined {
    const { handshakes, unfinished } = this.#read();
    return handshakes.find((one) => one.type === type) ??
      unfinished?.handshakes?.find((one) => one.type === type);
  }

  /** The host that the client asks for in its hello. */
  get serverName(): string | undefined {
    return this.clientHello?.serverName;
  }

  #read(): Content {
    if (this.#content !== undefined) return this.#content;
    const content: Content = { records: [], handshakes: [], alerts: [] };
    this.#content = content;
    const { bytes, payloadEnd: end, wireEnd } = this;
    let encrypted = false;
    for (let at = this.start; end - at >= TLS_RECORD_HEADER_LENGTH && isRecord(bytes, at);) {
      const contentType = bytes[at + AT.CONTENT_TYPE], length = u16(bytes, at + AT.LENGTH);
      const version = u16(bytes, at + AT.VERSION);
      const opaque = contentType === TlsContentType.ApplicationData && chose13(content);
      const record: TlsUnfinished = opaque
        ? { opaqueType: contentType, version, length }
        : { contentType, version, length };
      const fragment = at + TLS_RECORD_HEADER_LENGTH;
      at = fragment + length;
      const fragmentEnd = Math.min(at, end);
      if (at > wireEnd) content.unfinished = record;
      else content.records.push(record);
      if (contentType === TlsContentType.ChangeCipherSpec) encrypted = true;
      if (encrypted) continue;
      if (contentType === TlsContentType.Handshake) {
        const messages = readHandshakes(bytes, fragment, fragmentEnd, length);
        if (at <= wireEnd) content.handshakes.push(...messages);
        else if (messages.length > 0) record.handshakes = messages;
      } else if (contentType === TlsContentType.Alert) {
        // A longer one is encrypted: there is never more than one alert in a record (section 5.1).
        if (length === 2 && fragmentEnd - fragment === 2) {
          content.alerts.push({ level: bytes[fragment], description: bytes[fragment + 1] });
        }
      }
    }
    return content;
  }

  /** `TLS ClientHello example.org, length 517`, or the kinds of records. */
  override summary(_detail: number): string {
    const { records, handshakes, unfinished } = this.#read();
    const messages = [...handshakes, ...unfinished?.handshakes ?? []];
    const names = messages.length > 0
      ? messages.map((one) => one.name)
      : [...records, ...unfinished === undefined ? [] : [unfinished]]
        .map((one) => CONTENT_NAMES[one.contentType ?? TlsContentType.ApplicationData]);
    const host = this.serverName === undefined ? "" : ` ${this.serverName}`;
    return `TLS ${[...new Set(names)].join(" ")}${host}${this.lengthText}`;
  }
}

/** Whether a ServerHello before in the segment chose TLS 1.3, and so encrypts all that follows. */
function chose13({ handshakes }: Content): boolean {
  // The extension came with 1.3; its drafts have other numbers.
  return handshakes.some((one) => one.supportedVersion !== undefined);
}

/** Whether a record's header can stand at `at`, where five bytes are. */
function isRecord(bytes: Uint8Array, at: number): boolean {
  const type = bytes[at + AT.CONTENT_TYPE];
  return type >= TlsContentType.ChangeCipherSpec && type <= TlsContentType.Heartbeat &&
    bytes[at + AT.VERSION] === 3 && bytes[at + AT.VERSION + 1] <= 4 &&
    u16(bytes, at + AT.LENGTH) <= MAX_FRAGMENT;
}

/** Reads the messages of one record's fragment, as long as they are in the clear. */
function readHandshakes(
  bytes: Uint8Array,
  at: number,
  end: number,
  length: number,
): TlsHandshake[] {
  const messages: TlsHandshake[] = [];
  const wireEnd = at + length;
  while (end - at >= HANDSHAKE_HEADER_LENGTH && isInTheClear(bytes, at, end, wireEnd)) {
    const message = new TlsHandshake("t");
    message.type = bytes[at];
    message.length = u24(bytes, at + 1);
    const body = at + HANDSHAKE_HEADER_LENGTH;
    at = body + message.length;
    readHandshakeBody(message, new Cursor(bytes, body, Math.min(at, end)), false);
    messages.push(message);
  }
  return messages;
}

/**
 * One handshake message that is whole, from its type to its end; `undefined`
 * where the bytes are fewer than its header says. For who puts messages
 * together from records, or from QUIC's frames.
 *
 * @param transport what carries it, for its fingerprint
 */
export function readTlsHandshake(
  bytes: Uint8Array,
  start: number,
  end: number,
  transport: "t" | "q",
): TlsHandshake | undefined {
  const body = start + HANDSHAKE_HEADER_LENGTH;
  if (end < body || end - body < u24(bytes, start + 1)) return undefined;
  const message = new TlsHandshake(transport);
  message.type = bytes[start];
  message.length = u24(bytes, start + 1);
  readHandshakeBody(message, new Cursor(bytes, body, body + message.length), false);
  return message;
}

/**
 * Whether a handshake message begins at `at`, and not ciphertext: its type is
 * known, and it ends with the record, or is of a kind that may be longer.
 */
function isInTheClear(bytes: Uint8Array, at: number, end: number, wireEnd: number): boolean {
  const type = bytes[at], length = u24(bytes, at + 1);
  const body = at + HANDSHAKE_HEADER_LENGTH;
  if (!isHandshakeType(type)) return false;
  switch (type) {
    case HandshakeType.HelloRequest:
      // The counter in front of ciphertext begins with zeros as well.
      return length === 0 && wireEnd === body;
    case HandshakeType.ClientHello:
    case HandshakeType.ServerHello:
      return length <= 0xffff && (end - body < 1 || bytes[body] === 3);
    case HandshakeType.Certificate:
      return length <= 0x3ffff;
    default:
      return body + length <= wireEnd;
  }
}

/** Whether a stream's bytes are TLS: a record's header, and a fragment that fits its type. */
export function probeTls(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end - start < TLS_RECORD_HEADER_LENGTH + 1) {
    const first = bytes[start];
    return end > start && (first < 20 || first > 24) ? Verdict.No : Verdict.Unsure;
  }
  if (!isRecord(bytes, start)) return Verdict.No;
  const length = u16(bytes, start + AT.LENGTH);
  const first = bytes[start + TLS_RECORD_HEADER_LENGTH];
  switch (bytes[start + AT.CONTENT_TYPE]) {
    case TlsContentType.ChangeCipherSpec:
      return length === 1 && first === 1 ? Verdict.Yes : Verdict.No;
    case TlsContentType.Alert:
      return (length === 2 && (first === 1 || first === 2)) || length >= 18
        ? Verdict.Yes
        : Verdict.No;
    case TlsContentType.Handshake:
      return length >= HANDSHAKE_HEADER_LENGTH ? Verdict.Yes : Verdict.No;
    default:
      return length > 0 ? Verdict.Yes : Verdict.No;
  }
}
