// core/wire/pbb.ts: provider backbone bridges, "MAC in MAC", IEEE 802.1Q-2022, clause 9.7 (802.1ah).
import { Tag, TAG_FIELDS } from "./_tag.ts";
import { Address, MAC_LENGTH } from "./address.ts";
import { u24 } from "./bytes.ts";
import type { Fault } from "./fault.ts";
import { address, boolean, integer } from "./field.ts";

/**
 * Byte offsets from the tag control information, which follows EtherType
 * 0x88e7. The addresses of the customer's frame belong to the tag.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-----+-+-+-+---+-----------------------------------------------+
 *     | PCP |D|U|R|Res|                     I-SID                     |
 *     +-----+-+-+-+---+-----------------------------------------------+
 */
const AT = {
  CONTROL: 0,
  SERVICE_INSTANCE: 1,
  DESTINATION: 4,
  SOURCE: 10,
  ETHER_TYPE: 16,
} as const;

/** Bytes before the customer's payload. */
export const PBB_HEADER_LENGTH = AT.ETHER_TYPE + 2;

/**
 * One backbone service instance tag, with the customer's Ethernet header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const tag = new Uint8Array(18);
 * tag.set([0x60, 0, 0x03, 0xe8]);
 * const pbb = new Pbb();
 * pbb.at(tag, 0, tag.length);
 * assertStrictEquals(pbb.serviceInstanceId, 1000);
 * ```
 */
export class Pbb extends Tag {
  static override readonly title = "Provider backbone bridge service tag";
  static override readonly specification = "IEEE 802.1ah";
  static override readonly fields = {
    priority: integer("priority code point"),
    dropEligible: boolean("may be dropped first in congestion"),
    useCustomerAddresses: boolean("the customer's addresses are those of the frame"),
    serviceInstanceId: integer("the customer's service"),
    customerDestination: address("receiver in the customer's network"),
    customerSource: address("sender in the customer's network"),
    ...TAG_FIELDS,
  };

  #destination = new Address();
  #source = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    return this.tag(bytes, start, PBB_HEADER_LENGTH, end, wireEnd);
  }

  /** Priority code point, 0 (best effort) to 7. */
  get priority(): number {
    return this.bytes[this.start + AT.CONTROL] >> 5;
  }

  /** Drop eligible indicator. */
  get dropEligible(): boolean {
    return (this.bytes[this.start + AT.CONTROL] & 0x10) !== 0;
  }

  /** UCA: whether the customer's addresses mean anything to the backbone. */
  get useCustomerAddresses(): boolean {
    return (this.bytes[this.start + AT.CONTROL] & 0x08) !== 0;
  }

  /** I-SID, 0 to 2^24 - 1. */
  get serviceInstanceId(): number {
    return u24(this.bytes, this.start + AT.SERVICE_INSTANCE);
  }

  /** C-DA: the receiver in the customer's network. */
  get customerDestination(): Address {
    return this.#destination.at(this.bytes, this.start + AT.DESTINATION, MAC_LENGTH);
  }

  /** C-SA: the sender in the customer's network. */
  get customerSource(): Address {
    return this.#source.at(this.bytes, this.start + AT.SOURCE, MAC_LENGTH);
  }

  override summary(_detail: number): string {
    return `PBB, service ${this.serviceInstanceId}, p ${this.priority}`;
  }
}
