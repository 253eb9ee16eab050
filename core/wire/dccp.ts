// core/wire/dccp.ts: Datagram Congestion Control Protocol, RFC 4340.
import { u16, u24, u32, u48 } from "./bytes.ts";
import type { ChecksumStatus } from "./checksum.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { boolean, bytes as bytesField, group, hexadecimal, integer, list, text } from "./field.ts";
import { transportChecksum } from "./pseudo_header.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 4340, section 5.1). */
const AT = {
  SOURCE_PORT: 0,
  DESTINATION_PORT: 2,
  DATA_OFFSET: 4,
  COVERAGE: 5,
  CHECKSUM: 6,
  TYPE: 8,
  SEQUENCE: 9,
  LONG_SEQUENCE: 10,
} as const;

/** Bytes of the generic header with short and with long sequence numbers. */
export const DCCP_SHORT_LENGTH = 12;
export const DCCP_LONG_LENGTH = 16;

/** Its number over IP, which the checksum covers. */
const DCCP_PROTOCOL = 33;

/** Packet types (RFC 4340, section 5.1, table 3). */
export const DccpType = {
  Request: 0,
  Response: 1,
  Data: 2,
  Ack: 3,
  DataAck: 4,
  CloseRequest: 5,
  Close: 6,
  Reset: 7,
  Sync: 8,
  SyncAck: 9,
} as const;

const NAMES: readonly string[] = [
  "DCCP-Request",
  "DCCP-Response",
  "DCCP-Data",
  "DCCP-Ack",
  "DCCP-DataAck",
  "DCCP-CloseReq",
  "DCCP-Close",
  "DCCP-Reset",
  "DCCP-Sync",
  "DCCP-SyncAck",
];

/** Options below this are one byte long (RFC 4340, section 5.8). */
const FIRST_LONG_OPTION = 32;

/** One option. */
export interface DccpOption {
  readonly type: number;
  /** Empty in an option of one byte. */
  readonly data: Uint8Array;
}

/**
 * One packet. What its type does not have is `undefined`.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const header = new Uint8Array(20);
 * header.set([0x80, 0, 0x13, 0x88, 5, 0, 0, 0, 0x01, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 42]);
 * const dccp = new Dccp();
 * dccp.at(header, 0, 20);
 * assertStrictEquals(dccp.type, DccpType.Request);
 * assertStrictEquals(dccp.sequenceNumber, 7);
 * assertStrictEquals(dccp.serviceCode, 42);
 * ```
 */
