// core/wire/kerberos.ts: Kerberos version 5, RFC 4120.
import { Application } from "./_application.ts";
import { berContent, berElement, berInteger, BerTag } from "./_ber.ts";
import { u32 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, integer } from "./field.ts";
import { TCP_PORT } from "./select.ts";

/** Bytes of the length in front over streams (RFC 4120, section 7.2.2). */
const STREAM_PREFIX_LENGTH = 4;
/** Bytes of the shortest message that tells its type. */
const SHORTEST = 4;

/** Tags: an application's (section 5.10), and those that its elements have, by number. */
const APPLICATION = 0x60, ELEMENT = 0xa0;
const AS_REQUEST = 10, TGS_REQUEST = 12, ERROR = 30;
const ERROR_CODE = 6, PRE_AUTHENTICATION = 3;
/** Pre-authentication data that is a message of its own: the ticket-granting ticket (section 7.5.2). */
const PA_TGS_REQUEST = 1;

/** Message types, which are the application tags too (section 7.5.7). */
const NAMES: { readonly [type: number]: string } = {
  10: "AS-REQ",
  11: "AS-REP",
  12: "TGS-REQ",
  13: "TGS-REP",
  14: "AP-REQ",
  15: "AP-REP",
  20: "KRB-SAFE",
  21: "KRB-PRIV",
  22: "KRB-CRED",
  30: "KRB-ERROR",
};

/**
 * One message.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const request = Uint8Array.of(0x6a, 4, 0x30, 2, 0xa1, 0);
 * const kerberos = new Kerberos();
 * kerberos.at(request, 0, request.length);
 * assertStrictEquals(kerberos.summary(1), "Kerberos AS-REQ, length 6");
 * ```
 */
export class Kerberos extends Application {
  static override readonly title = "Kerberos";
  static override readonly specification = "RFC 4120";
  static override readonly fields: Fields = {
    streamLength: integer("of the message, before it where it comes over TCP", "bytes"),
    messageType: integer("10 and 11 authentication, 12 and 13 ticket, 30 error"),
    ticketMessageType: integer("of the message by which a ticket is asked for: 14"),
    errorCode: integer("of an error"),
  };

  #message = 0;
  #end = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const message = this.over === TCP_PORT ? start + STREAM_PREFIX_LENGTH : start;
    const needed = message - start + SHORTEST;
    if (end - start < needed) return truncated("messageType", needed);
    const tag = bytes[message];
    if ((tag & 0xe0) !== APPLICATION || NAMES[tag & 0x1f] === undefined) {
      return malformed("messageType");
    }
    this.#message = message;
    this.#end = message > start ? Math.min(end, message + u32(bytes, start)) : end;
    return this.window(bytes, start, this.#end, end, wireEnd, TCP_PORT | 88);
  }

  /** Bytes of the message over TCP; `undefined` over UDP. */
  get streamLength(): number | undefined {
    return this.#message === this.start ? undefined : u32(this.bytes, this.start);
  }

  /** What it is. */
  get messageType(): number {
    return this.bytes[this.#message] & 0x1f;
  }

  /** Of the AP-REQ inside of a request for a ticket, which carries another ticket. */
  get ticketMessageType(): number | undefined {
    const type = this.messageType;
    if (type !== AS_REQUEST && type !== TGS_REQUEST) return undefined;
    const list = this.#element(PRE_AUTHENTICATION);
    const entries = list && berContent(list, BerTag.Sequence);
    while (entries?.more) {
      const entry = berContent(entries, BerTag.Sequence);
      if (entry === undefined) break;
      const kind = berContent(entry, ELEMENT | 1), value = berContent(entry, ELEMENT | 2);
      if (kind === undefined || value === undefined) break;
      if (berInteger(kind) !== PA_TGS_REQUEST) continue;
      const message = berContent(value, BerTag.OctetString);
      return message?.more ? message.u8() & 0x1f : undefined;
    }
    return undefined;
  }

  /** Of an error (section 7.5.9). */
  get errorCode(): number | undefined {
    if (this.messageType !== ERROR) return undefined;
    const content = this.#element(ERROR_CODE);
    return content && berInteger(content);
  }

  /** The content of the message's element of that number. */
  #element(number: number): Cursor | undefined {
    const application = berElement(new Cursor(this.bytes, this.#message, this.#end));
    const elements = application && berContent(application.content, BerTag.Sequence);
    while (elements?.more) {
      const element = berElement(elements);
      if (element === undefined) break;
      if (element.tag === (ELEMENT | number)) return element.content;
    }
    return undefined;
  }

  /** `Kerberos AS-REQ, length 180`. */
  override summary(_detail: number): string {
    return `Kerberos ${NAMES[this.messageType]}${this.lengthText}`;
  }
}
