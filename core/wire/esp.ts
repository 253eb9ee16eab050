// core/wire/esp.ts: IP Encapsulating Security Payload, RFC 4303.
import { u32 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { hexadecimal, integer } from "./field.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 4303, section 2). */
const AT = { SPI: 0, SEQUENCE_NUMBER: 4 } as const;

/** Bytes in the clear. */
export const ESP_HEADER_LENGTH = AT.SEQUENCE_NUMBER + 4;

/**
 * The part of an encrypted packet that is in the clear.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const esp = new Esp();
 * esp.at(Uint8Array.of(0, 0, 0x10, 0, 0, 0, 0, 7, 0xaa, 0xbb), 0, 10);
 * assertStrictEquals(esp.spi, 0x1000);
 * assertStrictEquals(esp.payload.length, 2);
 * ```
 */
export class Esp extends View {
  static override readonly title = "Encapsulating Security Payload";
  static override readonly specification = "RFC 4303";
  static override readonly fields = {
    spi: hexadecimal("security parameters index"),
    sequenceNumber: integer("against replay"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < ESP_HEADER_LENGTH) return truncated("sequenceNumber", ESP_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + ESP_HEADER_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    return Fault.None;
  }

  /** Security parameters index, 0 to 2^32 - 1. */
  get spi(): number {
    return u32(this.bytes, this.start + AT.SPI);
  }

  /** Counts the packets of the association, 0 to 2^32 - 1. */
  get sequenceNumber(): number {
    return u32(this.bytes, this.start + AT.SEQUENCE_NUMBER);
  }

  override summary(_detail: number): string {
    const spi = this.spi.toString(16).padStart(8, "0");
    const length = this.wireEnd - this.start;
    return `ESP(spi=0x${spi},seq=0x${this.sequenceNumber.toString(16)}), length ${length}`;
  }
}
