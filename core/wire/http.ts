// core/wire/http.ts: HTTP/1 messages, RFC 9112.
import { type Fields, integer, list, text } from "./field.ts";
import { type Selector, TCP_PORT } from "./select.ts";
import { HEADER_FIELDS, MESSAGE_FIELDS, probeMessage, TextMessage } from "./_text_message.ts";
import type { Verdict } from "./verdict.ts";

export type { HeaderField } from "./_text_message.ts";

/** IANA "HTTP Method Registry", and those that are in use without. */
const METHODS: ReadonlySet<string> = new Set([
  ...["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"],
  ...["PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH"],
  ...["MKCALENDAR", "ACL", "CHECKOUT", "CHECKIN", "MERGE", "LABEL", "UPDATE", "MKACTIVITY"],
  ...["BASELINE-CONTROL", "VERSION-CONTROL", "UNCHECKOUT", "MKWORKSPACE", "BIND", "REBIND"],
  ...["UNBIND", "LINK", "UNLINK", "ORDERPATCH", "QUERY"],
  ...["NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "POLL", "M-SEARCH", "BCOPY", "BMOVE", "BDELETE"],
  ...["BPROPFIND", "BPROPPATCH", "RPC_IN_DATA", "RPC_OUT_DATA", "CCM_POST", "SOURCE", "PURGE"],
]);

/** The fields of HTTP and SSDP. */
export const HTTP_FIELDS = {
  ...MESSAGE_FIELDS,
  host: text("authority that is asked"),
  userAgent: text("client's name"),
  server: text("server's name"),
  contentType: text("media type of the body"),
  contentLength: integer("of the body", "bytes"),
  contentEncoding: text("compression of the content"),
  transferEncoding: text("coding of the body on the way"),
  location: text("where to go on"),
  referer: text("where the link was"),
  cookie: text("cookies that go back"),
  setCookie: list(text("cookie that shall come back")),
  connection: text("options for this connection"),
  upgrade: text("protocols to change to"),
  accept: text("media types that are wanted"),
  authorization: text("credentials as they stand"),
  ...HEADER_FIELDS,
} satisfies Fields;

/**
 * The head of one message, and what of the body stands in the same segment.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const request = new TextEncoder().encode("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
 * const http = new Http();
 * http.at(request, 0, request.length);
 * assertStrictEquals(http.host, "example.org");
 * ```
 */
export class Http extends TextMessage {
  static override readonly title: string = "Hypertext Transfer Protocol, version 1";
  static override readonly specification: string = "RFC 9112";
  static override readonly fields: Fields = HTTP_FIELDS;

  protected override readonly scheme = "HTTP/1";
  protected override readonly methods = METHODS;

  protected override get follower(): Selector {
    return TCP_PORT | 80;
  }

  /** By RFC 9112, section 6.3; what is chunked runs to the segment's end. */
  protected override bodyLength(available: number): number {
    const { statusCode } = this;
    if (statusCode !== undefined && (statusCode < 200 || statusCode === 204)) return 0;
    if (statusCode === 304) return 0;
    if (this.hasHeader("transfer-encoding")) return available;
    return this.contentLength ?? (statusCode === undefined ? 0 : available);
  }

  /** The `Host` field. */
  get host(): string | undefined {
    return this.header("host");
  }

  /** The `User-Agent` field. */
  get userAgent(): string | undefined {
    return this.header("user-agent");
  }

  /** The `Server` field. */
  get server(): string | undefined {
    return this.header("server");
  }

  /** The `Content-Type` field. */
  get contentType(): string | undefined {
    return this.header("content-type");
  }

  /** The `Content-Encoding` field. */
  get contentEncoding(): string | undefined {
    return this.header("content-encoding");
  }

  /** The `Transfer-Encoding` field. */
  get transferEncoding(): string | undefined {
    return this.header("transfer-encoding");
  }

  /** The `Location` field. */
  get location(): string | undefined {
    return this.header("location");
  }

  /** The `Referer` field. */
  get referer(): string | undefined {
    return this.header("referer");
  }

  /** The `Cookie` field, all cookies in one. */
  get cookie(): string | undefined {
    return this.header("cookie");
  }

  /** All `Set-Cookie` fields; `undefined` where there are none. */
  get setCookie(): string[] | undefined {
    const fields = this.headers.filter(({ name }) => name.toLowerCase() === "set-cookie");
    return fields.length === 0 ? undefined : fields.map(({ value }) => value);
  }

  /** The `Connection` field. */
  get connection(): string | undefined {
    return this.header("connection");
  }

  /** The `Upgrade` field. */
  get upgrade(): string | undefined {
    return this.header("upgrade");
  }

  /** The `Accept` field. */
  get accept(): string | undefined {
    return this.header("accept");
  }

  /** The `Authorization` field. */
  get authorization(): string | undefined {
    return this.header("authorization");
  }
}

/** Whether a stream's bytes begin with a message. */
export function probeHttp(bytes: Uint8Array, start: number, end: number): Verdict {
  return probeMessage(bytes, start, end, "HTTP/1", METHODS);
}
