// core/wire/coap.ts: the constrained application protocol, RFC 7252, section 3.
import { Application } from "./_application.ts";
import { u16 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { bytes as bytesField, type Fields, group, integer, list, text } from "./field.ts";

/** Byte offsets from the start of the message. */
const AT = { FLAGS: 0, CODE: 1, MESSAGE_ID: 2, TOKEN: 4 } as const;

/** Bytes before the token. */
export const COAP_HEADER_LENGTH = AT.TOKEN;

/** What ends the options where there is a payload. */
const PAYLOAD_MARKER = 0xff;
/** Tokens are at most this long; longer ones are reserved. */
const MAX_TOKEN = 8;
/** Option numbers (section 5.10). */
const URI_HOST = 3, URI_PATH = 11, URI_QUERY = 15;

const TYPES: readonly string[] = ["CON", "NON", "ACK", "RST"];
const METHODS: readonly string[] = [
  ...["Empty", "GET", "POST", "PUT", "DELETE", "FETCH", "PATCH", "iPATCH"],
];

/** One option. */
export interface CoapOption {
  readonly number: number;
  readonly value: Uint8Array;
}

/**
 * One message.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const get = Uint8Array.of(0x40, 1, 0, 7, 0xb1, 97);
 * const coap = new Coap();
 * coap.at(get, 0, get.length);
 * assertStrictEquals(coap.uriPath, "/a");
 * ```
 */
export class Coap extends Application {
  static override readonly title = "Constrained Application Protocol";
  static override readonly specification = "RFC 7252";
  static override readonly fields: Fields = {
    version: integer("1"),
    type: integer("0 confirmable, 1 not, 2 acknowledgment, 3 reset"),
    code: integer("class in the upper three bits, detail in the lower five"),
    messageId: integer("pairs acknowledgments with messages"),
    token: bytesField("pairs responses with requests"),
    uriHost: text("host that is asked"),
    uriPath: text("resource"),
    uriQuery: text("its parameters"),
    options: list(group("option", {
      number: integer("what it is"),
      value: bytesField("as it stands"),
    })),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < COAP_HEADER_LENGTH) return truncated("messageId", COAP_HEADER_LENGTH);
    if (bytes[start] >> 6 !== 1) return malformed("version");
    if ((bytes[start] & 0xf) > MAX_TOKEN) return malformed("token");
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** 1. */
  get version(): number {
    return this.bytes[this.start] >> 6;
  }

  /** 0 to 3. */
  get type(): number {
    return (this.bytes[this.start] >> 4) & 3;
  }

  /** A method, or a response's class and detail: 0x45 is 2.05. */
  get code(): number {
    return this.bytes[this.start + AT.CODE];
  }

  /** 0 to 65,535. */
  get messageId(): number {
    return u16(this.bytes, this.start + AT.MESSAGE_ID);
  }

  /** `undefined` where there is none. */
  get token(): Uint8Array | undefined {
    const length = this.bytes[this.start] & 0xf;
    const at = this.start + AT.TOKEN;
    return length === 0 || at + length > this.payloadEnd
      ? undefined
      : this.bytes.subarray(at, at + length);
  }

  /** Host that is asked. */
  get uriHost(): string | undefined {
    return this.#joined(URI_HOST, "");
  }

  /** The path with its slashes. */
  get uriPath(): string | undefined {
    const path = this.#joined(URI_PATH, "/");
    return path === undefined ? undefined : "/" + path;
  }

  /** The parameters with what joins them. */
  get uriQuery(): string | undefined {
    return this.#joined(URI_QUERY, "&");
  }

  #joined(number: number, separator: string): string | undefined {
    const parts = this.options.filter((option) => option.number === number);
    const decoder = new TextDecoder();
    return parts.length === 0
      ? undefined
      : parts.map(({ value }) => decoder.decode(value)).join(separator);
  }

  /** All whole options. Numbers are given as steps, and may be extended (section 3.1). */
  get options(): CoapOption[] {
    const options: CoapOption[] = [];
    const token = this.start + AT.TOKEN + (this.bytes[this.start] & 0xf);
    const data = new Cursor(this.bytes, token, this.payloadEnd);
    let number = 0;
    while (data.more) {
      const head = data.u8();
      if (head === PAYLOAD_MARKER) break;
      const step = extended(head >> 4, data), length = extended(head & 0xf, data);
      if (step < 0 || length < 0 || data.short || length > data.left) break;
      number += step;
      options.push({ number, value: data.take(length) });
    }
    return options;
  }

  /** `CoAP CON GET /a, id 7, length 6`. */
  override summary(_detail: number): string {
    const { code } = this;
    const what = code < METHODS.length
      ? METHODS[code]
      : `${code >> 5}.${String(code & 0x1f).padStart(2, "0")}`;
    const path = this.uriPath === undefined ? "" : ` ${this.uriPath}`;
    const length = this.wireEnd - this.start;
    return `CoAP ${TYPES[this.type]} ${what}${path}, id ${this.messageId}, length ${length}`;
  }
}

/** 13 and 14 say that one or two bytes more follow; 15 is reserved. */
function extended(nibble: number, data: Cursor): number {
  if (nibble === 13) return data.u8() + 13;
  if (nibble === 14) return data.u16() + 269;
  return nibble === 15 ? -1 : nibble;
}
