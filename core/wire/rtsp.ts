// core/wire/rtsp.ts: real-time streaming, RFC 7826 and 2326.
import { type Fields, integer, text } from "./field.ts";
import { type Selector, TCP_PORT } from "./select.ts";
import { HEADER_FIELDS, MESSAGE_FIELDS, probeMessage, TextMessage } from "./_text_message.ts";
import type { Verdict } from "./verdict.ts";

/** RFC 7826, section 13, and RECORD and ANNOUNCE of RFC 2326. */
const METHODS: ReadonlySet<string> = new Set([
  ...["DESCRIBE", "ANNOUNCE", "GET_PARAMETER", "OPTIONS", "PAUSE", "PLAY", "PLAY_NOTIFY"],
  ...["RECORD", "REDIRECT", "SETUP", "SET_PARAMETER", "TEARDOWN"],
]);

/**
 * One message.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const text = "RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n";
 * const rtsp = new Rtsp();
 * rtsp.at(new TextEncoder().encode(text), 0, text.length);
 * assertStrictEquals(rtsp.statusCode, 200);
 * ```
 */
export class Rtsp extends TextMessage {
  static override readonly title = "Real-Time Streaming Protocol";
  static override readonly specification = "RFC 7826";
  static override readonly fields: Fields = {
    ...MESSAGE_FIELDS,
    cSeq: text("pairs responses with requests"),
    session: text("session identifier"),
    transport: text("how the media come"),
    contentType: text("media type of the body"),
    contentLength: integer("of the body", "bytes"),
    ...HEADER_FIELDS,
  };

  protected override readonly scheme = "RTSP/";
  protected override readonly methods = METHODS;

  protected override get follower(): Selector {
    return TCP_PORT | 554;
  }

  protected override bodyLength(_available: number): number {
    return this.contentLength ?? 0;
  }

  /** The `CSeq` field. */
  get cSeq(): string | undefined {
    return this.header("cseq");
  }

  /** The `Session` field. */
  get session(): string | undefined {
    return this.header("session");
  }

  /** The `Transport` field. */
  get transport(): string | undefined {
    return this.header("transport");
  }

  /** The `Content-Type` field. */
  get contentType(): string | undefined {
    return this.header("content-type");
  }
}

/** Whether a stream's bytes begin with a message. */
export function probeRtsp(bytes: Uint8Array, start: number, end: number): Verdict {
  return probeMessage(bytes, start, end, "RTSP/", METHODS);
}
