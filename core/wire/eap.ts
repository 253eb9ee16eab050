// core/wire/eap.ts: the extensible authentication protocol, RFC 3748, section 4.
import { text, u16 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { integer, text as textField } from "./field.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the packet. Only requests and responses have a type. */
const AT = { CODE: 0, IDENTIFIER: 1, LENGTH: 2, TYPE: 4, DATA: 5 } as const;

/** Bytes before the type. */
export const EAP_HEADER_LENGTH = AT.TYPE;

const Code = { Request: 1, Response: 2 } as const;
const CODE_NAMES: Readonly<Record<number, string>> = {
  1: "Request",
  2: "Response",
  3: "Success",
  4: "Failure",
  5: "Initiate",
  6: "Finish",
};
const TYPE_IDENTITY = 1;
/** IANA "EAP Method Types", those in use. */
const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: "Identity",
  2: "Notification",
  3: "Nak",
  4: "MD5-challenge",
  6: "GTC",
  13: "TLS",
  17: "LEAP",
  18: "SIM",
  21: "TTLS",
  23: "AKA",
  25: "PEAP",
  26: "MSCHAPv2",
  43: "FAST",
  50: "AKA'",
  52: "PWD",
  55: "TEAP",
  254: "Expanded type",
};

/**
 * One EAP packet.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const eap = new Eap();
 * eap.at(Uint8Array.of(2, 7, 0, 8, 1, 0x62, 0x6f, 0x62), 0, 8);
 * assertStrictEquals(eap.identity, "bob");
 * ```
 */
export class Eap extends View {
  static override readonly title = "Extensible Authentication Protocol";
  static override readonly specification = "RFC 3748";
  static override readonly fields = {
    code: integer("1 request, 2 response, 3 success, 4 failure"),
    identifier: integer("the same in request and response"),
    length: integer("whole packet", "bytes"),
    type: integer("method; absent in success and failure"),
    identity: textField("who the peer says it is"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < EAP_HEADER_LENGTH) return truncated("length", EAP_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.wireEnd = Math.max(
      start + EAP_HEADER_LENGTH,
      Math.min(wireEnd, start + u16(bytes, start + AT.LENGTH)),
    );
    this.payloadEnd = Math.min(end, this.wireEnd);
    this.payloadStart = Math.min(
      this.payloadEnd,
      start + (this.#hasType ? AT.DATA : EAP_HEADER_LENGTH),
    );
    this.next = 0;
    return Fault.None;
  }

  /** 1 request, 2 response, 3 success, 4 failure; 5 and 6 of RFC 6696. */
  get code(): number {
    return this.bytes[this.start + AT.CODE];
  }

  /** 0 to 255, the same in a request and its response. */
  get identifier(): number {
    return this.bytes[this.start + AT.IDENTIFIER];
  }

  /** Bytes of the whole packet. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  get #hasType(): boolean {
    return this.code === Code.Request || this.code === Code.Response;
  }

  /** IANA "EAP Method Types"; `undefined` in success and failure. */
  get type(): number | undefined {
    if (!this.#hasType || this.start + AT.TYPE >= this.payloadEnd) return undefined;
    return this.bytes[this.start + AT.TYPE];
  }

  /** Who the peer says it is; `undefined` but in the response to an identity request. */
  get identity(): string | undefined {
    if (this.code !== Code.Response || this.type !== TYPE_IDENTITY) return undefined;
    return text(this.bytes, this.start + AT.DATA, this.payloadEnd);
  }

  override summary(_detail: number): string {
    const code = CODE_NAMES[this.code] ?? `code ${this.code}`;
    const type = this.type;
    const method = type === undefined ? "" : `, ${TYPE_NAMES[type] ?? "type"} (${type})`;
    return `EAP ${code} (${this.code}), id ${this.identifier}${method}, len ${this.length}`;
  }
}
