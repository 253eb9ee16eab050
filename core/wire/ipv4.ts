// core/wire/ipv4.ts: IPv4, RFC 791.
import { Address, IPV4_LENGTH } from "./address.ts";
import { u16 } from "./bytes.ts";
import { type ChecksumStatus, statusOf, sumWords } from "./checksum.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { address, boolean, group, hexadecimal, integer, list, text } from "./field.ts";
import {
  IPV4_OPTION_FIELDS,
  type Ipv4Option,
  ipv4Options,
  sourceRouteEnd,
} from "./ipv4_options.ts";
import { IP_PROTOCOL } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 791, section 3.1). */
const AT = {
  VERSION: 0,
  SERVICE: 1,
  TOTAL_LENGTH: 2,
  IDENTIFICATION: 4,
  FRAGMENT: 6,
  TIME_TO_LIVE: 8,
  PROTOCOL: 9,
  CHECKSUM: 10,
  SOURCE: 12,
  DESTINATION: 16,
} as const;

/** Bytes of a header without options. */
export const IPV4_HEADER_LENGTH = AT.DESTINATION + IPV4_LENGTH;

/** Bits of the field that holds flags and fragment offset. */
const RESERVED = 0x8000, DONT_FRAGMENT = 0x4000, MORE_FRAGMENTS = 0x2000, OFFSET = 0x1fff;

/**
 * One IPv4 packet, or a fragment of one.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const ipv4 = new Ipv4();
 * const header = Uint8Array.of(0x45, 0, 0, 20, 0, 1, 0x40, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2);
 * ipv4.at(header, 0, 20);
 * assertStrictEquals(`${ipv4.source} > ${ipv4.destination}`, "192.0.2.1 > 192.0.2.2");
 * assertStrictEquals(ipv4.dontFragment, true);
 * ```
 */
export class Ipv4 extends View {
  static override readonly title = "Internet Protocol version 4";
  static override readonly specification = "RFC 791";
  static override readonly fields = {
    version: integer("always 4"),
    headerLength: integer("header with options", "bytes"),
    typeOfService: hexadecimal("code point and congestion bits"),
    differentiatedServices: integer("code point, RFC 2474"),
    congestion: integer("explicit congestion notification, RFC 3168"),
    totalLength: integer("header and payload; 0 where the sender's card segments", "bytes"),
    identification: integer("the same in all fragments of a packet"),
    reservedFlag: boolean("must be false"),
    dontFragment: boolean("may not be fragmented"),
    moreFragments: boolean("not the last fragment"),
    fragmentOffset: integer("place of the payload in the whole", "bytes"),
    timeToLive: integer("hops that it may still take"),
    protocol: integer("what the payload is"),
    checksum: hexadecimal("of the header, as it stands"),
    checksumStatus: text("valid, wrong or unverifiable"),
    source: address("sender"),
    destination: address("receiver"),
    options: list(group("an option", IPV4_OPTION_FIELDS)),
  };

