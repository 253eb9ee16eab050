// core/wire/_ipv6_extension.ts: what IPv6's extension headers have in common, RFC 8200, section 4.
import { Fault, truncated } from "./fault.ts";
import { integer } from "./field.ts";
import { IP_PROTOCOL } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header. */
const AT = { NEXT_HEADER: 0, LENGTH: 1 } as const;

/** Bytes of the shortest header; all others are multiples of it. */
const UNIT = 8;

/** The fields of every {@linkcode Ipv6Extension}. */
export const IPV6_EXTENSION_FIELDS = {
  nextHeader: integer("what follows"),
  headerExtensionLength: integer("header after its first 8 bytes, in units of 8 bytes"),
  headerLength: integer("the whole header", "bytes"),
};

/** A header that says what follows, and how long it is itself. */
export abstract class Ipv6Extension extends View {
  /** Sets the window on a header whose first 8 bytes reach to the field `fixed`, and all to `last`. */
  protected extension(
    bytes: Uint8Array,
    start: number,
    end: number,
    wireEnd: number,
    fixed: string,
    last: string,
  ): Fault {
    if (end - start < UNIT) return truncated(fixed, UNIT);
    const length = (bytes[start + AT.LENGTH] + 1) * UNIT;
    if (wireEnd - start < length) return truncated(last, length);
    this.bytes = bytes;
    this.start = start;
    // A capture may end within the header.
    this.payloadStart = Math.min(end, start + length);
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = start + length > end ? 0 : IP_PROTOCOL | bytes[start + AT.NEXT_HEADER];
    return Fault.None;
  }

  /** What follows (IANA "Protocol Numbers"). */
  get nextHeader(): number {
    return this.bytes[this.start + AT.NEXT_HEADER];
  }

  /** Bytes of the whole header: a multiple of 8. */
  override get headerLength(): number {
    return (this.bytes[this.start + AT.LENGTH] + 1) * UNIT;
  }

  /** The header without its first 8 bytes, in units of 8 bytes: 0 to 255. */
  get headerExtensionLength(): number {
    return this.bytes[this.start + AT.LENGTH];
  }
}
