// core/wire/dtls.ts: DTLS records and hellos, RFC 6347 and 9147.
import { Application } from "./_application.ts";
import { u16, u24, u48 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { bytes as bytesField, type Fields, group, hexadecimal, integer, list } from "./field.ts";
import {
  HANDSHAKE_FIELDS,
  HandshakeType,
  isHandshakeType,
  TlsHandshake,
} from "./_tls_handshake.ts";
import { readHandshakeBody } from "./_tls_handshake_body.ts";
import { type TlsAlert, TlsContentType } from "./tls.ts";
import { Verdict } from "./verdict.ts";

/** Byte offsets from the start of a record (RFC 6347, section 4.1). */
const AT = { CONTENT_TYPE: 0, VERSION: 1, EPOCH: 3, SEQUENCE: 5, LENGTH: 11 } as const;

/** Bytes before a record's fragment. */
export const DTLS_RECORD_HEADER_LENGTH = AT.LENGTH + 2;

/** Byte offsets from the start of a handshake message (RFC 6347, section 4.2.2). */
const MESSAGE = {
  TYPE: 0,
  LENGTH: 1,
  SEQUENCE: 4,
  FRAGMENT_OFFSET: 6,
  FRAGMENT_LENGTH: 9,
  BODY: 12,
} as const;

/** One record's header. */
export interface DtlsRecord {
  contentType: number;
  version: number;
  /** Grows with every change of keys; 0 is in the clear. */
  epoch: number;
  sequenceNumber: number;
  /** Of the fragment, in bytes. */
  length: number;
}

interface Content {
  records: DtlsRecord[];
  handshakes: TlsHandshake[];
  alerts: TlsAlert[];
}

/**
 * The records of one datagram.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const alert = Uint8Array.of(21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 7, 0, 2, 1, 0);
 * const dtls = new Dtls();
 * dtls.at(alert, 0, alert.length);
 * assertStrictEquals(dtls.records[0].sequenceNumber, 7);
 * ```
 */
export class Dtls extends Application {
  static override readonly title = "Datagram Transport Layer Security";
  static override readonly specification = "RFC 6347";
  static override readonly fields: Fields = {
    records: list(group("record", {
      contentType: integer("20 change of cipher, 21 alert, 22 handshake, 23 application data"),
      version: hexadecimal("0xfeff is 1.0, 0xfefd is 1.2"),
      epoch: integer("grows with every change of keys"),
      sequenceNumber: integer("of the record in its epoch"),
      length: integer("of the fragment", "bytes"),
    })),
    handshakes: list(group("handshake message in the clear", {
      ...HANDSHAKE_FIELDS,
      messageSequence: integer("which message it is"),
      fragmentOffset: integer("where this piece begins", "bytes"),
      fragmentLength: integer("of this piece", "bytes"),
      cookie: bytesField("shows that the client's address is real"),
    })),
    alerts: list(group("alert in the clear", {
      level: integer("1 warning, 2 fatal"),
      description: integer("what it is about"),
    })),
  };

  #content: Content | undefined;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < DTLS_RECORD_HEADER_LENGTH) {
      return truncated("records", DTLS_RECORD_HEADER_LENGTH);
    }
    if (!isRecord(bytes, start)) return malformed("records");
    this.#content = undefined;
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** The records. */
  get records(): DtlsRecord[] {
    return this.#read().records;
  }

  /** Handshake messages, or pieces of them, that are not encrypted. */
  get handshakes(): TlsHandshake[] {
    return this.#read().handshakes;
  }

  /** Alerts that are not encrypted. */
  get alerts(): TlsAlert[] {
    return this.#read().alerts;
  }

  /** The first ClientHello. */
  get clientHello(): TlsHandshake | undefined {
    return this.handshakes.find((one) => one.type === HandshakeType.ClientHello);
  }

  /** The first ServerHello. */
  get serverHello(): TlsHandshake | undefined {
    return this.handshakes.find((one) => one.type === HandshakeType.ServerHello);
  }

  #read(): Content {
    if (this.#content !== undefined) return this.#content;
    const content: Content = { records: [], handshakes: [], alerts: [] };
    this.#content = content;
    const { bytes, payloadEnd: end } = this;
    for (let at = this.start; end - at >= DTLS_RECORD_HEADER_LENGTH && isRecord(bytes, at);) {
      const contentType = bytes[at + AT.CONTENT_TYPE], length = u16(bytes, at + AT.LENGTH);
      const epoch = u16(bytes, at + AT.EPOCH);
      content.records.push({
        contentType,
        version: u16(bytes, at + AT.VERSION),
        epoch,
        sequenceNumber: u48(bytes, at + AT.SEQUENCE),
        length,
      });
      const fragment = at + DTLS_RECORD_HEADER_LENGTH;
      at = fragment + length;
      const fragmentEnd = Math.min(at, end);
      // All that comes after the first change of keys is encrypted.
      if (epoch !== 0) continue;
      if (contentType === TlsContentType.Handshake) {
        readHandshakes(content.handshakes, bytes, fragment, fragmentEnd);
      } else if (contentType === TlsContentType.Alert && length === 2 && at <= end) {
        content.alerts.push({ level: bytes[fragment], description: bytes[fragment + 1] });
      }
    }
    return content;
  }

  /** `DTLS ClientHello, length 157`. */
  override summary(_detail: number): string {
    const { records, handshakes } = this.#read();
    const names = handshakes.length > 0
      ? handshakes.map((one) => one.name)
      : records.map((one) => `content ${one.contentType}`);
    return `DTLS ${[...new Set(names)].join(" ")}, length ${this.wireEnd - this.start}`;
  }
}

