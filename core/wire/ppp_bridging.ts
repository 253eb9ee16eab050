// core/wire/ppp_bridging.ts: bridged frames over PPP, RFC 3518, section 4.2.
import { Fault, truncated } from "./fault.ts";
import { boolean, integer } from "./field.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the start of the header.
 *
 *      0                   1
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 *     +-+-+-+-+-------+---------------+
 *     |F|0|Z|0| Pads  |   MAC Type    |
 *     +-+-+-+-+-------+---------------+
 */
const AT = { FLAGS: 0, MAC_TYPE: 1 } as const;

/** Bytes before the bridged frame. */
export const PPP_BRIDGING_HEADER_LENGTH = AT.MAC_TYPE + 1;

const FCS_PRESENT = 0x80, FCS_LENGTH = 4;
/** The MAC type of Ethernet. */
const MAC_ETHERNET = 1;

/**
 * The header of one bridged frame.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const bridging = new PppBridging();
 * bridging.at(Uint8Array.of(0, 1), 0, 2);
 * assertStrictEquals(bridging.macType, 1);
 * ```
 */
export class PppBridging extends View {
  static override readonly title = "PPP bridged frame";
  static override readonly specification = "RFC 3518";
  static override readonly fields = {
    fcsPresent: boolean("the frame's check sequence is there"),
    padding: integer("behind the frame", "bytes"),
    macType: integer("kind of frame; 1 is Ethernet"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < PPP_BRIDGING_HEADER_LENGTH) {
      return truncated("macType", PPP_BRIDGING_HEADER_LENGTH);
    }
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + PPP_BRIDGING_HEADER_LENGTH;
    const flags = bytes[start + AT.FLAGS];
    const behind = (flags & 0xf) + ((flags & FCS_PRESENT) === 0 ? 0 : FCS_LENGTH);
    this.wireEnd = Math.max(this.payloadStart, wireEnd - behind);
    this.payloadEnd = Math.min(end, this.wireEnd);
    this.next = bytes[start + AT.MAC_TYPE] === MAC_ETHERNET ? Direct.Ethernet : 0;
    return Fault.None;
  }

  /** Whether four bytes of check sequence end the frame. */
  get fcsPresent(): boolean {
    return (this.bytes[this.start + AT.FLAGS] & FCS_PRESENT) !== 0;
  }

  /** Bytes behind the frame that are none of it, 0 to 15. */
  get padding(): number {
    return this.bytes[this.start + AT.FLAGS] & 0xf;
  }

  /** 1 Ethernet, 2 token bus, 3 token ring, 4 FDDI. */
  get macType(): number {
    return this.bytes[this.start + AT.MAC_TYPE];
  }

  override summary(_detail: number): string {
    return `bridged, MAC type ${this.macType}`;
  }
}
