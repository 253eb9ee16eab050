// core/wire/ike.ts: internet key exchange, RFC 7296, section 3.1 (version 2), and RFC 2408.
import { Application } from "./_application.ts";
import { u32 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { bytes as bytesField, type Fields, hexadecimal, integer } from "./field.ts";

/** Byte offsets from the start of the header. */
const AT = {
  INITIATOR_SPI: 0,
  RESPONDER_SPI: 8,
  NEXT_PAYLOAD: 16,
  VERSION: 17,
  EXCHANGE_TYPE: 18,
  FLAGS: 19,
  MESSAGE_ID: 20,
  LENGTH: 24,
} as const;

/** Bytes of the header. */
export const IKE_HEADER_LENGTH = AT.LENGTH + 4;

const EXCHANGES: { readonly [type: number]: string } = {
  2: "ident",
  4: "agg",
  5: "inf",
  32: "quick mode",
  34: "ikev2_init",
  35: "ikev2_auth",
  36: "child_sa",
  37: "inf2",
};

/** Flags of version 2 (RFC 7296, section 3.1). */
const FLAG_INITIATOR = 0x08, FLAG_RESPONSE = 0x20;

/**
 * One message's header.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const header = new Uint8Array(28);
 * header.set([1], 7);
 * header.set([33, 0x20, 34, 8, 0, 0, 0, 0, 0, 0, 0, 28], 16);
 * const ike = new Ike();
 * ike.at(header, 0, header.length);
 * assertStrictEquals(ike.exchangeType, 34);
 * ```
 */
export class Ike extends Application {
  static override readonly title = "Internet Key Exchange";
  static override readonly specification = "RFC 7296";
  static override readonly fields: Fields = {
    initiatorSpi: bytesField("the initiator's number for the association"),
    responderSpi: bytesField("the responder's; zeros in the first message"),
    nextPayload: integer("what follows the header"),
    version: hexadecimal("major and minor, four bits each"),
    exchangeType: integer("34 init, 35 authentication, 36 child association, 37 informational"),
    flags: hexadecimal("8 initiator, 16 version, 32 response; 1 encrypted in version 1"),
    messageId: hexadecimal("pairs answers with requests"),
    length: integer("of header and payloads", "bytes"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < IKE_HEADER_LENGTH) return truncated("length", IKE_HEADER_LENGTH);
    const major = bytes[start + AT.VERSION] >> 4;
    if (major !== 1 && major !== 2) return malformed("version");
    if (u32(bytes, start + AT.LENGTH) < IKE_HEADER_LENGTH) return malformed("length");
    return this.window(bytes, start, start + IKE_HEADER_LENGTH, end, wireEnd);
  }

  /** Eight bytes. */
  get initiatorSpi(): Uint8Array {
    return this.bytes.subarray(this.start, this.start + AT.RESPONDER_SPI);
  }

  /** Eight bytes. */
  get responderSpi(): Uint8Array {
    return this.bytes.subarray(this.start + AT.RESPONDER_SPI, this.start + AT.NEXT_PAYLOAD);
  }

  /** What follows the header. */
  get nextPayload(): number {
    return this.bytes[this.start + AT.NEXT_PAYLOAD];
  }

  /** Major in the upper four bits, minor in the lower. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION];
  }

  /** What is going on. */
  get exchangeType(): number {
    return this.bytes[this.start + AT.EXCHANGE_TYPE];
  }

  /** Eight bits. */
  get flags(): number {
    return this.bytes[this.start + AT.FLAGS];
  }

  /** 32 bits. */
  get messageId(): number {
    return u32(this.bytes, this.start + AT.MESSAGE_ID);
  }

  /** Bytes of header and payloads. */
  get length(): number {
    return u32(this.bytes, this.start + AT.LENGTH);
  }

  /** `isakmp: parent_sa ikev2_init[I]`, `isakmp: phase 1 ident`: near to tcpdump's. */
  override summary(_detail: number): string {
    const exchange = EXCHANGES[this.exchangeType] ?? `#${this.exchangeType}`;
    const first = this.messageId === 0;
    if (this.version >> 4 < 2) return `isakmp: phase ${first ? "1" : "2/others"} ${exchange}`;
    const who = (this.flags & FLAG_INITIATOR ? "I" : "") + (this.flags & FLAG_RESPONSE ? "R" : "");
    return `isakmp: ${first ? "parent_sa" : "child_sa "} ${exchange}[${who}]`;
  }
}
