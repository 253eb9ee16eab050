// core/wire/slow.ts: slow protocols, IEEE 802.3-2022, annex 57A.
import { Fault, truncated } from "./fault.ts";
import { integer } from "./field.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/** Bytes before the protocol's own. */
export const SLOW_HEADER_LENGTH = 1;

const SUBTYPE_LACP = 1;
const NAMES: Readonly<Record<number, string>> = {
  1: "LACP",
  2: "Marker",
  3: "OAM",
  10: "OSSP",
};

/**
 * The byte that tells one slow protocol from another.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const slow = new Slow();
 * slow.at(Uint8Array.of(3, 0, 0x50), 0, 3);
 * assertStrictEquals(slow.subtype, 3);
 * ```
 */
export class Slow extends View {
  static override readonly title = "Slow protocols";
  static override readonly specification = "IEEE 802.3, annex 57A";
  static override readonly fields = {
    subtype: integer("1 LACP, 2 marker, 3 OAM, 10 organisation specific"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < SLOW_HEADER_LENGTH) return truncated("subtype", SLOW_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + SLOW_HEADER_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = bytes[start] === SUBTYPE_LACP ? Direct.Lacp : 0;
    return Fault.None;
  }

  /** 1 LACP, 2 marker, 3 OAM, 10 organisation specific. */
  get subtype(): number {
    return this.bytes[this.start];
  }

  override summary(_detail: number): string {
    const name = NAMES[this.subtype] ?? `subtype ${this.subtype}`;
    return `Slow protocol ${name}, length ${this.wireEnd - this.start}`;
  }
}