/** Whether a record's header can stand at `at`, where thirteen bytes are. */
function isContentType(type: number): boolean {
  return type >= TlsContentType.ChangeCipherSpec && type <= TlsContentType.Heartbeat;
}

function isRecord(bytes: Uint8Array, at: number): boolean {
  const version = u16(bytes, at + AT.VERSION);
  return isContentType(bytes[at + AT.CONTENT_TYPE]) &&
    // 1.0, 1.2, 1.3, and what OpenSSL spoke before the standard.
    (version === 0xfeff || version === 0xfefd || version === 0xfefc || version === 0x0100);
}

function readHandshakes(into: TlsHandshake[], bytes: Uint8Array, at: number, end: number): void {
  while (end - at >= MESSAGE.BODY && isHandshakeType(bytes[at + MESSAGE.TYPE])) {
    const message = new TlsHandshake("d");
    message.type = bytes[at + MESSAGE.TYPE];
    message.length = u24(bytes, at + MESSAGE.LENGTH);
    message.messageSequence = u16(bytes, at + MESSAGE.SEQUENCE);
    message.fragmentOffset = u24(bytes, at + MESSAGE.FRAGMENT_OFFSET);
    message.fragmentLength = u24(bytes, at + MESSAGE.FRAGMENT_LENGTH);
    const body = at + MESSAGE.BODY;
    at = body + message.fragmentLength;
    if (message.fragmentOffset + message.fragmentLength > message.length) return;
    if (message.fragmentOffset === 0) {
      readHandshakeBody(message, new Cursor(bytes, body, Math.min(at, end)), true);
    }
    into.push(message);
  }
}

/** Whether a datagram is DTLS: whole records to its end, or at least one that fits its type. */
export function probeDtls(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end > start && !isContentType(bytes[start])) return Verdict.No;
  if (end - start < DTLS_RECORD_HEADER_LENGTH) return Verdict.Unsure;
  if (!isRecord(bytes, start)) return Verdict.No;
  const length = u16(bytes, start + AT.LENGTH);
  return length > 0 && start + DTLS_RECORD_HEADER_LENGTH + length <= end ? Verdict.Yes : Verdict.No;
}
