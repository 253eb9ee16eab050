// core/wire/amsdu.ts: aggregated frames in one 802.11 frame, IEEE 802.11-2020, clause 9.3.2.2.
import { Address, MAC_LENGTH } from "./address.ts";
import { u16 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { address, integer } from "./field.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of a subframe. */
const AT = { DESTINATION: 0, SOURCE: 6, LENGTH: 12 } as const;

/** Bytes before the payload. */
export const AMSDU_HEADER_LENGTH = AT.LENGTH + 2;

/**
 * The first subframe of an aggregate, and what it carries; a packet has one
 * row of layers, so that the others are only counted.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const subframe = new Uint8Array(16);
 * subframe.set([0, 2], 12);
 * const amsdu = new Amsdu();
 * amsdu.at(subframe, 0, subframe.length);
 * assertStrictEquals(amsdu.length, 2);
 * assertStrictEquals(amsdu.subframes, 1);
 * ```
 */
export class Amsdu extends View {
  static override readonly title = "Aggregated 802.11 frames";
  static override readonly specification = "IEEE 802.11";
  static override readonly fields = {
    destination: address("receiver of the first subframe"),
    source: address("sender of the first subframe"),
    length: integer("payload of the first subframe", "bytes"),
    subframes: integer("how many there are, as far as captured"),
  };

  #destination = new Address();
  #source = new Address();
  #end = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < AMSDU_HEADER_LENGTH) return truncated("length", AMSDU_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + AMSDU_HEADER_LENGTH;
    this.wireEnd = Math.min(wireEnd, this.payloadStart + u16(bytes, start + AT.LENGTH));
    this.payloadEnd = Math.min(end, this.wireEnd);
    this.#end = end;
    this.next = this.payloadStart < this.payloadEnd ? Direct.Llc : 0;
    return Fault.None;
  }

  /** Receiver of the first subframe. */
  get destination(): Address {
    return this.#destination.at(this.bytes, this.start + AT.DESTINATION, MAC_LENGTH);
  }

  /** Sender of the first subframe. */
  get source(): Address {
    return this.#source.at(this.bytes, this.start + AT.SOURCE, MAC_LENGTH);
  }

  /** Bytes of payload of the first subframe. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  /** The subframes whose headers were captured; each but the last is padded to four bytes. */
  get subframes(): number {
    let count = 0;
    for (let at = this.start; at + AMSDU_HEADER_LENGTH <= this.#end; count++) {
      const length = AMSDU_HEADER_LENGTH + u16(this.bytes, at + AT.LENGTH);
      at += (length + 3) & ~3;
    }
    return count;
  }

  override summary(_detail: number): string {
    return `A-MSDU, ${this.subframes} subframes`;
  }
}
