// core/wire/gre.ts: Generic Routing Encapsulation, RFC 2784 and RFC 2890; PPTP's, RFC 2637; NVGRE, RFC 7637.
import { u16, u24, u32 } from "./bytes.ts";
import { type ChecksumStatus, statusOf, sumWords } from "./checksum.ts";
import { Fault, truncated } from "./fault.ts";
import { boolean, hexadecimal, integer, text } from "./field.ts";
import { isWhole } from "./pseudo_header.ts";
import { Direct, ETHER_TYPE, type Selector } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 2784, section 2.1); what follows is as the flags say. */
const AT = { FLAGS: 0, PROTOCOL: 2, OPTIONAL: 4 } as const;

/** Bytes of a header without anything optional. */
export const GRE_HEADER_LENGTH = AT.OPTIONAL;

/** Bits of flags and version: what is present (RFC 1701, RFC 2637). */
const CHECKSUM = 0x8000,
  ROUTING = 0x4000,
  KEY = 0x2000,
  SEQUENCE = 0x1000,
  ACKNOWLEDGMENT = 0x0080,
  VERSION = 0x0007;

/** Protocol types that are not EtherTypes, or not what the number says. */
const Protocol = {
  TransparentEthernet: 0x6558,
  Ppp: 0x880b,
  Erspan: 0x88be,
  Erspan3: 0x22eb,
  Wccp: 0x883e,
} as const;

/** What tcpdump takes apart without a word on what it is: IPv4, IPv6, MPLS, ISO, Ethernet, PPP. */
const NAMED: ReadonlySet<number> = new Set([
  0x0800,
  0x86dd,
  0x8847,
  0x8848,
  0x00fe,
  Protocol.TransparentEthernet,
  Protocol.Ppp,
]);

/**
 * One header. What its flags do not announce is `undefined`.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const gre = new Gre();
 * gre.at(Uint8Array.of(0x20, 0, 0x08, 0x00, 0, 0, 0, 42), 0, 8);
 * assertStrictEquals(gre.protocol, 0x0800);
 * assertStrictEquals(gre.key, 42);
 * ```
 */
export class Gre extends View {
  static override readonly title = "Generic Routing Encapsulation";
  static override readonly specification = "RFC 2784, RFC 2890, RFC 2637, RFC 7637";
  static override readonly fields = {
    flagsAndVersion: hexadecimal("as they stand"),
    checksumPresent: boolean("there is a checksum"),
    routingPresent: boolean("there is a source route, RFC 1701"),
    keyPresent: boolean("there is a key"),
    sequencePresent: boolean("there is a sequence number"),
    acknowledgmentPresent: boolean("there is an acknowledgment number; version 1 only"),
    version: integer("0, or 1 in PPTP"),
    protocol: hexadecimal("what the payload is, as an EtherType"),
    checksum: hexadecimal("of header and payload, as it stands"),
    checksumStatus: text("valid, wrong or unverifiable"),
    routingOffset: integer("of the source route's active entry", "bytes"),
    key: integer("tells the tunnel's flows apart; version 0 only"),
    virtualSubnet: integer("virtual subnet identifier; NVGRE only"),
    flow: integer("flow identifier; NVGRE only"),
    payloadLength: integer("bytes of payload; version 1 only", "bytes"),
    callId: integer("the receiver's number of the call; version 1 only"),
    sequenceNumber: integer("of the packet"),
    acknowledgmentNumber: integer("the last packet received; version 1 only"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < GRE_HEADER_LENGTH) return truncated("protocol", GRE_HEADER_LENGTH);
    const flags = u16(bytes, start + AT.FLAGS);
    let length: number = AT.OPTIONAL;
    if ((flags & (CHECKSUM | ROUTING)) !== 0) length += 4;
    if ((flags & KEY) !== 0) length += 4;
    if ((flags & SEQUENCE) !== 0) length += 4;
    if (isPptp(flags) && (flags & ACKNOWLEDGMENT) !== 0) length += 4;
    if (end - start < length) return truncated("sequenceNumber", length);
    if ((flags & ROUTING) !== 0) {
      // Source route entries, of which the last is empty (RFC 1701).
      for (let more = true; more;) {
        if (end - start < length + 4) return truncated("routingOffset", length + 4);
        const entryLength = bytes[start + length + 3];
        more = u16(bytes, start + length) !== 0 || entryLength !== 0;
        length += 4 + entryLength;
      }
      if (end - start < length) return truncated("routingOffset", length);
    }
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + length;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = this.payloadStart < end ? this.#payloadKind(flags) : 0;
    return Fault.None;
  }