export class Dccp extends View {
  static override readonly title = "Datagram Congestion Control Protocol";
  static override readonly specification = "RFC 4340";
  static override readonly fields = {
    sourcePort: integer("sender's port"),
    destinationPort: integer("receiver's port"),
    headerLength: integer("header with options", "bytes"),
    congestionValue: integer("as the congestion control reads it"),
    checksumCoverage: integer("0 all, 1 header, then a word of data more each"),
    checksum: hexadecimal("as it stands"),
    checksumStatus: text("valid, wrong or unverifiable"),
    type: integer("what it is"),
    extended: boolean("sequence numbers are of 48 bits, not 24"),
    sequenceNumber: integer("of the packet"),
    acknowledgmentNumber: integer("greatest sequence number received"),
    serviceCode: integer("what the client wants; request and response only"),
    resetCode: integer("why; reset only"),
    resetData: bytesField("three bytes more; reset only"),
    options: list(group("an option", {
      type: integer("what it is"),
      data: bytesField("its value"),
    })),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < DCCP_SHORT_LENGTH) return truncated("sequenceNumber", DCCP_SHORT_LENGTH);
    const length = bytes[start + AT.DATA_OFFSET] * 4;
    const fixed = fixedLength(bytes[start + AT.TYPE]);
    if (length < fixed) return malformed("headerLength");
    if (end - start < fixed) return truncated("acknowledgmentNumber", fixed);
    if (wireEnd - start < length) return truncated("options", length);
    this.bytes = bytes;
    this.start = start;
    // A capture may end within the options.
    this.payloadStart = Math.min(end, start + length);
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    return Fault.None;
  }

  /** Source port, 0 to 65,535. */
  get sourcePort(): number {
    return u16(this.bytes, this.start + AT.SOURCE_PORT);
  }

  /** Destination port, 0 to 65,535. */
  get destinationPort(): number {
    return u16(this.bytes, this.start + AT.DESTINATION_PORT);
  }

  /** Bytes of the header with its options: 12 to 1,020. */
  override get headerLength(): number {
    return this.bytes[this.start + AT.DATA_OFFSET] * 4;
  }

  get congestionValue(): number {
    return this.bytes[this.start + AT.COVERAGE] >> 4;
  }

  /** 0: all; else the header and so many words of 32 bits less one of the data. */
  get checksumCoverage(): number {
    return this.bytes[this.start + AT.COVERAGE] & 15;
  }

  /** The checksum as it stands. */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /** Whether the checksum is right, by the IP header below. */
  get checksumStatus(): ChecksumStatus {
    const length = this.wireEnd - this.start, coverage = this.checksumCoverage;
    const covered = coverage === 0 ? length : this.headerLength + (coverage - 1) * 4;
    return transportChecksum(this, DCCP_PROTOCOL, length, Math.min(length, covered));
  }

  /** One of {@linkcode DccpType}, or another. */
  get type(): number {
    return (this.bytes[this.start + AT.TYPE] >> 1) & 15;
  }

  /** Whether sequence numbers are of 48 bits and not of 24. */
  get extended(): boolean {
    return (this.bytes[this.start + AT.TYPE] & 1) === 1;
  }

  /** Counts all packets, also those without data. */
  get sequenceNumber(): number {
    return this.extended
      ? u48(this.bytes, this.start + AT.LONG_SEQUENCE)
      : u24(this.bytes, this.start + AT.SEQUENCE);
  }

  /** The greatest sequence number received. */
  get acknowledgmentNumber(): number | undefined {
    if (!hasAcknowledgment(this.type)) return undefined;
    return this.extended
      ? u48(this.bytes, this.start + DCCP_LONG_LENGTH + 2)
      : u24(this.bytes, this.start + DCCP_SHORT_LENGTH + 1);
  }

  /** What the client wants, 0 to 2^32 - 1. */
  get serviceCode(): number | undefined {
    const has = this.type === DccpType.Request || this.type === DccpType.Response;
    return has ? u32(this.bytes, this.#lastAt) : undefined;
  }

  /** Why (RFC 4340, section 5.6). */
  get resetCode(): number | undefined {
    return this.type === DccpType.Reset ? this.bytes[this.#lastAt] : undefined;
  }

  /** Three bytes that say more, lent. */
  get resetData(): Uint8Array | undefined {
    if (this.type !== DccpType.Reset) return undefined;
    return this.bytes.subarray(this.#lastAt + 1, this.#lastAt + 4);
  }

  /** The options in their order, padding too, made anew; `undefined` in a header without. */
  get options(): DccpOption[] | undefined {
    const { bytes, payloadStart: end } = this;
    const first = this.start + fixedLength(bytes[this.start + AT.TYPE]);
    if (first === this.start + this.headerLength) return undefined;
    const options: DccpOption[] = [];
    for (let at = first; at < end;) {
      const type = bytes[at];
      const isShort = type < FIRST_LONG_OPTION;
      const length = isShort ? 1 : at + 1 < end ? bytes[at + 1] : 0;
      if ((!isShort && length < 2) || at + length > end) break;
      options.push({ type, data: bytes.slice(at + (isShort ? 1 : 2), at + length) });
      at += length;
    }
    return options;
  }

  /** Where the last four bytes before the options are: service code, or reset code. */
  get #lastAt(): number {
    return this.start + fixedLength(this.bytes[this.start + AT.TYPE]) - 4;
  }

  override summary(_detail: number): string {
    const name = NAMES[this.type] ?? `packet-type-${this.type}`;
    const ack = this.acknowledgmentNumber;
    const numbers = `seq ${this.sequenceNumber}${ack === undefined ? "" : ` (ack=${ack})`}`;
    const length = this.wireEnd - this.start - this.headerLength;
    return `${name}${this.resetCode === undefined ? "" : ` (code=${this.resetCode})`} ${numbers}` +
      `, length ${length}`;
  }
}

function hasAcknowledgment(type: number): boolean {
  return type !== DccpType.Request && type !== DccpType.Data;
}

/** Bytes before the options, by the byte that holds type and length of sequence numbers. */
function fixedLength(typeAndExtended: number): number {
  const type = (typeAndExtended >> 1) & 15, extended = (typeAndExtended & 1) === 1;
  let length = extended ? DCCP_LONG_LENGTH : DCCP_SHORT_LENGTH;
  if (hasAcknowledgment(type)) length += extended ? 8 : 4;
  const hasCode = type === DccpType.Request || type === DccpType.Response ||
    type === DccpType.Reset;
  return hasCode ? length + 4 : length;
}
