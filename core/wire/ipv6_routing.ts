// core/wire/ipv6_routing.ts: IPv6 routing headers, RFC 8200, section 4.4.
import { IPV6_EXTENSION_FIELDS, Ipv6Extension } from "./_ipv6_extension.ts";
import { keptAddresses } from "./_kept.ts";
import { Address, IPV6_LENGTH } from "./address.ts";
import { u16 } from "./bytes.ts";
import type { Fault } from "./fault.ts";
import { address, bytes as bytesField, group, hexadecimal, integer, list } from "./field.ts";

/** Byte offsets from the start of the header; those from `LAST_ENTRY` on are segment routing's. */
const AT = {
  TYPE: 2,
  SEGMENTS_LEFT: 3,
  LAST_ENTRY: 4,
  FLAGS: 5,
  TAG: 6,
  ADDRESSES: 8,
} as const;

/** Routing types (IANA "IPv6 Routing Types"). */
export const Ipv6RoutingType = { Source: 0, Mobile: 2, Rpl: 3, Segment: 4 } as const;

/** What follows the segment list (RFC 8754, section 2.1). */
export interface SegmentRoutingTlv {
  readonly type: number;
  readonly data: Uint8Array;
}

/**
 * The way that the packet is to take: source route (type 0, forbidden since
 * RFC 5095), a mobile node's home address (2, RFC 6275), RPL's compressed route
 * (3, RFC 6554), or segments (4, RFC 8754).
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const header = new Uint8Array(24);
 * header.set([17, 2, 4, 0, 0, 0, 0, 7]);
 * header[23] = 1;
 * const routing = new Ipv6Routing();
 * routing.at(header, 0, 24);
 * assertStrictEquals(`${routing.segments}`, "::1");
 * assertStrictEquals(routing.tag, 7);
 * ```
 */
export class Ipv6Routing extends Ipv6Extension {
  static override readonly title = "IPv6 routing header";
  static override readonly specification = "RFC 8200, RFC 8754, RFC 6275, RFC 6554";
  static override readonly fields = {
    ...IPV6_EXTENSION_FIELDS,
    type: integer("0 source, 2 mobile, 3 RPL, 4 segment routing"),
    segmentsLeft: integer("nodes still to visit"),
    lastEntry: integer("index of the last segment; segment routing only"),
    flags: hexadecimal("segment routing only"),
    tag: integer("class of packets; segment routing only"),
    addresses: list(address("a node to visit, in order; source routes only")),
    homeAddress: address("the mobile node's; type 2 only"),
    segments: list(address("a segment, the last to visit first; segment routing only")),
    tlvs: list(group("what follows the segments", {
      type: integer("what it is"),
      data: bytesField("its value"),
    })),
    data: bytesField("of a type that is not decoded further"),
  };

  #homeAddress = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    return this.extension(bytes, start, end, wireEnd, "segmentsLeft", "data");
  }

  /** One of {@linkcode Ipv6RoutingType}, or another. */
  get type(): number {
    return this.bytes[this.start + AT.TYPE];
  }

  /** Nodes still to visit before the destination is reached. */
  get segmentsLeft(): number {
    return this.bytes[this.start + AT.SEGMENTS_LEFT];
  }

  /** Index of the last segment of the list, from 0. */
  get lastEntry(): number | undefined {
    return this.#isSegments ? this.bytes[this.start + AT.LAST_ENTRY] : undefined;
  }

  get flags(): number | undefined {
    return this.#isSegments ? this.bytes[this.start + AT.FLAGS] : undefined;
  }

  /** The class of packets that this one belongs to, 0 to 65,535. */
  get tag(): number | undefined {
    return this.#isSegments ? u16(this.bytes, this.start + AT.TAG) : undefined;
  }

  /** The nodes of a source route in order; the one that is next has gone to the IPv6 header. */
  get addresses(): Address[] | undefined {
    if (this.type !== Ipv6RoutingType.Source) return undefined;
    return keptAddresses(this.bytes, this.#listStart, this.payloadStart, IPV6_LENGTH);
  }

  /** Where a mobile node is at home. */
  get homeAddress(): Address | undefined {
    if (this.type !== Ipv6RoutingType.Mobile) return undefined;
    if (this.payloadStart - this.#listStart < IPV6_LENGTH) return undefined;
    return this.#homeAddress.at(this.bytes, this.#listStart, IPV6_LENGTH);
  }

  /** The segments as they stand: the last to visit comes first. */
  get segments(): Address[] | undefined {
    if (!this.#isSegments) return undefined;
    return keptAddresses(this.bytes, this.#listStart, this.#listEnd, IPV6_LENGTH);
  }

  /** What follows the segments; `undefined` when nothing does. */
  get tlvs(): SegmentRoutingTlv[] | undefined {
    const { bytes, payloadStart: end } = this;
    if (!this.#isSegments || this.#listEnd === end) return undefined;
    const tlvs: SegmentRoutingTlv[] = [];
    for (let at = this.#listEnd; at < end;) {
      // Type 0 is a single byte of padding (RFC 8754, section 2.1.1.1).
      const length = bytes[at] === 0 ? 1 : at + 1 < end ? 2 + bytes[at + 1] : 0;
      if (length === 0 || at + length > end) break;
      tlvs.push({ type: bytes[at], data: bytes.slice(Math.min(at + 2, at + length), at + length) });
      at += length;
    }
    return tlvs;
  }

  /** What follows the first four bytes, in a type that is not decoded further. */
  get data(): Uint8Array | undefined {
    const { type } = this;
    const known = type === Ipv6RoutingType.Source || type === Ipv6RoutingType.Mobile ||
      type === Ipv6RoutingType.Segment;
    return known ? undefined : this.bytes.subarray(this.start + 4, this.payloadStart);
  }

  /**
   * Where in `bytes` the address stands that the packet ends up at, which
   * checksums cover; -1 when it is already the IPv6 header's (RFC 8200, section 8.1).
   */
  get finalDestinationAt(): number {
    if (this.segmentsLeft === 0) return -1;
    const count = (this.payloadStart - this.#listStart) >> 4;
    if (count === 0) return -1;
    if (this.type === Ipv6RoutingType.Source) return this.#listStart + (count - 1) * IPV6_LENGTH;
    const first = this.type === Ipv6RoutingType.Mobile || this.#isSegments;
    return first ? this.#listStart : -1;
  }

  get #isSegments(): boolean {
    return this.type === Ipv6RoutingType.Segment;
  }

  get #listStart(): number {
    return this.start + AT.ADDRESSES;
  }

  /** Of the segments: what the last entry says, or what there is room for. */
  get #listEnd(): number {
    const count = this.bytes[this.start + AT.LAST_ENTRY] + 1;
    const room = (this.payloadStart - this.#listStart) >> 4;
    return this.#listStart + Math.min(count, room) * IPV6_LENGTH;
  }

  override summary(_detail: number): string {
    const deprecated = this.type === Ipv6RoutingType.Source ? " [Deprecated]" : "";
    const home = this.homeAddress;
    const list = this.addresses ?? this.segments ?? (home === undefined ? [] : [home]);
    const nodes = list.map((address, at) => `, [${at}]${address}`).join("");
    const length = this.headerExtensionLength;
    return `RT6 (len=${length}, type=${this.type}${deprecated}, segleft=${this.segmentsLeft}${nodes})`;
  }
}
