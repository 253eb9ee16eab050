// core/wire/nsh.ts: Network Service Header, RFC 8300.
import { u16, u24 } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { boolean, bytes as bytesField, integer } from "./field.ts";
import { Direct, ETHER_TYPE, IP_VERSION, type Selector } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 8300, section 2.2). */
const AT = { FLAGS: 0, TYPE: 2, NEXT_PROTOCOL: 3, PATH: 4, INDEX: 7, CONTEXT: 8 } as const;

/** Bytes of a header without context. */
export const NSH_HEADER_LENGTH = AT.CONTEXT;

/** What follows, in the order of its numbers (RFC 8300, section 9.1.3). */
const PAYLOADS: readonly Selector[] = [
  0,
  IP_VERSION | 4,
  IP_VERSION | 6,
  Direct.Ethernet,
  ETHER_TYPE | 0x894f,
  ETHER_TYPE | 0x8847,
];

/**
 * The way of a packet through a chain of services.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const nsh = new Nsh();
 * nsh.at(Uint8Array.of(0x0f, 0xc2, 2, 1, 0, 0, 5, 255), 0, 8);
 * assertStrictEquals(nsh.servicePath, 5);
 * assertStrictEquals(nsh.timeToLive, 63);
 * ```
 */
export class Nsh extends View {
  static override readonly title = "Network Service Header";
  static override readonly specification = "RFC 8300";
  static override readonly fields = {
    version: integer("always 0"),
    operations: boolean("a packet of operations and maintenance"),
    timeToLive: integer("service hops that it may still take"),
    length: integer("the whole header", "bytes"),
    metadataType: integer("1 fixed context, 2 variable"),
    nextProtocol: integer("1 IPv4, 2 IPv6, 3 Ethernet, 4 NSH, 5 MPLS"),
    servicePath: integer("service path identifier"),
    serviceIndex: integer("place on the path"),
    context: bytesField("what the services tell each other"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < NSH_HEADER_LENGTH) return truncated("serviceIndex", NSH_HEADER_LENGTH);
    const length = (bytes[start + AT.FLAGS + 1] & 63) * 4;
    if (length < NSH_HEADER_LENGTH) return malformed("length");
    if (wireEnd - start < length) return truncated("context", length);
    this.bytes = bytes;
    this.start = start;
    // A capture may end within the context.
    this.payloadStart = Math.min(end, start + length);
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = start + length > end ? 0 : PAYLOADS[bytes[start + AT.NEXT_PROTOCOL]] ?? 0;
    return Fault.None;
  }

  /** Always 0. */
  get version(): number {
    return this.bytes[this.start + AT.FLAGS] >> 6;
  }

  get operations(): boolean {
    return (this.bytes[this.start + AT.FLAGS] & 0x20) !== 0;
  }

  /** Service hops that the packet may still take, 0 to 63. */
  get timeToLive(): number {
    return (u16(this.bytes, this.start + AT.FLAGS) >> 6) & 63;
  }

  /** Bytes of the whole header. */
  get length(): number {
    return (this.bytes[this.start + AT.FLAGS + 1] & 63) * 4;
  }

  get metadataType(): number {
    return this.bytes[this.start + AT.TYPE] & 15;
  }

  get nextProtocol(): number {
    return this.bytes[this.start + AT.NEXT_PROTOCOL];
  }

  /** Service path identifier, 0 to 2^24 - 1. */
  get servicePath(): number {
    return u24(this.bytes, this.start + AT.PATH);
  }

  /** Place on the path, 255 at first, less by one at each service. */
  get serviceIndex(): number {
    return this.bytes[this.start + AT.INDEX];
  }

  /** The context headers as far as they were captured, lent. */
  get context(): Uint8Array {
    return this.bytes.subarray(this.start + AT.CONTEXT, this.payloadStart);
  }

  override summary(_detail: number): string {
    return `NSH, service path ${this.servicePath}, index ${this.serviceIndex}`;
  }
}
