// core/wire/ldap.ts: the lightweight directory access protocol, RFC 4511.
import { Application } from "./_application.ts";
import { berContent, berElement, berInteger, BerTag } from "./_ber.ts";
import { Cursor } from "./_cursor.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { type Fields, integer, text } from "./field.ts";
import { TCP_PORT } from "./select.ts";
import { Verdict } from "./verdict.ts";

/** Bytes of the shortest message: a sequence, an identifier and an operation. */
const SHORTEST = 7;
/** And up to where the operation is known at the latest: two lengths of four bytes, a number of six. */
const LONGEST_HEAD = 20;

/** The class bits of an operation's tag: application (ITU-T X.690, clause 8.1.2.2). */
const APPLICATION = 0x40;

/** Operations by number (RFC 4511, section 4). */
const OPERATIONS: { readonly [operation: number]: string } = {
  0: "bindRequest",
  1: "bindResponse",
  2: "unbindRequest",
  3: "searchRequest",
  4: "searchResEntry",
  5: "searchResDone",
  6: "modifyRequest",
  7: "modifyResponse",
  8: "addRequest",
  9: "addResponse",
  10: "delRequest",
  11: "delResponse",
  12: "modDNRequest",
  13: "modDNResponse",
  14: "compareRequest",
  15: "compareResponse",
  16: "abandonRequest",
  19: "searchResRef",
  23: "extendedReq",
  24: "extendedResp",
  25: "intermediateResponse",
};

/** Operations that begin with a result: its code, a name, and a message. */
const RESULTS: readonly number[] = [1, 5, 7, 9, 11, 13, 15, 24];
const SEARCH_REQUEST = 3, SEARCH_ENTRY = 4;

/**
 * One message; those that share its segment are layers after it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const unbind = Uint8Array.of(0x30, 5, 2, 1, 7, 0x42, 0);
 * const ldap = new Ldap();
 * ldap.at(unbind, 0, unbind.length);
 * assertStrictEquals(ldap.operation, 2);
 * ```
 */
export class Ldap extends Application {
  static override readonly title = "Lightweight Directory Access Protocol";
  static override readonly specification = "RFC 4511";
  static override readonly fields: Fields = {
    messageId: integer("pairs answers with requests"),
    operation: integer("0 bind, 3 search, 4 entry, 5 end of search"),
    resultCode: integer("of an answer; 0 is success"),
    name: text("of the object that is searched from or found"),
  };

  #messageId = 0;
  #operation = 0;
  #resultCode: number | undefined;
  #name: string | undefined;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < SHORTEST) return truncated("operation", SHORTEST);
    const data = new Cursor(bytes, start, end);
    const message = berElement(data);
    if (message?.tag !== BerTag.Sequence) return malformed("messageId");
    const isCut = message.length > message.content.left && end - start < LONGEST_HEAD;
    const messageId = berInteger(message.content);
    if (messageId === undefined || messageId < 0) {
      return isCut ? truncated("messageId", LONGEST_HEAD) : malformed("messageId");
    }
    const operation = berElement(message.content);
    if (operation === undefined) {
      return isCut ? truncated("operation", LONGEST_HEAD) : malformed("operation");
    }
    if ((operation.tag & 0xc0) !== APPLICATION) return malformed("operation");
    this.#messageId = messageId;
    this.#operation = operation.tag & 0x1f;
    if (OPERATIONS[this.#operation] === undefined) return malformed("operation");
    this.#read(operation.content);
    const follower = this.over === TCP_PORT ? TCP_PORT | 389 : 0;
    return this.window(bytes, start, data.at, end, wireEnd, follower);
  }

  #read(content: Cursor): void {
    this.#resultCode = this.#name = undefined;
    if (RESULTS.includes(this.#operation)) {
      this.#resultCode = berInteger(content, BerTag.Enumerated);
    } else if (this.#operation === SEARCH_REQUEST || this.#operation === SEARCH_ENTRY) {
      const name = berContent(content, BerTag.OctetString);
      if (name !== undefined && !content.short) this.#name = name.text(name.left);
    }
  }

  /** 0 to 2^31 - 1. */
  get messageId(): number {
    return this.#messageId;
  }

  /** 0 to 25. */
  get operation(): number {
    return this.#operation;
  }

  /** Of an answer; 0 is success. */
  get resultCode(): number | undefined {
    return this.#resultCode;
  }

  /** Of the object that is searched from or found. */
  get name(): string | undefined {
    return this.#name;
  }

  /** `LDAP searchRequest "dc=org", id 2, length 60`. */
  override summary(_detail: number): string {
    const name = this.#name === undefined ? "" : ` "${this.#name}"`;
    return `LDAP ${OPERATIONS[this.#operation]}${name}, id ${this.#messageId}${this.lengthText}`;
  }
}

/** Whether bytes begin with a message: a sequence of an identifier and a known operation. */
export function probeLdap(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end > start && bytes[start] !== BerTag.Sequence) return Verdict.No;
  if (end - start < SHORTEST) return Verdict.Unsure;
  switch (new Ldap().at(bytes, start, end)) {
    case Fault.None:
      return Verdict.Yes;
    case Fault.Truncated:
      return Verdict.Unsure;
    default:
      return Verdict.No;
  }
}