  #source = new Address();
  #destination = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < IPV4_HEADER_LENGTH) return truncated("destination", IPV4_HEADER_LENGTH);
    const first = bytes[start];
    if (first >> 4 !== 4) return malformed("version");
    const headerLength = (first & 15) << 2;
    if (headerLength < IPV4_HEADER_LENGTH) return malformed("headerLength");
    if (wireEnd - start < headerLength) return truncated("options", headerLength);
    const totalLength = u16(bytes, start + AT.TOTAL_LENGTH);
    // Zero is a packet that the sending host's card has still to segment.
    if (totalLength !== 0 && totalLength < headerLength) return malformed("totalLength");
    this.bytes = bytes;
    this.start = start;
    // A capture may end within the options.
    this.payloadStart = Math.min(end, start + headerLength);
    // Not `Math.min`, which goes through doubles: tests/bench/decode_bench.ts, 5 ns a packet.
    const totalEnd = start + totalLength;
    const last = totalLength === 0 || totalEnd > wireEnd ? wireEnd : totalEnd;
    this.wireEnd = last;
    this.payloadEnd = last < end ? last : end;
    // Only the first fragment begins with the next header.
    const later = (u16(bytes, start + AT.FRAGMENT) & OFFSET) !== 0;
    this.next = later || start + headerLength > end ? 0 : IP_PROTOCOL | bytes[start + AT.PROTOCOL];
    return Fault.None;
  }

  /** Always 4. */
  get version(): number {
    return 4;
  }

  /** Bytes of the header with its options: 20 to 60. */
  override get headerLength(): number {
    return (this.bytes[this.start + AT.VERSION] & 15) << 2;
  }

  /** The byte of RFC 791's type of service, 0 to 255: the next two together. */
  get typeOfService(): number {
    return this.bytes[this.start + AT.SERVICE];
  }

  /** Differentiated services code point, 0 to 63 (RFC 2474). */
  get differentiatedServices(): number {
    return this.bytes[this.start + AT.SERVICE] >> 2;
  }

  /** Explicit congestion notification, 0 to 3 (RFC 3168, section 5). */
  get congestion(): number {
    return this.bytes[this.start + AT.SERVICE] & 3;
  }

  /** Bytes of header and payload, as the header says; 0 before segmentation by the card. */
  get totalLength(): number {
    return u16(this.bytes, this.start + AT.TOTAL_LENGTH);
  }

  /** The same in all fragments of a packet, 0 to 65,535. */
  get identification(): number {
    return u16(this.bytes, this.start + AT.IDENTIFICATION);
  }

  /** Must be false (RFC 791); RFC 3514's joke. */
  get reservedFlag(): boolean {
    return (u16(this.bytes, this.start + AT.FRAGMENT) & RESERVED) !== 0;
  }

  get dontFragment(): boolean {
    return (u16(this.bytes, this.start + AT.FRAGMENT) & DONT_FRAGMENT) !== 0;
  }

  get moreFragments(): boolean {
    return (u16(this.bytes, this.start + AT.FRAGMENT) & MORE_FRAGMENTS) !== 0;
  }

  /** Where the payload belongs in the whole packet's, in bytes: a multiple of 8. */
  get fragmentOffset(): number {
    return (u16(this.bytes, this.start + AT.FRAGMENT) & OFFSET) << 3;
  }

  /** Hops that the packet may still take, 0 to 255. */
  get timeToLive(): number {
    return this.bytes[this.start + AT.TIME_TO_LIVE];
  }

  /** What the payload is (IANA "Protocol Numbers"). */
  get protocol(): number {
    return this.bytes[this.start + AT.PROTOCOL];
  }

  /** The header's checksum as it stands. */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /** Whether the header's checksum is right; not verifiable before the sender's card computes it. */
  get checksumStatus(): ChecksumStatus {
    const end = this.start + this.headerLength;
    if (this.frame.checksumsPending || this.totalLength === 0 || this.payloadStart < end) {
      return "unverifiable";
    }
    return statusOf(sumWords(this.bytes, this.start, end));
  }

  /** Sender. */
  get source(): Address {
    return this.#source.at(this.bytes, this.start + AT.SOURCE, IPV4_LENGTH);
  }

  /** Receiver. */
  get destination(): Address {
    return this.#destination.at(this.bytes, this.start + AT.DESTINATION, IPV4_LENGTH);
  }

  /** Whether this is a part of a packet, and not the whole. */
  get isFragment(): boolean {
    return (u16(this.bytes, this.start + AT.FRAGMENT) & (MORE_FRAGMENTS | OFFSET)) !== 0;
  }

  /**
   * Where in `bytes` the address stands that the packet ends up at, which
   * checksums cover: the last of a source route that has still to be taken
   * (RFC 791, section 3.1), or the header's own.
   */
  get finalDestinationAt(): number {
    const first = this.start + IPV4_HEADER_LENGTH;
    const route = sourceRouteEnd(this.bytes, first, this.payloadStart);
    return route < 0 ? this.start + AT.DESTINATION : route - IPV4_LENGTH;
  }

  /** The options in their order, made anew; `undefined` in a header without. */
  get options(): Ipv4Option[] | undefined {
    const first = this.start + IPV4_HEADER_LENGTH;
    if (this.headerLength === IPV4_HEADER_LENGTH) return undefined;
    return ipv4Options(this.bytes, first, this.payloadStart);
  }
}
