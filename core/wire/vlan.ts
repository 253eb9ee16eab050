// core/wire/vlan.ts: VLAN tags, IEEE 802.1Q-2022, clause 9 (QinQ: two of them).
import { u16 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { boolean, hexadecimal, integer } from "./field.ts";
import { LAST_LENGTH, lengthPayload } from "./ethernet.ts";
import { ETHER_TYPE } from "./select.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the tag control information, which follows the EtherType
 * that announced the tag (clause 9.6).
 *
 *      0                   1
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 *     +-----+-+-----------------------+
 *     | PCP |D|          VID          |
 *     +-----+-+-----------------------+
 */
const AT = { CONTROL: 0, ETHER_TYPE: 2 } as const;

/** Bytes before the payload. */
export const VLAN_HEADER_LENGTH = AT.ETHER_TYPE + 2;

/**
 * One VLAN tag. A frame with two has two such layers, the service tag first.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const vlan = new Vlan();
 * vlan.at(Uint8Array.of(0x60, 0x05, 0x08, 0x00), 0, 4);
 * assertStrictEquals(vlan.id, 5);
 * assertStrictEquals(vlan.priority, 3);
 * ```
 */
export class Vlan extends View {
  static override readonly title = "VLAN tag";
  static override readonly specification = "IEEE 802.1Q";
  static override readonly fields = {
    priority: integer("priority code point"),
    dropEligible: boolean("may be dropped first in congestion"),
    id: integer("VLAN identifier"),
    etherType: hexadecimal("what the payload is; absent in a frame with a length"),
    length: integer("payload of an 802.3 frame", "bytes"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < VLAN_HEADER_LENGTH) return truncated("etherType", VLAN_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + VLAN_HEADER_LENGTH;
    const type = u16(bytes, start + AT.ETHER_TYPE);
    if (type > LAST_LENGTH) {
      this.wireEnd = wireEnd;
      this.payloadEnd = end;
      this.next = ETHER_TYPE | type;
    } else {
      this.wireEnd = Math.min(wireEnd, this.payloadStart + type);
      this.payloadEnd = Math.min(end, this.wireEnd);
      this.next = lengthPayload(bytes, this.payloadStart, this.payloadEnd);
    }
    return Fault.None;
  }

  /** Priority code point, 0 (best effort) to 7. */
  get priority(): number {
    return this.bytes[this.start + AT.CONTROL] >> 5;
  }

  /** Drop eligible indicator; the canonical format indicator of old. */
  get dropEligible(): boolean {
    return (this.bytes[this.start + AT.CONTROL] & 0x10) !== 0;
  }

  /** VLAN identifier, 0 (priority only) to 4,095 (reserved). */
  get id(): number {
    return u16(this.bytes, this.start + AT.CONTROL) & 0xfff;
  }

  /** As in Ethernet. */
  get etherType(): number | undefined {
    const type = u16(this.bytes, this.start + AT.ETHER_TYPE);
    return type > LAST_LENGTH ? type : undefined;
  }

  /** Bytes of payload in an 802.3 frame; `undefined` where there is an EtherType. */
  get length(): number | undefined {
    const type = u16(this.bytes, this.start + AT.ETHER_TYPE);
    return type <= LAST_LENGTH ? type : undefined;
  }

  override summary(_detail: number): string {
    const drop = this.dropEligible ? ", DEI" : "";
    return `vlan ${this.id}, p ${this.priority}${drop}`;
  }
}
