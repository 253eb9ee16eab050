// core/wire/vlan.ts: VLAN tags, IEEE 802.1Q-2022, clause 9 (QinQ: two of them).
import { Tag, TAG_FIELDS } from "./_tag.ts";
import { u16 } from "./bytes.ts";
import type { Fault } from "./fault.ts";
import { boolean, integer } from "./field.ts";

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
export class Vlan extends Tag {
  static override readonly title = "VLAN tag";
  static override readonly specification = "IEEE 802.1Q";
  static override readonly fields = {
    priority: integer("priority code point"),
    dropEligible: boolean("may be dropped first in congestion"),
    id: integer("VLAN identifier"),
    ...TAG_FIELDS,
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    return this.tag(bytes, start, VLAN_HEADER_LENGTH, end, wireEnd);
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

  override summary(_detail: number): string {
    const drop = this.dropEligible ? ", DEI" : "";
    return `vlan ${this.id}, p ${this.priority}${drop}`;
  }
}