  #payloadKind(flags: number): Selector {
    const protocol = u16(this.bytes, this.start + AT.PROTOCOL);
    switch (protocol) {
      case Protocol.Ppp:
        return Direct.Ppp;
      case Protocol.Erspan:
        // Type I has neither a sequence number nor a header of its own.
        return (flags & SEQUENCE) === 0 ? Direct.Ethernet : Direct.Erspan;
      case Protocol.Erspan3:
        return Direct.Erspan;
      case Protocol.Wccp:
        return this.#skipRedirectHeader();
      default:
        return ETHER_TYPE | protocol;
    }
  }

  /** WCCP version 2 has four bytes before the IPv4 header, version 1 none. */
  #skipRedirectHeader(): Selector {
    const { bytes, payloadStart, payloadEnd } = this;
    if (bytes[payloadStart] >> 4 !== 4 && payloadStart + 4 < payloadEnd) this.payloadStart += 4;
    return ETHER_TYPE | 0x0800;
  }

  /** Flags, recursion control and version, 16 bits. */
  get flagsAndVersion(): number {
    return u16(this.bytes, this.start + AT.FLAGS);
  }

  get checksumPresent(): boolean {
    return (this.flagsAndVersion & CHECKSUM) !== 0;
  }

  get routingPresent(): boolean {
    return (this.flagsAndVersion & ROUTING) !== 0;
  }

  get keyPresent(): boolean {
    return (this.flagsAndVersion & KEY) !== 0;
  }

  get sequencePresent(): boolean {
    return (this.flagsAndVersion & SEQUENCE) !== 0;
  }

  /** Only PPTP's version has the bit. */
  get acknowledgmentPresent(): boolean {
    return isPptp(this.flagsAndVersion) && (this.flagsAndVersion & ACKNOWLEDGMENT) !== 0;
  }

  /** 0, or 1 in PPTP. */
  get version(): number {
    return this.flagsAndVersion & VERSION;
  }

  /** What the payload is: an EtherType, or 0x880b for PPP. */
  get protocol(): number {
    return u16(this.bytes, this.start + AT.PROTOCOL);
  }

  /** The checksum as it stands. */
  get checksum(): number | undefined {
    return this.checksumPresent ? u16(this.bytes, this.start + AT.OPTIONAL) : undefined;
  }

  /** Whether the checksum over header and payload is right. */
  get checksumStatus(): ChecksumStatus | undefined {
    if (!this.checksumPresent) return undefined;
    if (!isWhole(this)) return "unverifiable";
    return statusOf(sumWords(this.bytes, this.start, this.payloadEnd));
  }

  /** Bytes from the first source route entry to the active one (RFC 1701). */
  get routingOffset(): number | undefined {
    return this.routingPresent ? u16(this.bytes, this.start + AT.OPTIONAL + 2) : undefined;
  }

  /** The key, 0 to 2^32 - 1. */
  get key(): number | undefined {
    return this.keyPresent && this.version === 0 ? u32(this.bytes, this.#keyAt) : undefined;
  }

  /** Virtual subnet, 0 to 2^24 - 1: the key's high bits where Ethernet is carried (RFC 7637). */
  get virtualSubnet(): number | undefined {
    return this.#isNvgre ? u24(this.bytes, this.#keyAt) : undefined;
  }

  /** Flow within the subnet, 0 to 255: the key's low bits. */
  get flow(): number | undefined {
    return this.#isNvgre ? this.bytes[this.#keyAt + 3] : undefined;
  }

  /** Bytes of payload that the header announces. */
  get payloadLength(): number | undefined {
    return this.#isCall ? u16(this.bytes, this.#keyAt) : undefined;
  }

  /** The receiver's number of the call, 0 to 65,535. */
  get callId(): number | undefined {
    return this.#isCall ? u16(this.bytes, this.#keyAt + 2) : undefined;
  }

  /** Sequence number, 0 to 2^32 - 1. */
  get sequenceNumber(): number | undefined {
    return this.sequencePresent ? u32(this.bytes, this.#sequenceAt) : undefined;
  }

  /** The highest sequence number received, 0 to 2^32 - 1. */
  get acknowledgmentNumber(): number | undefined {
    if (!this.acknowledgmentPresent) return undefined;
    return u32(this.bytes, this.#sequenceAt + (this.sequencePresent ? 4 : 0));
  }

  get #keyAt(): number {
    const both = (this.flagsAndVersion & (CHECKSUM | ROUTING)) !== 0;
    return this.start + AT.OPTIONAL + (both ? 4 : 0);
  }

  get #sequenceAt(): number {
    return this.#keyAt + (this.keyPresent ? 4 : 0);
  }

  get #isCall(): boolean {
    return this.keyPresent && this.version === 1;
  }

  get #isNvgre(): boolean {
    return this.keyPresent && this.version === 0 &&
      this.protocol === Protocol.TransparentEthernet;
  }

  override summary(_detail: number): string {
    const { key, callId, sequenceNumber, acknowledgmentNumber } = this;
    let line = `GREv${this.version}`;
    if (key !== undefined) line += `, key=0x${key.toString(16)}`;
    if (callId !== undefined) line += `, call ${callId}`;
    if (sequenceNumber !== undefined) line += `, seq ${sequenceNumber}`;
    if (acknowledgmentNumber !== undefined) line += `, ack ${acknowledgmentNumber}`;
    line += `, length ${this.wireEnd - this.start}`;
    if (NAMED.has(this.protocol)) return line;
    return `${line}: gre-proto-0x${this.protocol.toString(16)}`;
  }
}

function isPptp(flags: number): boolean {
  return (flags & VERSION) === 1;
}
