// core/wire/quic.ts: QUIC headers, RFC 9000, section 17; version 2, RFC 9369.
import { Application } from "./_application.ts";
import { u32 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { boolean, bytes as bytesField, type Fields, hexadecimal, integer, list } from "./field.ts";
import { UDP_PORT } from "./select.ts";
import { Verdict } from "./verdict.ts";

/** Bytes of flags, version and two empty connection identifiers. */
const LONG_HEADER_LENGTH = 7;
/** The shortest short header packet that can be opened (RFC 9001, section 5.4.2). */
const SHORT_PACKET_LENGTH = 21;
/** Connection identifiers are at most this long in the versions that we know (RFC 9000, section 17.2). */
const MAX_CONNECTION_ID = 20;

/** Version 2, whose packet types have other numbers (RFC 9369, section 3.2). */
const VERSION_2 = 0x6b3343cf;

/** Types of long header packets by their names; the numbers are those of version 1. */
export const QuicPacketType = { Initial: 0, ZeroRtt: 1, Handshake: 2, Retry: 3 } as const;
/** One of {@linkcode QuicPacketType}. */
export type QuicPacketType = typeof QuicPacketType[keyof typeof QuicPacketType];

const TYPE_NAMES: readonly string[] = ["initial", "0-rtt", "handshake", "retry"];

/** What of a long header lies at places that its own lengths decide. */
interface LongHeader {
  destinationConnectionId: Uint8Array;
  sourceConnectionId: Uint8Array;
  supportedVersions?: number[];
  tokenLength?: number;
  token?: Uint8Array;
  length?: number | bigint;
  /** The first byte after this packet. */
  after: number;
}

/**
 * One packet; those that share its datagram are layers after it. Of a short
 * header only the form is there: how long its connection identifier is, the
 * bytes do not say.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const negotiation = Uint8Array.of(0x80, 0, 0, 0, 0, 1, 0xaa, 1, 0xbb, 0, 0, 0, 1);
 * const quic = new Quic();
 * quic.at(negotiation, 0, negotiation.length);
 * assertStrictEquals(quic.supportedVersions?.[0], 1);
 * ```
 */
export class Quic extends Application {
  static override readonly title = "QUIC";
  static override readonly specification = "RFC 9000";
  static override readonly fields: Fields = {
    headerForm: integer("1 long, 0 short"),
    fixedBit: boolean("set, but for a version negotiation, and where both sides may clear it"),
    packetType: integer("of a long header: 0 initial, 1 0-RTT, 2 handshake, 3 retry"),
    version: hexadecimal("of a long header; 0 is a version negotiation"),
    destinationConnectionIdLength: integer("of a long header's", "bytes"),
    destinationConnectionId: bytesField("of a long header"),
    sourceConnectionIdLength: integer("of a long header's", "bytes"),
    sourceConnectionId: bytesField("of a long header"),
    supportedVersions: list(hexadecimal("of a version negotiation")),
    tokenLength: integer("of an initial packet's", "bytes"),
    token: bytesField("of an initial or retry packet"),
    length: integer("of packet number and protected payload", "bytes"),
  };

  #long: LongHeader | undefined;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end === start) return truncated("headerForm", 1);
    const first = bytes[start];
    if (first < 0x80) {
      if ((first & 0x40) === 0) return malformed("fixedBit");
      if (wireEnd - start < SHORT_PACKET_LENGTH) return malformed("headerForm");
      this.#long = undefined;
      return this.window(bytes, start, end, end, wireEnd);
    }
    if (end - start < LONG_HEADER_LENGTH) return truncated("version", LONG_HEADER_LENGTH);
    const version = u32(bytes, start + 1);
    // The fixed bit of a long header tells nothing: who says so may clear it (RFC 9287).
    if (!isVersion(version)) return malformed("version");
    const long = readLong(bytes, start, end, packetType(first, version), version);
    if (long === undefined) return truncated("sourceConnectionId", LONG_HEADER_LENGTH);
    this.#long = long;
    return this.window(bytes, start, long.after, end, wireEnd, UDP_PORT | 443);
  }

  /** 1 long, 0 short. */
  get headerForm(): number {
    return this.bytes[this.start] >> 7;
  }

  /** Set, but for a version negotiation, and where both sides may clear it (RFC 9287). */
  get fixedBit(): boolean {
    return (this.bytes[this.start] & 0x40) !== 0;
  }

  /** {@linkcode QuicPacketType} of a long header, in the numbers of version 1. */
  get packetType(): QuicPacketType | undefined {
    const { version } = this;
    return version === undefined || version === 0
      ? undefined
      : packetType(this.bytes[this.start], version);
  }

  /** Of a long header; 0 is a version negotiation. */
  get version(): number | undefined {
    return this.#long === undefined ? undefined : u32(this.bytes, this.start + 1);
  }

  /** Bytes, 0 to 20. */
  get destinationConnectionIdLength(): number | undefined {
    return this.#long?.destinationConnectionId.length;
  }

  /** Of a long header; `undefined` where it is empty. */
  get destinationConnectionId(): Uint8Array | undefined {
    return filled(this.#long?.destinationConnectionId);
  }

  /** Bytes, 0 to 20. */
  get sourceConnectionIdLength(): number | undefined {
    return this.#long?.sourceConnectionId.length;
  }

  /** Of a long header; `undefined` where it is empty. */
  get sourceConnectionId(): Uint8Array | undefined {
    return filled(this.#long?.sourceConnectionId);
  }

  /** What the server would take instead, in a version negotiation. */
  get supportedVersions(): number[] | undefined {
    return this.#long?.supportedVersions;
  }

  /** Bytes of an initial packet's token. */
  get tokenLength(): number | undefined {
    return this.#long?.tokenLength;
  }

  /** Of an initial packet where there is one, and of a retry. */
  get token(): Uint8Array | undefined {
    return filled(this.#long?.token);
  }

  /** Bytes of packet number and protected payload. */
  get length(): number | bigint | undefined {
    return this.#long?.length;
  }

  /** `quic, initial, v1, scid …, dcid …, length 1200`. */
  override summary(_detail: number): string {
    const length = `length ${this.wireEnd - this.start}`;
    const { version, packetType: type } = this;
    if (version === undefined) return `quic, protected, ${length}`;
    if (type === undefined) return `quic, version negotiation, ${length}`;
    return `quic, ${TYPE_NAMES[type]}, v${version.toString(16)}, ${length}`;
  }
}

function filled(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes === undefined || bytes.length === 0 ? undefined : bytes;
}

function packetType(first: number, version: number): QuicPacketType {
  const bits = (first >> 4) & 3;
  return (version === VERSION_2 ? (bits + 3) & 3 : bits) as QuicPacketType;
}

/** What follows the version; `undefined` where a connection identifier is cut or too long. */
function readLong(
  bytes: Uint8Array,
  start: number,
  end: number,
  type: QuicPacketType,
  version: number,
): LongHeader | undefined {
  const data = new Cursor(bytes, start + 5, end);
  const destinationConnectionId = connectionId(data);
  const sourceConnectionId = destinationConnectionId && connectionId(data);
  if (destinationConnectionId === undefined || sourceConnectionId === undefined) return undefined;
  const long: LongHeader = { destinationConnectionId, sourceConnectionId, after: end };
  if (version === 0) {
    long.supportedVersions = [];
    while (data.left >= 4) long.supportedVersions.push(data.u32());
    return long;
  }
  if (type === QuicPacketType.Retry) {
    // The last sixteen bytes are the integrity tag (RFC 9001, section 5.8).
    long.token = data.take(Math.max(0, data.left - 16));
    return long;
  }
  if (type === QuicPacketType.Initial) {
    long.tokenLength = Number(variableLength(data) ?? 0);
    if (data.short || long.tokenLength > data.left) {
      if (data.short) long.tokenLength = undefined;
      return long;
    }
    long.token = data.take(long.tokenLength);
  }
  long.length = variableLength(data);
  if (long.length !== undefined && long.length <= data.left) {
    long.after = data.at + Number(long.length);
  }
  return long;
}

function connectionId(data: Cursor): Uint8Array | undefined {
  const length = data.u8();
  return data.short || length > MAX_CONNECTION_ID || length > data.left
    ? undefined
    : data.take(length);
}

/** A number whose first two bits tell its length (RFC 9000, section 16); `undefined` where it is cut. */
function variableLength(data: Cursor): number | bigint | undefined {
  if (data.left < 1) {
    data.short = true;
    return undefined;
  }
  switch (data.bytes[data.at] >> 6) {
    case 0:
      return data.u8();
    case 1:
      return data.left < 2 ? cut(data) : data.u16() & 0x3fff;
    case 2:
      return data.left < 4 ? cut(data) : data.u32() & 0x3fff_ffff;
    default:
      return data.left < 8 ? cut(data) : data.u64() & 0x3fff_ffff_ffff_ffffn;
  }
}

function cut(data: Cursor): undefined {
  data.short = true;
}

/** Versions in use: negotiation, 1, 2, drafts, those kept for exercise, Facebook's and Google's. */
function isVersion(version: number): boolean {
  return version === 0 || version === 1 || version === VERSION_2 ||
    version >>> 8 === 0xff0000 || (version & 0x0f0f0f0f) === 0x0a0a0a0a ||
    version >>> 4 === 0xfaceb00 || version >>> 8 === 0x513035 ||
    version >>> 8 === 0x543035 || version === 0x709a50c4;
}

/** Whether a datagram on any port begins with a long header of a version in use. */
export function probeQuic(bytes: Uint8Array, start: number, end: number): Verdict {
  const first = bytes[start];
  if (end > start && (first & 0x80) === 0) return Verdict.No;
  if (end - start < LONG_HEADER_LENGTH) return Verdict.Unsure;
  const version = u32(bytes, start + 1);
  if (!isVersion(version)) return Verdict.No;
  if (version === 0) {
    return (end - start - LONG_HEADER_LENGTH) < 4 || bytes[start + 5] > MAX_CONNECTION_ID
      ? Verdict.No
      : Verdict.Yes;
  }
  if ((first & 0x40) === 0) return Verdict.No;
  const long = readLong(bytes, start, end, packetType(first, version), version);
  return long === undefined ? Verdict.No : Verdict.Yes;
}
