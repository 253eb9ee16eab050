// core/wire/sctp.ts: Stream Control Transmission Protocol, RFC 9260.
import { u16, u32, u32le } from "./bytes.ts";
import type { ChecksumStatus } from "./checksum.ts";
import { CRC32C_START, crc32cEnd, crc32cUpdate } from "./crc32c.ts";
import { Fault, truncated } from "./fault.ts";
import { group, hexadecimal, integer, list, text } from "./field.ts";
import { isWhole } from "./pseudo_header.ts";
import {
  SCTP_CHUNK_FIELDS,
  SCTP_CHUNK_HEADER,
  SCTP_FIRST,
  SCTP_LAST,
  type SctpChunk,
  sctpChunks,
  sctpChunkText,
  SctpChunkType,
} from "./sctp_chunks.ts";
import { SCTP_PORT } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (RFC 9260, section 3.1). */
const AT = { SOURCE_PORT: 0, DESTINATION_PORT: 2, VERIFICATION_TAG: 4, CHECKSUM: 8 } as const;

/** Bytes before the first chunk. */
export const SCTP_HEADER_LENGTH = AT.CHECKSUM + 4;

/** What the checksum is computed with in its own place. */
const NO_CHECKSUM = new Uint8Array(4);

/** Bytes of a data chunk before the data. */
const DATA_HEADER = 16, I_DATA_HEADER = 20;

/**
 * One packet, with its chunks. The payload is the first message that is whole
 * in it; a packet without one has none.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const sctp = new Sctp();
 * sctp.at(Uint8Array.of(0x0b, 0x59, 0x0b, 0x59, 0, 0, 0, 7, 0, 0, 0, 0, 11, 0, 0, 4), 0, 16);
 * assertStrictEquals(sctp.verificationTag, 7);
 * assertStrictEquals(sctp.chunks[0].type, 11);
 * ```
 */
export class Sctp extends View {
  static override readonly title = "Stream Control Transmission Protocol";
  static override readonly specification = "RFC 9260, RFC 8260, RFC 5061, RFC 4895, RFC 3758";
  static override readonly fields = {
    sourcePort: integer("sender's port"),
    destinationPort: integer("receiver's port"),
    verificationTag: hexadecimal("which association the receiver knows the packet by"),
    checksum: hexadecimal("CRC32c, as it stands"),
    checksumStatus: text("valid, wrong or unverifiable"),
    chunks: list(group("a chunk", SCTP_CHUNK_FIELDS)),
  };

  /** Where the captured chunks end. */
  #end = 0;
  #wireEnd = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < SCTP_HEADER_LENGTH) return truncated("checksum", SCTP_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.#end = end;
    this.#wireEnd = wireEnd;
    this.#findMessage();
    if (this.payloadStart < this.payloadEnd) {
      const source = u16(bytes, start + AT.SOURCE_PORT);
      const destination = u16(bytes, start + AT.DESTINATION_PORT);
      // The lower port is the likelier to be a service's.
      this.next = SCTP_PORT | Math.min(source, destination);
      this.otherwise = SCTP_PORT | Math.max(source, destination);
    } else {
      this.next = this.otherwise = 0;
    }
    return Fault.None;
  }

  /** Sets the payload on the first message that begins and ends in this packet. */
  #findMessage(): void {
    const bytes = this.bytes, end = this.#end;
    for (let at = this.start + SCTP_HEADER_LENGTH; at + SCTP_CHUNK_HEADER <= end;) {
      const type = bytes[at], length = u16(bytes, at + 2);
      if (length < SCTP_CHUNK_HEADER) break;
      const header = type === SctpChunkType.Data
        ? DATA_HEADER
        : type === SctpChunkType.IData
        ? I_DATA_HEADER
        : 0;
      const whole = (bytes[at + 1] & (SCTP_FIRST | SCTP_LAST)) === (SCTP_FIRST | SCTP_LAST);
      if (header !== 0 && whole && length > header && at + header <= end) {
        this.payloadStart = at + header;
        this.wireEnd = Math.min(this.#wireEnd, at + length);
        this.payloadEnd = Math.min(end, this.wireEnd);
        return;
      }
      at += (length + 3) & ~3;
    }
    this.payloadStart = this.payloadEnd = this.wireEnd = end;
  }

  /** Source port, 0 to 65,535. */
  get sourcePort(): number {
    return u16(this.bytes, this.start + AT.SOURCE_PORT);
  }

  /** Destination port, 0 to 65,535. */
  get destinationPort(): number {
    return u16(this.bytes, this.start + AT.DESTINATION_PORT);
  }

  /** What the receiver knows the association by, 0 to 2^32 - 1; 0 with an INIT. */
  get verificationTag(): number {
    return u32(this.bytes, this.start + AT.VERIFICATION_TAG);
  }

  /** The checksum as it stands. */
  get checksum(): number {
    return u32(this.bytes, this.start + AT.CHECKSUM);
  }

  /** Whether the checksum is right. */
  get checksumStatus(): ChecksumStatus {
    const { bytes, start } = this;
    if (this.#end < this.#wireEnd || !isWhole(this, this.#end)) return "unverifiable";
    const ports = crc32cUpdate(CRC32C_START, bytes, start, start + AT.CHECKSUM);
    const header = crc32cUpdate(ports, NO_CHECKSUM, 0, NO_CHECKSUM.length);
    const all = crc32cUpdate(header, bytes, start + SCTP_HEADER_LENGTH, this.#end);
    // It is sent least significant byte first (RFC 9260, appendix A).
    return crc32cEnd(all) === u32le(bytes, start + AT.CHECKSUM) ? "valid" : "wrong";
  }

  /** Bytes of the common header; the chunks follow. */
  override get headerLength(): number {
    return SCTP_HEADER_LENGTH;
  }

  /** The chunks in their order, made anew. */
  get chunks(): SctpChunk[] {
    return sctpChunks(this.bytes, this.start + SCTP_HEADER_LENGTH, this.#end);
  }

  override summary(_detail: number): string {
    const texts = this.chunks.map((chunk, at) => `(${at + 1}) ${sctpChunkText(chunk)}`);
    return ["sctp", ...texts].join(" ");
  }
}
