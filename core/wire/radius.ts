// core/wire/radius.ts: remote authentication dial-in user service, RFC 2865.
import { Application } from "./_application.ts";
import { u16 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { bytes as bytesField, type Fields, group, integer, list, text } from "./field.ts";

/** Byte offsets from the start of the packet (section 3). */
const AT = { CODE: 0, IDENTIFIER: 1, LENGTH: 2, AUTHENTICATOR: 4, ATTRIBUTES: 20 } as const;

/** Bytes before the attributes. */
export const RADIUS_HEADER_LENGTH = AT.ATTRIBUTES;

/** Attribute types whose value is text that people look for (section 5). */
const USER_NAME = 1;

const CODES: { readonly [code: number]: string } = {
  1: "Access-Request",
  2: "Access-Accept",
  3: "Access-Reject",
  4: "Accounting-Request",
  5: "Accounting-Response",
  11: "Access-Challenge",
  12: "Status-Server",
  13: "Status-Client",
  40: "Disconnect-Request",
  41: "Disconnect-ACK",
  42: "Disconnect-NAK",
  43: "CoA-Request",
  44: "CoA-ACK",
  45: "CoA-NAK",
};

/** One attribute. */
export interface RadiusAttribute {
  readonly type: number;
  readonly value: Uint8Array;
}

/**
 * One packet.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const accept = new Uint8Array(20);
 * accept.set([2, 79, 0, 20]);
 * const radius = new Radius();
 * radius.at(accept, 0, accept.length);
 * assertStrictEquals(radius.identifier, 79);
 * ```
 */
export class Radius extends Application {
  static override readonly title = "Remote Authentication Dial-In User Service";
  static override readonly specification = "RFC 2865";
  static override readonly fields: Fields = {
    code: integer("1 request, 2 accept, 3 reject, 4 accounting, 11 challenge"),
    identifier: integer("pairs answers with requests"),
    length: integer("of the packet", "bytes"),
    authenticator: bytesField("what the answer is verified by"),
    userName: text("who wants to come in"),
    attributes: list(group("attribute", {
      type: integer("what it is"),
      value: bytesField("as it stands"),
    })),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < RADIUS_HEADER_LENGTH) return truncated("authenticator", RADIUS_HEADER_LENGTH);
    const length = u16(bytes, start + AT.LENGTH);
    if (length < RADIUS_HEADER_LENGTH) return malformed("length");
    const packetEnd = start + length;
    return this.window(
      bytes,
      start,
      Math.min(end, packetEnd),
      Math.min(end, packetEnd),
      Math.min(wireEnd, packetEnd),
    );
  }

  /** What it is. */
  get code(): number {
    return this.bytes[this.start + AT.CODE];
  }

  /** 0 to 255. */
  get identifier(): number {
    return this.bytes[this.start + AT.IDENTIFIER];
  }

  /** Bytes of the packet. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  /** Sixteen bytes. */
  get authenticator(): Uint8Array {
    return this.bytes.subarray(this.start + AT.AUTHENTICATOR, this.start + AT.ATTRIBUTES);
  }

  /** The first `User-Name`. */
  get userName(): string | undefined {
    const value = this.attributes.find(({ type }) => type === USER_NAME)?.value;
    return value && new TextDecoder().decode(value);
  }

  /** All whole attributes. */
  get attributes(): RadiusAttribute[] {
    const data = new Cursor(this.bytes, this.start + AT.ATTRIBUTES, this.payloadEnd);
    const attributes: RadiusAttribute[] = [];
    while (data.left >= 2) {
      const type = data.u8(), length = data.u8();
      if (length < 2 || length - 2 > data.left) break;
      attributes.push({ type, value: data.take(length - 2) });
    }
    return attributes;
  }

  /** `RADIUS, Access-Request (1), id: 0x4f length: 57`, as tcpdump prints it. */
  override summary(_detail: number): string {
    const name = CODES[this.code] ?? "Unknown Command";
    const id = this.identifier.toString(16).padStart(2, "0");
    return `RADIUS, ${name} (${this.code}), id: 0x${id} length: ${this.wireEnd - this.start}`;
  }
}
