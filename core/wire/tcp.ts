// core/wire/tcp.ts: TCP, RFC 9293.
import { u16, u32 } from "./bytes.ts";
import { type ChecksumStatus, rightChecksum } from "./checksum.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { boolean, group, hexadecimal, integer, list, text } from "./field.ts";
import { transportChecksum, transportSum } from "./pseudo_header.ts";
import { TCP_PORT } from "./select.ts";
import {
  findTcpOption,
  TCP_OPTION_FIELDS,
  type TcpOption,
  TcpOptionKind,
  tcpOptions,
  tcpOptionText,
} from "./tcp_options.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 9293, section 3.1). */
const AT = {
  SOURCE_PORT: 0,
  DESTINATION_PORT: 2,
  SEQUENCE_NUMBER: 4,
  ACKNOWLEDGMENT_NUMBER: 8,
  DATA_OFFSET: 12,
  WINDOW: 14,
  CHECKSUM: 16,
  URGENT_POINTER: 18,
} as const;

/** Bytes of a header without options. */
export const TCP_HEADER_LENGTH = AT.URGENT_POINTER + 2;

/** Its number over IP, which the checksum covers. */
const TCP_PROTOCOL = 6;

/** The flags' bits (RFC 9293, section 3.1; accurate ECN by RFC 9768). */
export const TcpFlag = {
  Fin: 0x001,
  Syn: 0x002,
  Rst: 0x004,
  Psh: 0x008,
  Ack: 0x010,
  Urg: 0x020,
  Ece: 0x040,
  Cwr: 0x080,
  Ae: 0x100,
} as const;

/** The flags, each by its name. Lent like the segment. */
export class TcpFlags {
  /** All bits as one number, 0 to 0xfff; {@linkcode TcpFlag} names them. */
  bits = 0;

  get ae(): boolean {
    return (this.bits & TcpFlag.Ae) !== 0;
  }
  get cwr(): boolean {
    return (this.bits & TcpFlag.Cwr) !== 0;
  }
  get ece(): boolean {
    return (this.bits & TcpFlag.Ece) !== 0;
  }
  get urg(): boolean {
    return (this.bits & TcpFlag.Urg) !== 0;
  }
  get ack(): boolean {
    return (this.bits & TcpFlag.Ack) !== 0;
  }
  get psh(): boolean {
    return (this.bits & TcpFlag.Psh) !== 0;
  }
  get rst(): boolean {
    return (this.bits & TcpFlag.Rst) !== 0;
  }
  get syn(): boolean {
    return (this.bits & TcpFlag.Syn) !== 0;
  }
  get fin(): boolean {
    return (this.bits & TcpFlag.Fin) !== 0;
  }
}

/**
 * One segment.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const segment = new Uint8Array(20);
 * segment.set([0xd9, 0x03, 1, 187, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 0x02, 0xff, 0xff]);
 * const tcp = new Tcp();
 * tcp.at(segment, 0, 20);
 * assertStrictEquals(tcp.destinationPort, 443);
 * assertStrictEquals(tcp.flags.syn, true);
 * ```
 */
export class Tcp extends View {
  static override readonly title = "Transmission Control Protocol";
  static override readonly specification = "RFC 9293";
  static override readonly fields = {
    sourcePort: integer("sender's port"),
    destinationPort: integer("receiver's port"),
    sequenceNumber: integer("of the first byte of payload, as it stands"),
    acknowledgmentNumber: integer("the next byte expected, as it stands"),
    headerLength: integer("header with options", "bytes"),
    payloadLength: integer("bytes of payload on the wire", "bytes"),
    flags: group("the flags", {
      bits: hexadecimal("all of them as one number"),
      ae: boolean("accurate ECN"),
      cwr: boolean("congestion window reduced"),
      ece: boolean("ECN echo"),
      urg: boolean("the urgent pointer holds"),
      ack: boolean("the acknowledgment number holds"),
      psh: boolean("deliver at once"),
      rst: boolean("reset"),
      syn: boolean("synchronize sequence numbers"),
      fin: boolean("no more data"),
    }),
    window: integer("free space, before scaling", "bytes"),
    checksum: hexadecimal("as it stands"),
    checksumStatus: text("valid, wrong or unverifiable"),
    urgentPointer: integer("end of the urgent data", "bytes"),
    options: list(group("an option", TCP_OPTION_FIELDS)),
  };

  #flags = new TcpFlags();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < TCP_HEADER_LENGTH) return truncated("urgentPointer", TCP_HEADER_LENGTH);
    const headerLength = (bytes[start + AT.DATA_OFFSET] >> 4) << 2;
    if (headerLength < TCP_HEADER_LENGTH) return malformed("headerLength");
    if (wireEnd - start < headerLength) return truncated("options", headerLength);
    this.bytes = bytes;
    this.start = start;
    // A capture may end within the options.
    this.payloadStart = Math.min(end, start + headerLength);
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    if (start + headerLength < end) {
      const source = u16(bytes, start + AT.SOURCE_PORT);
      const destination = u16(bytes, start + AT.DESTINATION_PORT);
      // The lower port is the likelier to be a service's.
      this.next = TCP_PORT | (source < destination ? source : destination);
      this.otherwise = TCP_PORT | (source < destination ? destination : source);
    } else {
      this.next = this.otherwise = 0;
    }
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

