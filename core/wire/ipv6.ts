// core/wire/ipv6.ts: IPv6, RFC 8200. Extension headers are layers of their own.
import { Address, IPV6_LENGTH } from "./address.ts";
import { u16, u32 } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { address, hexadecimal, integer } from "./field.ts";
import { IP_PROTOCOL } from "./select.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the start of the header (RFC 8200, section 3).
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-------+---------------+---------------------------------------+
 *     |Version| Traffic Class |              Flow Label               |
 *     +-------+---------------+-------+---------------+---------------+
 *     |        Payload Length         |  Next Header  |   Hop Limit   |
 *     +-------------------------------+---------------+---------------+
 */
const AT = {
  VERSION: 0,
  PAYLOAD_LENGTH: 4,
  NEXT_HEADER: 6,
  HOP_LIMIT: 7,
  SOURCE: 8,
  DESTINATION: 24,
} as const;

/** Bytes of the fixed header. */
export const IPV6_HEADER_LENGTH = AT.DESTINATION + IPV6_LENGTH;

/**
 * One IPv6 header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const header = new Uint8Array(40);
 * header.set([0x60, 0, 0, 0, 0, 0, 59, 64]);
 * header[23] = header[39] = 1;
 * const ipv6 = new Ipv6();
 * ipv6.at(header, 0, 40);
 * assertStrictEquals(`${ipv6.source}`, "::1");
 * ```
 */
export class Ipv6 extends View {
  static override readonly title = "Internet Protocol version 6";
  static override readonly specification = "RFC 8200";
  static override readonly fields = {
    version: integer("always 6"),
    trafficClass: integer("code point and congestion bits"),
    differentiatedServices: integer("code point, RFC 2474"),
    congestion: integer("explicit congestion notification, RFC 3168"),
    flowLabel: hexadecimal("the same in all packets of a flow"),
    payloadLength: integer("everything after this header; 0 in a jumbogram", "bytes"),
    nextHeader: integer("what follows: an extension header or the payload"),
    hopLimit: integer("hops that it may still take"),
    source: address("sender"),
    destination: address("receiver; the next one where a routing header follows"),
  };

  #source = new Address();
  #destination = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < IPV6_HEADER_LENGTH) return truncated("destination", IPV6_HEADER_LENGTH);
    if (bytes[start] >> 4 !== 6) return malformed("version");
    const length = u16(bytes, start + AT.PAYLOAD_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + IPV6_HEADER_LENGTH;
    // Zero is a jumbogram (RFC 2675), or a packet that the sender's card has still to segment.
    const lengthEnd = start + IPV6_HEADER_LENGTH + length;
    const last = length === 0 || lengthEnd > wireEnd ? wireEnd : lengthEnd;
    this.wireEnd = last;
    this.payloadEnd = last < end ? last : end;
    this.next = IP_PROTOCOL | bytes[start + AT.NEXT_HEADER];
    return Fault.None;
  }

  /** Always 6. */
  get version(): number {
    return 6;
  }

  /** Traffic class, 0 to 255. */
  get trafficClass(): number {
    return (u16(this.bytes, this.start + AT.VERSION) >> 4) & 0xff;
  }

  /** Differentiated services code point, 0 to 63 (RFC 2474). */
  get differentiatedServices(): number {
    return this.trafficClass >> 2;
  }

  /** Explicit congestion notification, 0 to 3 (RFC 3168, section 5). */
  get congestion(): number {
    return this.trafficClass & 3;
  }

  /** Flow label, 0 (none) to 2^20 - 1 (RFC 6437). */
  get flowLabel(): number {
    return u32(this.bytes, this.start + AT.VERSION) & 0xf_ffff;
  }

  /** Bytes after this header, as it says; 0 in a jumbogram. */
  get payloadLength(): number {
    return u16(this.bytes, this.start + AT.PAYLOAD_LENGTH);
  }

  /** What follows (IANA "Protocol Numbers"). */
  get nextHeader(): number {
    return this.bytes[this.start + AT.NEXT_HEADER];
  }

  /** Hops that the packet may still take, 0 to 255. */
  get hopLimit(): number {
    return this.bytes[this.start + AT.HOP_LIMIT];
  }

  /** Sender. */
  get source(): Address {
    return this.#source.at(this.bytes, this.start + AT.SOURCE, IPV6_LENGTH);
  }

  /** Receiver. */
  get destination(): Address {
    return this.#destination.at(this.bytes, this.start + AT.DESTINATION, IPV6_LENGTH);
  }
}
