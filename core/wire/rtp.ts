// core/wire/rtp.ts: real-time transport, RFC 3550, section 5.1.
import { Application } from "./_application.ts";
import { u16, u32 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { boolean, type Fields, hexadecimal, integer, list } from "./field.ts";

/** Byte offsets from the start of the header. */
const AT = { FLAGS: 0, PAYLOAD_TYPE: 1, SEQUENCE: 2, TIMESTAMP: 4, SSRC: 8, CSRC: 12 } as const;

/** Bytes of a header without contributing sources. */
export const RTP_HEADER_LENGTH = AT.CSRC;

/**
 * One packet. Nothing in its bytes announces it: a session description does,
 * or the user who forces it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const rtp = new Rtp();
 * rtp.at(Uint8Array.of(0x80, 0x88, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3), 0, 12);
 * assertStrictEquals(rtp.payloadType, 8);
 * assertStrictEquals(rtp.marker, true);
 * ```
 */
export class Rtp extends Application {
  static override readonly title = "Real-time Transport Protocol";
  static override readonly specification = "RFC 3550";
  static override readonly fields: Fields = {
    version: integer("2"),
    padding: boolean("the last byte counts the padding"),
    extension: boolean("an extension follows the header"),
    marker: boolean("of a frame's end or a talk's beginning"),
    payloadType: integer("0 PCMU, 8 PCMA; from 96 on as announced"),
    sequenceNumber: integer("of the packet"),
    timestamp: integer("when the first byte was sampled, in the medium's own clock"),
    ssrc: hexadecimal("the source"),
    csrcs: list(hexadecimal("source that a mixer took in")),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < RTP_HEADER_LENGTH) return truncated("ssrc", RTP_HEADER_LENGTH);
    if (bytes[start] >> 6 !== 2) return malformed("version");
    const headerEnd = start + AT.CSRC + (bytes[start] & 0xf) * 4;
    if (headerEnd > wireEnd) return malformed("csrcs");
    return this.window(bytes, start, headerEnd, end, wireEnd);
  }

  /** 2. */
  get version(): number {
    return this.bytes[this.start] >> 6;
  }

  /** The last byte counts the padding. */
  get padding(): boolean {
    return (this.bytes[this.start] & 0x20) !== 0;
  }

  /** An extension follows the header. */
  get extension(): boolean {
    return (this.bytes[this.start] & 0x10) !== 0;
  }

  /** As the profile says. */
  get marker(): boolean {
    return this.bytes[this.start + AT.PAYLOAD_TYPE] > 0x7f;
  }

  /** 0 to 127. */
  get payloadType(): number {
    return this.bytes[this.start + AT.PAYLOAD_TYPE] & 0x7f;
  }

  /** 0 to 65,535. */
  get sequenceNumber(): number {
    return u16(this.bytes, this.start + AT.SEQUENCE);
  }

  /** In the medium's own clock. */
  get timestamp(): number {
    return u32(this.bytes, this.start + AT.TIMESTAMP);
  }

  /** The source. */
  get ssrc(): number {
    return u32(this.bytes, this.start + AT.SSRC);
  }

  /** Sources that a mixer took in; `undefined` where there are none. */
  get csrcs(): number[] | undefined {
    const data = new Cursor(this.bytes, this.start + AT.CSRC, this.payloadStart);
    const sources: number[] = [];
    while (data.left >= 4) sources.push(data.u32());
    return sources.length === 0 ? undefined : sources;
  }

  /** `udp/rtp 160 c8 * 1 2`: payload, type, marker, sequence and time, as tcpdump prints it. */
  override summary(_detail: number): string {
    const mark = this.marker ? " *" : "";
    const length = this.wireEnd - this.payloadStart;
    return `udp/rtp ${length} c${this.payloadType}${mark} ${this.sequenceNumber} ${this.timestamp}`;
  }
}
