// core/wire/sip.ts: session initiation, RFC 3261.
import { type Fields, integer, text } from "./field.ts";
import { type Selector, TCP_PORT } from "./select.ts";
import { HEADER_FIELDS, MESSAGE_FIELDS, probeMessage, TextMessage } from "./_text_message.ts";
import type { Verdict } from "./verdict.ts";

/** IANA "SIP Methods". */
const METHODS: ReadonlySet<string> = new Set([
  ...["INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "PRACK", "SUBSCRIBE", "NOTIFY"],
  ...["PUBLISH", "INFO", "REFER", "MESSAGE", "UPDATE"],
]);

/**
 * One message.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const text = "BYE sip:bob@example.org SIP/2.0\r\ni: 1@example.org\r\n\r\n";
 * const sip = new Sip();
 * sip.at(new TextEncoder().encode(text), 0, text.length);
 * assertStrictEquals(sip.callId, "1@example.org");
 * ```
 */
export class Sip extends TextMessage {
  static override readonly title = "Session Initiation Protocol";
  static override readonly specification = "RFC 3261";
  static override readonly fields: Fields = {
    ...MESSAGE_FIELDS,
    callId: text("the same in all messages of a call"),
    from: text("who began"),
    to: text("whom it is for"),
    cSeq: text("number and method that a response is to"),
    userAgent: text("client's name"),
    contentType: text("media type of the body"),
    contentLength: integer("of the body", "bytes"),
    ...HEADER_FIELDS,
  };

  protected override readonly scheme = "SIP/2";
  protected override readonly methods = METHODS;

  protected override get follower(): Selector {
    return TCP_PORT | 5060;
  }

  /** A length is required over streams; a datagram ends by itself (section 18.3). */
  protected override bodyLength(available: number): number {
    return this.over === TCP_PORT ? this.contentLength ?? available : available;
  }

  /** The `Call-ID` field. */
  get callId(): string | undefined {
    return this.header("call-id") ?? this.header("i");
  }

  /** The `From` field. */
  get from(): string | undefined {
    return this.header("from") ?? this.header("f");
  }

  /** The `To` field. */
  get to(): string | undefined {
    return this.header("to") ?? this.header("t");
  }

  /** The `CSeq` field. */
  get cSeq(): string | undefined {
    return this.header("cseq");
  }

  /** The `User-Agent` field. */
  get userAgent(): string | undefined {
    return this.header("user-agent");
  }

  /** The `Content-Type` field. */
  get contentType(): string | undefined {
    return this.header("content-type") ?? this.header("c");
  }

  /** The `Content-Length` field, where it is a number. */
  override get contentLength(): number | undefined {
    const compact = this.header("l");
    return super.contentLength ??
      (compact !== undefined && /^\d{1,15}$/.test(compact) ? Number(compact) : undefined);
  }
}

/** Whether bytes begin with a message. */
export function probeSip(bytes: Uint8Array, start: number, end: number): Verdict {
  return probeMessage(bytes, start, end, "SIP/2", METHODS);
}
