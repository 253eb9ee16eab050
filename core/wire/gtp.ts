// core/wire/gtp.ts: GPRS Tunnelling Protocol: versions 0 (3GPP TS 09.60), 1 (29.281, 29.060), 2 (29.274), prime (32.295).
import { u16, u24, u32 } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { boolean, bytes as bytesField, group, hexadecimal, integer, list } from "./field.ts";
import { IP_VERSION } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header that all versions share. */
const AT = { FLAGS: 0, MESSAGE_TYPE: 1, LENGTH: 2, REST: 4 } as const;

/** Bytes that every header has. */
export const GTP_HEADER_LENGTH = 6;

/** Bits of the flags: not prime; then of version 1, and of version 2. */
const PROTOCOL_TYPE = 0x10,
  EXTENSION = 0x04,
  SEQUENCE = 0x02,
  N_PDU = 0x01,
  TUNNEL = 0x08,
  SHORT = 0x01;

/** The message that is a user's packet (3GPP TS 29.281, section 6.1). */
const G_PDU = 255;

/** An extension header that tells the flow of a 5G session (3GPP TS 38.415). */
const PDU_SESSION_CONTAINER = 0x85;

/** One extension header of version 1 (3GPP TS 29.281, section 5.2.1). */
export interface GtpExtension {
  readonly type: number;
  /** Its content, without length and next type. */
  readonly data: Uint8Array;
  /** Of a PDU session container: 0 to the terminal, 1 from it. */
  readonly pduType?: number;
  /** Of a PDU session container: quality of service flow. */
  readonly qosFlow?: number;
}

/**
 * One message's header; what the version does not have is `undefined`.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const gtp = new Gtp();
 * gtp.at(Uint8Array.of(0x30, 255, 0, 4, 0, 0, 0, 9, 0x45, 0, 0, 4), 0, 12);
 * assertStrictEquals(gtp.tunnelId, 9);
 * assertStrictEquals(gtp.payload.length, 4);
 * ```
 */
export class Gtp extends View {
  static override readonly title = "GPRS Tunnelling Protocol";
  static override readonly specification = "3GPP TS 29.281, TS 29.060, TS 29.274, TS 32.295";
  static override readonly fields = {
    flags: hexadecimal("version and what is present, as they stand"),
    version: integer("0 to 2"),
    prime: boolean("the charging protocol GTP'"),
    messageType: integer("what it is; 255 carries a user's packet"),
    length: integer("after the part that every header has", "bytes"),
    tunnelId: hexadecimal("tunnel endpoint identifier"),
    sequenceNumber: integer("of the message"),
    nPduNumber: integer("of the user's packet"),
    flowLabel: integer("version 0 only"),
    extensions: list(group("an extension header; version 1 only", {
      type: hexadecimal("what it is"),
      data: bytesField("its content"),
      pduType: integer("0 to the terminal, 1 from it; PDU session container only"),
      qosFlow: integer("quality of service flow; PDU session container only"),
    })),
  };

