// core/wire/vxlan_gpe.ts: VXLAN with other payloads than Ethernet, draft-ietf-nvo3-vxlan-gpe-13.
import { u24 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { boolean, hexadecimal, integer } from "./field.ts";
import { Direct, ETHER_TYPE, IP_VERSION, type Selector } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (section 3). */
const AT = { FLAGS: 0, NEXT_PROTOCOL: 3, VNI: 4 } as const;

/** Bytes before the payload. */
export const VXLAN_GPE_HEADER_LENGTH = 8;

/** Bits of the flags: operations and maintenance, and the next protocol is told. */
const OPERATIONS = 0x01, NEXT_PROTOCOL = 0x04;

/** What follows, in the order of its numbers (section 3.2). */
const PAYLOADS: readonly Selector[] = [
  0,
  IP_VERSION | 4,
  IP_VERSION | 6,
  Direct.Ethernet,
  ETHER_TYPE | 0x894f,
  ETHER_TYPE | 0x8847,
];

/**
 * One header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const vxlan = new VxlanGpe();
 * vxlan.at(Uint8Array.of(0x0c, 0, 0, 1, 0, 0x30, 0x39, 0), 0, 8);
 * assertStrictEquals(vxlan.nextProtocol, 1);
 * assertStrictEquals(vxlan.vni, 12345);
 * ```
 */
export class VxlanGpe extends View {
  static override readonly title =
    "Virtual eXtensible Local Area Network, Generic Protocol Extension";
  static override readonly specification = "draft-ietf-nvo3-vxlan-gpe";
  static override readonly fields = {
    flags: hexadecimal("as they stand"),
    version: integer("always 0"),
    operations: boolean("a packet of operations and maintenance"),
    nextProtocol: integer("1 IPv4, 2 IPv6, 3 Ethernet, 4 NSH, 5 MPLS; absent where it is not told"),
    vni: integer("VXLAN network identifier"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < VXLAN_GPE_HEADER_LENGTH) return truncated("vni", VXLAN_GPE_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + VXLAN_GPE_HEADER_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    const told = (bytes[start + AT.FLAGS] & NEXT_PROTOCOL) !== 0;
    this.next = told ? PAYLOADS[bytes[start + AT.NEXT_PROTOCOL]] ?? 0 : Direct.Ethernet;
    return Fault.None;
  }

  /** Flags, 8 bits. */
  get flags(): number {
    return this.bytes[this.start + AT.FLAGS];
  }

  /** Always 0. */
  get version(): number {
    return (this.flags >> 4) & 3;
  }

  get operations(): boolean {
    return (this.flags & OPERATIONS) !== 0;
  }

  /** What the payload is; Ethernet where it is not told. */
  get nextProtocol(): number | undefined {
    return (this.flags & NEXT_PROTOCOL) === 0
      ? undefined
      : this.bytes[this.start + AT.NEXT_PROTOCOL];
  }

  /** VXLAN network identifier, 0 to 2^24 - 1. */
  get vni(): number {
    return u24(this.bytes, this.start + AT.VNI);
  }

  override summary(_detail: number): string {
    return `VXLAN-GPE, flags 0x${this.flags.toString(16).padStart(2, "0")}, vni ${this.vni}`;
  }
}
