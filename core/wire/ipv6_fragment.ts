// core/wire/ipv6_fragment.ts: IPv6 fragments, RFC 8200, section 4.5.
import { u16, u32 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { boolean, hexadecimal, integer } from "./field.ts";
import { IP_PROTOCOL } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header. */
const AT = { NEXT_HEADER: 0, OFFSET: 2, IDENTIFICATION: 4 } as const;

/** Bytes before the payload. */
export const IPV6_FRAGMENT_LENGTH = AT.IDENTIFICATION + 4;

/** Bits of the field that holds offset and flag. */
const MORE_FRAGMENTS = 1, OFFSET = 0xfff8;

/**
 * A part of a packet. Only the first part begins with the next header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const fragment = new Ipv6Fragment();
 * fragment.at(Uint8Array.of(17, 0, 0x05, 0xa9, 0, 0, 0, 7), 0, 8);
 * assertStrictEquals(fragment.fragmentOffset, 1448);
 * assertStrictEquals(fragment.moreFragments, true);
 * ```
 */
export class Ipv6Fragment extends View {
  static override readonly title = "IPv6 fragment header";
  static override readonly specification = "RFC 8200";
  static override readonly fields = {
    nextHeader: integer("what the whole payload begins with"),
    fragmentOffset: integer("place of the payload in the whole", "bytes"),
    moreFragments: boolean("not the last fragment"),
    identification: hexadecimal("the same in all fragments of a packet"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < IPV6_FRAGMENT_LENGTH) {
      return truncated("identification", IPV6_FRAGMENT_LENGTH);
    }
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + IPV6_FRAGMENT_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    const later = (u16(bytes, start + AT.OFFSET) & OFFSET) !== 0;
    this.next = later ? 0 : IP_PROTOCOL | bytes[start + AT.NEXT_HEADER];
    return Fault.None;
  }

  /** What the whole payload begins with (IANA "Protocol Numbers"). */
  get nextHeader(): number {
    return this.bytes[this.start + AT.NEXT_HEADER];
  }

  /** Where the payload belongs in the whole, in bytes: a multiple of 8. */
  get fragmentOffset(): number {
    return u16(this.bytes, this.start + AT.OFFSET) & OFFSET;
  }

  get moreFragments(): boolean {
    return (u16(this.bytes, this.start + AT.OFFSET) & MORE_FRAGMENTS) !== 0;
  }

  /** The same in all fragments of a packet, 0 to 2^32 - 1. */
  get identification(): number {
    return u32(this.bytes, this.start + AT.IDENTIFICATION);
  }

  /** False in an atomic fragment, which is the whole packet (RFC 6946). */
  get isFragment(): boolean {
    return (u16(this.bytes, this.start + AT.OFFSET) & (MORE_FRAGMENTS | OFFSET)) !== 0;
  }

  override summary(detail: number): string {
    const id = detail < 2 ? "" : `0x${this.identification.toString(16).padStart(8, "0")}:`;
    return `frag (${id}${this.fragmentOffset}|${this.wireEnd - this.payloadStart})`;
  }
}
