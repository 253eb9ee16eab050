// core/wire/ppp_multilink.ts: fragments of PPP frames over several links, RFC 1990.
import { u24 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { boolean, integer } from "./field.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the start of the header (RFC 1990, section 3). The short
 * form, with twelve bits of sequence number, must be negotiated and cannot be
 * told from the bytes; nobody does.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-----------+-----------------------------------------------+
 *     |B|E|0 0 0 0 0 0|                sequence number                |
 *     +-+-+-----------+-----------------------------------------------+
 */
const AT = { FLAGS: 0, SEQUENCE_NUMBER: 1 } as const;

/** Bytes before the payload. */
export const PPP_MULTILINK_HEADER_LENGTH = AT.SEQUENCE_NUMBER + 3;

const BEGIN = 0x80, END = 0x40;

/**
 * One fragment. What it carries is decoded when it is the whole frame.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const multilink = new PppMultilink();
 * multilink.at(Uint8Array.of(0xc0, 0, 0, 9, 0x00, 0x21), 0, 6);
 * assertStrictEquals(multilink.sequenceNumber, 9);
 * ```
 */
export class PppMultilink extends View {
  static override readonly title = "PPP multilink fragment";
  static override readonly specification = "RFC 1990";
  static override readonly fields = {
    begin: boolean("the frame begins here"),
    end: boolean("the frame ends here"),
    sequenceNumber: integer("place among the fragments of the bundle"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < PPP_MULTILINK_HEADER_LENGTH) {
      return truncated("sequenceNumber", PPP_MULTILINK_HEADER_LENGTH);
    }
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + PPP_MULTILINK_HEADER_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    const whole = (bytes[start + AT.FLAGS] & (BEGIN | END)) === (BEGIN | END);
    this.next = whole && this.payloadStart < end ? Direct.Ppp : 0;
    return Fault.None;
  }

  /** Whether the frame begins in this fragment. */
  get begin(): boolean {
    return (this.bytes[this.start + AT.FLAGS] & BEGIN) !== 0;
  }

  /** Whether the frame ends in this fragment. */
  get end(): boolean {
    return (this.bytes[this.start + AT.FLAGS] & END) !== 0;
  }

  /** 0 to 2^24 - 1, one more for each fragment of the bundle. */
  get sequenceNumber(): number {
    return u24(this.bytes, this.start + AT.SEQUENCE_NUMBER);
  }

  override summary(_detail: number): string {
    const flags = `${this.begin ? "B" : ""}${this.end ? "E" : ""}`;
    return `MLPPP seq 0x${this.sequenceNumber.toString(16)}, Flags [${flags || "none"}]`;
  }
}
