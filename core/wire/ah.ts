// core/wire/ah.ts: the IP Authentication Header, RFC 4302.
import { hex, u32 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { bytes as bytesField, hexadecimal, integer } from "./field.ts";
import { IP_PROTOCOL } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 4302, section 2). */
const AT = {
  NEXT_HEADER: 0,
  PAYLOAD_LENGTH: 1,
  SPI: 4,
  SEQUENCE_NUMBER: 8,
  CHECK_VALUE: 12,
} as const;

/** Bytes before the integrity check value. */
export const AH_HEADER_LENGTH = AT.CHECK_VALUE;

/**
 * What proves that the packet is its sender's; the payload is in the clear.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const ah = new Ah();
 * ah.at(Uint8Array.of(6, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 7, 1, 2, 3, 4), 0, 16);
 * assertStrictEquals(ah.spi, 0x100);
 * assertStrictEquals(ah.integrityCheckValue.length, 4);
 * ```
 */
export class Ah extends View {
  static override readonly title = "Authentication Header";
  static override readonly specification = "RFC 4302";
  static override readonly fields = {
    nextHeader: integer("what the payload is"),
    payloadLength: integer("the whole header less 8 bytes, in units of 4 bytes"),
    headerLength: integer("the whole header", "bytes"),
    spi: hexadecimal("security parameters index"),
    sequenceNumber: integer("against replay"),
    integrityCheckValue: bytesField("what proves the sender"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < AH_HEADER_LENGTH) return truncated("sequenceNumber", AH_HEADER_LENGTH);
    // 0 makes the header end before the sequence number; such packets are seen, and read on.
    const length = (bytes[start + AT.PAYLOAD_LENGTH] + 2) * 4;
    if (wireEnd - start < length) return truncated("integrityCheckValue", length);
    this.bytes = bytes;
    this.start = start;
    // A capture may end within the check value.
    this.payloadStart = Math.min(end, start + length);
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = start + length > end ? 0 : IP_PROTOCOL | bytes[start + AT.NEXT_HEADER];
    return Fault.None;
  }

  /** What the payload is (IANA "Protocol Numbers"). */
  get nextHeader(): number {
    return this.bytes[this.start + AT.NEXT_HEADER];
  }

  /** The whole header less 8 bytes, in units of 4 bytes: what RFC 4302 calls payload length. */
  get payloadLength(): number {
    return this.bytes[this.start + AT.PAYLOAD_LENGTH];
  }

  /** Bytes of the whole header: 8 to 1,028. */
  override get headerLength(): number {
    return (this.payloadLength + 2) * 4;
  }

  /** Security parameters index, 0 to 2^32 - 1. */
  get spi(): number {
    return u32(this.bytes, this.start + AT.SPI);
  }

  /** Counts the packets of the association, 0 to 2^32 - 1. */
  get sequenceNumber(): number {
    return u32(this.bytes, this.start + AT.SEQUENCE_NUMBER);
  }

  /** The integrity check value with its padding, as far as it was captured, lent. */
  get integrityCheckValue(): Uint8Array {
    const first = Math.min(this.start + AT.CHECK_VALUE, this.payloadStart);
    return this.bytes.subarray(first, this.payloadStart);
  }

  override summary(_detail: number): string {
    return `AH(spi=0x${this.spi.toString(16).padStart(8, "0")},seq=0x${
      this.sequenceNumber.toString(16)
    },icv=0x${hex(this.bytes, this.start + AH_HEADER_LENGTH, this.payloadStart)})`;
  }
}
