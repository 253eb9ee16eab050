// core/wire/arcnet.ts: ARCNET, RFC 1201 and RFC 1051, as the BSDs and Linux capture it.
import { u16 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { hexadecimal, integer } from "./field.ts";
import { ETHER_TYPE, type Selector } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the frame; Linux has two bytes more before the protocol. */
const AT = { SOURCE: 0, DESTINATION: 1, PROTOCOL: 2 } as const;
const LINK_TYPE_ARCNET_LINUX = 129, LINUX_OFFSET = 2;

/** Bytes before what the protocol adds. */
export const ARCNET_HEADER_LENGTH = AT.PROTOCOL + 1;

/** From the protocol on: how the packet is split, and its number (RFC 1201, section 2). */
const SPLIT = { FLAG: 1, SEQUENCE: 2 } as const;
const SPLIT_LENGTH = SPLIT.SEQUENCE + 2;
/** The flag of a frame that is longer for the wire's sake: four bytes, then the header again. */
const EXCEPTION = 0xff, EXCEPTION_LENGTH = 4;

/** Protocols: those of RFC 1051 have no header to split them. */
const Protocol = {
  Ipv4: 0xd4,
  Arp: 0xd5,
  Rarp: 0xd6,
  Ipv6: 0xc4,
  Ipv4Simple: 0xf0,
  ArpSimple: 0xf1,
} as const;

/**
 * One ARCNET frame.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const arcnet = new Arcnet();
 * arcnet.at(Uint8Array.of(7, 0, 0xf1), 0, 3);
 * assertStrictEquals(arcnet.source, 7);
 * assertStrictEquals(arcnet.protocol, 0xf1);
 * ```
 */
export class Arcnet extends View {
  static override readonly title = "ARCNET";
  static override readonly specification = "RFC 1201";
  static override readonly fields = {
    source: integer("sender"),
    destination: integer("receiver; 0 is all"),
    protocol: hexadecimal("what the payload is"),
    splitFlag: integer("place in a packet of several frames; 0 is a whole one"),
    sequenceNumber: integer("the same in all frames of a packet"),
  };

  /** Where the protocol is. */
  #protocol = 0;
  /** Where the split flag is; 0 when the protocol has none. */
  #split = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const linux = this.frame.linkType === LINK_TYPE_ARCNET_LINUX;
    const protocolAt = AT.PROTOCOL + (linux ? LINUX_OFFSET : 0);
    if (end - start <= protocolAt) return truncated("protocol", protocolAt + 1);
    const protocol = bytes[start + protocolAt];
    const simple = protocol === Protocol.Ipv4Simple || protocol === Protocol.ArpSimple;
    let length = protocolAt + (simple ? 1 : SPLIT_LENGTH);
    if (end - start < length) return truncated("sequenceNumber", length);
    this.#split = simple ? 0 : start + protocolAt + SPLIT.FLAG;
    if (!simple && bytes[this.#split] === EXCEPTION) {
      length += EXCEPTION_LENGTH;
      if (end - start < length) return truncated("sequenceNumber", length);
      this.#split += EXCEPTION_LENGTH;
    }
    this.bytes = bytes;
    this.start = start;
    this.#protocol = start + protocolAt;
    this.payloadStart = start + length;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = payload(protocol);
    return Fault.None;
  }

  /** Sender, 1 to 255. */
  get source(): number {
    return this.bytes[this.start + AT.SOURCE];
  }

  /** Receiver, 1 to 255; 0 is all. */
  get destination(): number {
    return this.bytes[this.start + AT.DESTINATION];
  }

  /** 0xd4 IPv4, 0xd5 ARP, 0xd6 RARP, 0xc4 IPv6; 0xf0 and 0xf1 by RFC 1051. */
  get protocol(): number {
    return this.bytes[this.#protocol];
  }

  /** 0 whole, odd for the first of several, even after; `undefined` by RFC 1051. */
  get splitFlag(): number | undefined {
    return this.#split === 0 ? undefined : this.bytes[this.#split];
  }

  /** The same in all frames of a packet; `undefined` by RFC 1051. */
  get sequenceNumber(): number | undefined {
    return this.#split === 0 ? undefined : u16(this.bytes, this.#split + 1);
  }

  override summary(_detail: number): string {
    return `ARCNET ${this.source} > ${this.destination}, protocol 0x${this.protocol.toString(16)}`;
  }
}

function payload(protocol: number): Selector {
  switch (protocol) {
    case Protocol.Ipv4:
    case Protocol.Ipv4Simple:
      return ETHER_TYPE | 0x0800;
    case Protocol.Arp:
    case Protocol.ArpSimple:
      return ETHER_TYPE | 0x0806;
    case Protocol.Rarp:
      return ETHER_TYPE | 0x8035;
    case Protocol.Ipv6:
      return ETHER_TYPE | 0x86dd;
    default:
      return 0;
  }
}
