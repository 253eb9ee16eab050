// core/wire/amsdu.ts: aggregated frames in one 802.11 frame, IEEE 802.11-2020, clause 9.3.2.2.
import { Address, MAC_LENGTH } from "./address.ts";
import { u16 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { address, group, integer, list } from "./field.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of a subframe. */
const AT = { DESTINATION: 0, SOURCE: 6, LENGTH: 12 } as const;

/** Bytes before the payload. */
export const AMSDU_HEADER_LENGTH = AT.LENGTH + 2;

/** One subframe. */
export interface AmsduSubframe {
  readonly destination: Address;
  readonly source: Address;
  /** Bytes of payload. */
  readonly length: number;
}

/**
 * The subframes of an aggregate. A packet has one row of layers: what the
 * first subframe carries is decoded, the others are told by their headers.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const aggregate = new Uint8Array(16);
 * aggregate.set([0, 2], 12);
 * const amsdu = new Amsdu();
 * amsdu.at(aggregate, 0, aggregate.length);
 * assertStrictEquals(amsdu.subframes.length, 1);
 * assertStrictEquals(amsdu.subframes[0].length, 2);
 * ```
 */
export class Amsdu extends View {
  static override readonly title = "Aggregated 802.11 frames";
  static override readonly specification = "IEEE 802.11";
  static override readonly fields = {
    subframes: list(group("the frames in order", {
      destination: address("receiver"),
      source: address("sender"),
      length: integer("payload", "bytes"),
    })),
  };

  /** Where the aggregate ends, as far as captured. */
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

  /** The subframes whose headers were captured; each but the last is padded to four bytes. */
  get subframes(): AmsduSubframe[] {
    const subframes: AmsduSubframe[] = [];
    for (let at = this.start; at + AMSDU_HEADER_LENGTH <= this.#end;) {
      const length = u16(this.bytes, at + AT.LENGTH);
      subframes.push({
        destination: new Address().at(this.bytes, at + AT.DESTINATION, MAC_LENGTH).keep(),
        source: new Address().at(this.bytes, at + AT.SOURCE, MAC_LENGTH).keep(),
        length,
      });
      at += (AMSDU_HEADER_LENGTH + length + 3) & ~3;
    }
    return subframes;
  }

  override summary(_detail: number): string {
    return `A-MSDU, ${this.subframes.length} subframes`;
  }
}
