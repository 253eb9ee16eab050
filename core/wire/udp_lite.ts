// core/wire/udp_lite.ts: UDP-Lite, RFC 3828.
import { u16 } from "./bytes.ts";
import type { ChecksumStatus } from "./checksum.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { hexadecimal, integer, text } from "./field.ts";
import { transportChecksum } from "./pseudo_header.ts";
import { UDP_PORT } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 3828, section 3.1). */
const AT = { SOURCE_PORT: 0, DESTINATION_PORT: 2, COVERAGE: 4, CHECKSUM: 6 } as const;

/** Bytes before the payload. */
export const UDP_LITE_HEADER_LENGTH = AT.CHECKSUM + 2;

/** Its number over IP, which the checksum covers. */
const UDP_LITE_PROTOCOL = 136;

/**
 * One datagram, whose checksum need not cover all of it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const udpLite = new UdpLite();
 * udpLite.at(Uint8Array.of(0xd9, 0x03, 0, 53, 0, 8, 0x12, 0x34), 0, 8);
 * assertStrictEquals(udpLite.checksumCoverage, 8);
 * ```
 */
export class UdpLite extends View {
  static override readonly title = "Lightweight User Datagram Protocol";
  static override readonly specification = "RFC 3828";
  static override readonly fields = {
    sourcePort: integer("sender's port"),
    destinationPort: integer("receiver's port"),
    length: integer("header and payload on the wire", "bytes"),
    checksumCoverage: integer("from the header on; 0 is all", "bytes"),
    checksum: hexadecimal("as it stands"),
    checksumStatus: text("valid, wrong or unverifiable"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < UDP_LITE_HEADER_LENGTH) return truncated("checksum", UDP_LITE_HEADER_LENGTH);
    const coverage = u16(bytes, start + AT.COVERAGE);
    if (coverage !== 0 && coverage < UDP_LITE_HEADER_LENGTH) return malformed("checksumCoverage");
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + UDP_LITE_HEADER_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    if (this.payloadStart < end) {
      const source = u16(bytes, start + AT.SOURCE_PORT);
      const destination = u16(bytes, start + AT.DESTINATION_PORT);
      // The lower port is the likelier to be a service's.
      this.next = UDP_PORT | Math.min(source, destination);
      this.otherwise = UDP_PORT | Math.max(source, destination);
    } else {
      this.next = this.otherwise = 0;
    }
    return Fault.None;
  }

  /** Source port, 0 to 65,535. */
  get sourcePort(): number {
    return u16(this.bytes, this.start + AT.SOURCE_PORT);
  }

  /** Destination port, 0 to 65,535. */
  get destinationPort(): number {
    return u16(this.bytes, this.start + AT.DESTINATION_PORT);
  }

  /** Bytes of header and payload on the wire, as the IP header says. */
  get length(): number {
    return this.wireEnd - this.start;
  }

  /** Bytes that the checksum covers, from the header on: 8 and more; 0 is all. */
  get checksumCoverage(): number {
    return u16(this.bytes, this.start + AT.COVERAGE);
  }

  /** The checksum as it stands. */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /** Whether the checksum is right, by the IP header below; it is never left out. */
  get checksumStatus(): ChecksumStatus {
    const { length } = this;
    const covered = this.checksumCoverage || length;
    return transportChecksum(this, UDP_LITE_PROTOCOL, length, covered);
  }

  override summary(_detail: number): string {
    return `UDP-Lite, length ${this.wireEnd - this.payloadStart}`;
  }
}
