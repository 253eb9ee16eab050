// core/wire/udp.ts: UDP, RFC 768.
import { u16 } from "./bytes.ts";
import { type ChecksumStatus, rightChecksum } from "./checksum.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { hexadecimal, integer, text } from "./field.ts";
import { isOverIpv6, transportChecksum, transportSum } from "./pseudo_header.ts";
import { UDP_PORT } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 768, "Format"). */
const AT = { SOURCE_PORT: 0, DESTINATION_PORT: 2, LENGTH: 4, CHECKSUM: 6 } as const;

/** Bytes before the payload. */
export const UDP_HEADER_LENGTH = AT.CHECKSUM + 2;

/** Its number over IP, which the checksum covers. */
const UDP_PROTOCOL = 17;

/**
 * One datagram.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const udp = new Udp();
 * udp.at(Uint8Array.of(0xd9, 0x03, 0, 53, 0, 8, 0, 0), 0, 8);
 * assertStrictEquals(udp.destinationPort, 53);
 * ```
 */
export class Udp extends View {
  static override readonly title = "User Datagram Protocol";
  static override readonly specification = "RFC 768";
  static override readonly fields = {
    sourcePort: integer("sender's port"),
    destinationPort: integer("receiver's port"),
    length: integer("header and payload, as the header says", "bytes"),
    checksum: hexadecimal("as it stands; 0 is none"),
    checksumStatus: text("valid, wrong, unverifiable or absent"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < UDP_HEADER_LENGTH) return truncated("checksum", UDP_HEADER_LENGTH);
    const length = u16(bytes, start + AT.LENGTH);
    // Zero is a jumbogram that runs to the end (RFC 2675, section 4).
    if (length !== 0 && length < UDP_HEADER_LENGTH) return malformed("length");
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + UDP_HEADER_LENGTH;
    // What lies past `length` is link padding, not payload.
    const last = length === 0 || start + length > wireEnd ? wireEnd : start + length;
    this.wireEnd = last;
    this.payloadEnd = last < end ? last : end;
    if (start + UDP_HEADER_LENGTH < this.payloadEnd) {
      const source = u16(bytes, start + AT.SOURCE_PORT);
      const destination = u16(bytes, start + AT.DESTINATION_PORT);
      // The lower port is the likelier to be a service's.
      this.next = UDP_PORT | (source < destination ? source : destination);
      this.otherwise = UDP_PORT | (source < destination ? destination : source);
    } else {
      this.next = this.otherwise = 0;
    }
    return Fault.None;
  }

  /** Source port, 0 to 65,535; 0 when the sender wants no answer. */
  get sourcePort(): number {
    return u16(this.bytes, this.start + AT.SOURCE_PORT);
  }

  /** Destination port, 0 to 65,535. */
  get destinationPort(): number {
    return u16(this.bytes, this.start + AT.DESTINATION_PORT);
  }

  /** Bytes of header and payload as the header says; 0 in a jumbogram. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  /** The checksum as it stands in the header; 0 is "none" (IPv4 only). */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /**
   * Whether the checksum is right, by the IP header below; `"absent"` where it
   * is 0, which IPv6 forbids (RFC 8200, section 8.1).
   */
  get checksumStatus(): ChecksumStatus {
    if (this.checksum === 0 && !isOverIpv6(this)) return "absent";
    return transportChecksum(this, UDP_PROTOCOL, this.#coverage);
  }

  /** What the checksum ought to be; `undefined` where not all that it covers is there. */
  get expectedChecksum(): number | undefined {
    const sum = transportSum(this, UDP_PROTOCOL, this.#coverage);
    return sum < 0 ? undefined : rightChecksum(sum, this.checksum);
  }

  /** Bytes that the checksum covers; `undefined` for all, in a jumbogram. */
  get #coverage(): number | undefined {
    return this.length === 0 ? undefined : this.length;
  }

  override summary(_detail: number): string {
    // Of a fragmented datagram too, whose first fragment has only a part of it.
    const { length } = this;
    const carried = length === 0 ? this.wireEnd - this.payloadStart : length - UDP_HEADER_LENGTH;
    return `UDP, length ${carried}`;
  }
}