  /** Sequence number as it stands, 0 to 2^32 - 1. */
  get sequenceNumber(): number {
    return u32(this.bytes, this.start + AT.SEQUENCE_NUMBER);
  }

  /** Acknowledgment number as it stands, 0 to 2^32 - 1. */
  get acknowledgmentNumber(): number {
    return u32(this.bytes, this.start + AT.ACKNOWLEDGMENT_NUMBER);
  }

  /** Bytes of the header with its options: 20 to 60. */
  override get headerLength(): number {
    return (this.bytes[this.start + AT.DATA_OFFSET] >> 4) << 2;
  }

  /** Bytes of payload on the wire; what was captured of them is in `payload`. */
  get payloadLength(): number {
    return this.wireEnd - this.start - this.headerLength;
  }

  /** The flags. */
  get flags(): TcpFlags {
    this.#flags.bits = u16(this.bytes, this.start + AT.DATA_OFFSET) & 0xfff;
    return this.#flags;
  }

  /** Window, before scaling, 0 to 65,535. */
  get window(): number {
    return u16(this.bytes, this.start + AT.WINDOW);
  }

  /** The checksum as it stands. */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /** Where urgent data ends, when the flag says so. */
  get urgentPointer(): number {
    return u16(this.bytes, this.start + AT.URGENT_POINTER);
  }

  /** Whether the checksum is right, by the IP header below. */
  get checksumStatus(): ChecksumStatus {
    return transportChecksum(this, TCP_PROTOCOL);
  }

  /** What the checksum ought to be; `undefined` where not all that it covers is there. */
  get expectedChecksum(): number | undefined {
    const sum = transportSum(this, TCP_PROTOCOL);
    return sum < 0 ? undefined : rightChecksum(sum, this.checksum);
  }

  /** The options in their order, made anew; `undefined` in a header without. */
  get options(): TcpOption[] | undefined {
    const first = this.start + TCP_HEADER_LENGTH;
    return this.headerLength === TCP_HEADER_LENGTH
      ? undefined
      : tcpOptions(this.bytes, first, this.payloadStart);
  }

  /** Bytes of payload that the sender takes in one segment, of a SYN. It allocates nothing. */
  get maximumSegmentSize(): number | undefined {
    const at = this.#find(TcpOptionKind.MaximumSegmentSize, 4);
    return at < 0 ? undefined : u16(this.bytes, at + 2);
  }

  /** Bits to shift later windows by, of a SYN. It allocates nothing. */
  get windowScale(): number | undefined {
    const at = this.#find(TcpOptionKind.WindowScale, 3);
    return at < 0 ? undefined : this.bytes[at + 2];
  }

  /** The sender's clock (RFC 7323). It allocates nothing. */
  get timestampValue(): number | undefined {
    const at = this.#find(TcpOptionKind.Timestamps, 10);
    return at < 0 ? undefined : u32(this.bytes, at + 2);
  }

  /** The receiver's clock as the sender last saw it (RFC 7323). It allocates nothing. */
  get timestampEcho(): number | undefined {
    const at = this.#find(TcpOptionKind.Timestamps, 10);
    return at < 0 ? undefined : u32(this.bytes, at + 6);
  }

  #find(kind: number, length: number): number {
    const first = this.start + TCP_HEADER_LENGTH;
    return findTcpOption(this.bytes, first, this.payloadStart, kind, length);
  }

  override summary(detail: number): string {
    const { bits } = this.flags;
    const length = this.payloadLength;
    if (detail === 0) return `tcp ${length}`;
    let line = `Flags [${tcpFlagLetters(bits)}]`;
    const first = this.sequenceNumber;
    if (length > 0) line += `, seq ${first}:${(first + length) >>> 0}`;
    else if ((bits & (TcpFlag.Syn | TcpFlag.Fin | TcpFlag.Rst)) !== 0) line += `, seq ${first}`;
    if ((bits & TcpFlag.Ack) !== 0) line += `, ack ${this.acknowledgmentNumber}`;
    line += `, win ${this.window}`;
    if ((bits & TcpFlag.Urg) !== 0) line += `, urg ${this.urgentPointer}`;
    const { options } = this;
    if (options) line += `, options [${options.map(tcpOptionText).join(",")}]`;
    return `${line}, length ${length}`;
  }
}

/** What tcpdump writes for each flag, in its order. */
const LETTERS: readonly (readonly [number, string])[] = [
  [TcpFlag.Fin, "F"],
  [TcpFlag.Syn, "S"],
  [TcpFlag.Rst, "R"],
  [TcpFlag.Psh, "P"],
  [TcpFlag.Ack, "."],
  [TcpFlag.Urg, "U"],
  [TcpFlag.Ece, "E"],
  [TcpFlag.Cwr, "W"],
  [TcpFlag.Ae, "e"],
];

/**
 * Flags as tcpdump shortens them, `S.` or `none`.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(tcpFlagLetters(TcpFlag.Syn | TcpFlag.Ack), "S.");
 * ```
 */
export function tcpFlagLetters(bits: number): string {
  let letters = "";
  for (const [flag, letter] of LETTERS) if ((bits & flag) !== 0) letters += letter;
  return letters || "none";
}