  /** Where the first extension header begins; 0 when there is none. */
  #extensionsAt = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < GTP_HEADER_LENGTH) return truncated("length", GTP_HEADER_LENGTH);
    const flags = bytes[start + AT.FLAGS], version = flags >> 5;
    if (version > 2) return malformed("version");
    const header = fixedLength(flags);
    if (end - start < header) return truncated("tunnelId", header);
    this.bytes = bytes;
    this.start = start;
    // Version 1 counts from the eighth byte on, 2 from the fourth, the others from the header's end.
    const counted = isPrime(flags) || version === 0 ? header : version === 1 ? 8 : 4;
    const last = start + counted + u16(bytes, start + AT.LENGTH);
    if (last < start + header) return malformed("length");
    this.wireEnd = Math.min(wireEnd, last);
    this.payloadEnd = Math.min(end, this.wireEnd);
    this.payloadStart = start + header;
    this.#extensionsAt = 0;
    if (version === 1 && !isPrime(flags) && (flags & EXTENSION) !== 0) {
      const fault = this.#skipExtensions();
      if (fault !== Fault.None) return fault;
    }
    const carries = version < 2 && bytes[start + AT.MESSAGE_TYPE] === G_PDU && !isPrime(flags) &&
      this.payloadStart < this.payloadEnd;
    this.next = carries ? IP_VERSION | (bytes[this.payloadStart] >> 4) : 0;
    return Fault.None;
  }

  #skipExtensions(): Fault {
    const { bytes, start, payloadEnd: end } = this;
    let at = this.payloadStart;
    let type = bytes[at - 1];
    if (type !== 0) this.#extensionsAt = at;
    while (type !== 0) {
      if (at >= end) return truncated("extensions", at + 4 - start);
      // In words of 32 bits; none is of length 0.
      const length = bytes[at] * 4;
      if (length === 0) return malformed("extensions");
      if (at + length > end) return truncated("extensions", at + length - start);
      type = bytes[at + length - 1];
      at += length;
    }
    this.payloadStart = at;
    return Fault.None;
  }

  /** Version and what is present, 8 bits. */
  get flags(): number {
    return this.bytes[this.start + AT.FLAGS];
  }

  /** 0 (GSM), 1, or 2 (the control plane since LTE). */
  get version(): number {
    return this.flags >> 5;
  }

  /** GTP', between what counts and what charges. */
  get prime(): boolean {
    return isPrime(this.flags);
  }

  /** What it is, by version; 255 carries a user's packet, 1 and 2 are echo. */
  get messageType(): number {
    return this.bytes[this.start + AT.MESSAGE_TYPE];
  }

  /** Bytes after the part that every header has, which is 8 in version 1 and 4 in version 2. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  /** Tunnel endpoint identifier, 0 to 2^32 - 1. */
  get tunnelId(): number | undefined {
    if (this.prime) return undefined;
    const has = this.version === 1 || (this.version === 2 && (this.flags & TUNNEL) !== 0);
    return has ? u32(this.bytes, this.start + AT.REST) : undefined;
  }

  /** 16 bits, in version 2 24. */
  get sequenceNumber(): number | undefined {
    const { flags, version, bytes, start } = this;
    if (this.prime || version === 0) return u16(bytes, start + AT.REST);
    if (version === 2) return u24(bytes, start + ((flags & TUNNEL) !== 0 ? 8 : 4));
    return (flags & SEQUENCE) !== 0 ? u16(bytes, start + 8) : undefined;
  }

  /** Number of the user's packet in a handover, 0 to 255. */
  get nPduNumber(): number | undefined {
    const has = this.version === 1 && !this.prime && (this.flags & N_PDU) !== 0;
    return has ? this.bytes[this.start + 10] : undefined;
  }

  /** What version 0 has for a tunnel endpoint. */
  get flowLabel(): number | undefined {
    return this.version === 0 && !this.prime ? u16(this.bytes, this.start + 6) : undefined;
  }

  /** The extension headers in their order, made anew; `undefined` in a header without. */
  get extensions(): GtpExtension[] | undefined {
    const { bytes, payloadStart: end } = this;
    if (this.#extensionsAt === 0) return undefined;
    const extensions: GtpExtension[] = [];
    let type = bytes[this.#extensionsAt - 1];
    for (let at = this.#extensionsAt; at < end;) {
      const next = at + bytes[at] * 4;
      const isContainer = type === PDU_SESSION_CONTAINER && next - at >= 4;
      extensions.push({
        type,
        data: bytes.slice(at + 1, next - 1),
        pduType: isContainer ? bytes[at + 1] >> 4 : undefined,
        qosFlow: isContainer ? bytes[at + 2] & 63 : undefined,
      });
      type = bytes[next - 1];
      at = next;
    }
    return extensions;
  }

  override summary(_detail: number): string {
    const name = this.prime ? "GTP'" : `GTPv${this.version}`;
    const { tunnelId } = this;
    const tunnel = tunnelId === undefined ? "" : `, teid 0x${tunnelId.toString(16)}`;
    return `${name}, type ${this.messageType}${tunnel}, length ${this.length}`;
  }
}

function isPrime(flags: number): boolean {
  return (flags & PROTOCOL_TYPE) === 0 && flags >> 5 < 2;
}

/** Bytes before extension headers or payload. */
function fixedLength(flags: number): number {
  const version = flags >> 5;
  if (version === 2) return (flags & TUNNEL) !== 0 ? 12 : 8;
  // Version 0 of GTP' may have the long header of GTP (3GPP TS 32.295, section 6.1.1).
  if (isPrime(flags)) return version === 0 && (flags & SHORT) === 0 ? 20 : 6;
  if (version === 0) return 20;
  return (flags & (EXTENSION | SEQUENCE | N_PDU)) === 0 ? 8 : 12;
}
