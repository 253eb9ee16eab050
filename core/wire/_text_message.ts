// core/wire/_text_message.ts: the form that HTTP/1, SSDP, RTSP and SIP share: a line, header
// fields, an empty line, a body (RFC 9112, section 2.1).
import { Application } from "./_application.ts";
import { text } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { boolean, type Fields, group, integer, list, text as textField } from "./field.ts";
import type { Selector } from "./select.ts";
import { Verdict } from "./verdict.ts";

const TAB = 0x09, LF = 0x0a, CR = 0x0d, SPACE = 0x20, COLON = 0x3a;

/** The shortest first line: `M * P/1`. */
const SHORTEST_LINE = 7;

/** One header field. */
export interface HeaderField {
  /** As it stands, in upper and lower case. */
  readonly name: string;
  /** Without the spaces around it. */
  readonly value: string;
}

/** The fields that every such message has. */
export const MESSAGE_FIELDS = {
  method: textField("what is asked for (in requests)"),
  uri: textField("of what, as it stands and as far as it goes (in requests)"),
  version: textField("protocol and version"),
  statusCode: integer("outcome (in responses)"),
  reasonPhrase: textField("outcome in words (in responses)"),
} satisfies Fields;

/** All header fields, for those that have no name of their own. */
export const HEADER_FIELDS = {
  headComplete: boolean("the head ends in this segment"),
  headers: list(group("header field", {
    name: textField("as it stands"),
    value: textField("without surrounding blanks; folded lines are joined"),
  })),
} satisfies Fields;

/**
 * One message. A first line that is not finished is taken as far as it goes
 * when it begins with a known method; so are the header fields.
 */
export abstract class TextMessage extends Application {
  /** What the versions that are decoded begin with: `HTTP/1`. */
  protected abstract readonly scheme: string;
  /** Methods that are recognised before the version has been seen. */
  protected abstract readonly methods: ReadonlySet<string>;

  /** The first line in its parts, once somebody asks. */
  #line: string[] | undefined;
  #lineEnd = 0;
  #isResponse = false;
  #headers: HeaderField[] | undefined;
  #headersStart = 0;
  #headEnd = -1;
  #bodyEnd = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const verdict = probeMessage(bytes, start, end, this.scheme, this.methods);
    if (verdict === Verdict.No) return malformed("method");
    if (verdict === Verdict.Unsure) return truncated("method", SHORTEST_LINE);
    this.#lineEnd = indexOfLf(bytes, start, end);
    this.#line = undefined;
    this.#isResponse = prefixVerdict(bytes, start, end, this.scheme) === Verdict.Yes;
    this.#headers = undefined;
    this.#headersStart = this.#lineEnd < 0 ? end : this.#lineEnd + 1;
    this.#headEnd = headEnd(bytes, start, end);
    this.bytes = bytes;
    this.start = start;
    this.payloadEnd = end;
    const head = this.#headEnd < 0 ? end : this.#headEnd;
    // Without a body nothing has to be read to know where it ends.
    this.#bodyEnd = head === end ? end : Math.min(end, head + this.bodyLength(end - head));
    return this.window(bytes, start, this.#bodyEnd, end, wireEnd, this.follower);
  }

  #words(): string[] {
    return this.#line ??= this.#readLine();
  }

  #readLine(): string[] {
    const { bytes, start, payloadEnd } = this;
    const lineEnd = this.#lineEnd;
    const line = text(bytes, start, lineEnd < 0 ? payloadEnd : trimCr(bytes, start, lineEnd));
    if (this.#isResponse) return /^(\S+) +(\d+) ?(.*)$/.exec(line)?.slice(1) ?? [];
    const words = line.split(" ");
    const version = words.length > 2 && words[words.length - 1].startsWith(this.scheme)
      ? words.pop()
      : undefined;
    return [words[0], words.slice(1).join(" "), version ?? ""];
  }

  /** Bytes of the body, at most `available`. */
  protected abstract bodyLength(available: number): number;

  /** What follows the body in the same segment. */
  protected abstract get follower(): Selector;

  /** The method; `undefined` in responses. */
  get method(): string | undefined {
    return this.#isResponse ? undefined : this.#words()[0];
  }

  /** The target as it stands, as far as it goes in this segment; `undefined` in responses. */
  get uri(): string | undefined {
    return this.#isResponse ? undefined : this.#words()[1] || undefined;
  }

  /** Protocol and version: `HTTP/1.1`; `undefined` where it is cut or left out. */
  get version(): string | undefined {
    return this.#words()[this.#isResponse ? 0 : 2] || undefined;
  }

  /** The status; `undefined` in requests. It allocates nothing. */
  get statusCode(): number | undefined {
    if (!this.#isResponse) return undefined;
    const { bytes } = this, end = this.#lineEnd < 0 ? this.payloadEnd : this.#lineEnd;
    let at = this.start;
    while (at < end && bytes[at] > SPACE) at++;
    while (at < end && bytes[at] === SPACE) at++;
    const first = at;
    let status = 0;
    for (; at < end && isDigit(bytes[at]); at++) status = status * 10 + bytes[at] - 0x30;
    return at === first ? undefined : status;
  }

  /** The status in words; `undefined` in requests, and where there are none. */
  get reasonPhrase(): string | undefined {
    return this.#isResponse ? this.#words()[2] || undefined : undefined;
  }

  /** All header fields that are whole, in order. */
  get headers(): HeaderField[] {
    const headEnd = this.#headEnd < 0 ? this.payloadEnd : this.#headEnd;
    return this.#headers ??= readHeaders(this.bytes, this.#headersStart, headEnd);
  }

  /** The head was there up to its empty line. */
  get headComplete(): boolean {
    return this.#headEnd >= 0;
  }

  /** What there is of the body. Lent. */
  get body(): Uint8Array {
    return this.bytes.subarray(this.#headEnd < 0 ? this.#bodyEnd : this.#headEnd, this.#bodyEnd);
  }

  /** The first field of that name, which is in lower case; `undefined` where there is none. */
  header(name: string): string | undefined {
    for (const field of this.headers) {
      // Most are told apart by their length, without a string being made.
      if (field.name.length === name.length && field.name.toLowerCase() === name) {
        return field.value;
      }
    }
    return undefined;
  }

  /** The value of `Content-Length`, where it is a number. It allocates nothing. */
  get contentLength(): number | undefined {
    const { bytes } = this, end = this.#headEnd < 0 ? this.payloadEnd : this.#headEnd;
    return decimalField(bytes, findField(bytes, this.#headersStart, end, "content-length"), end);
  }

  /** Whether there is a field of that name, which is in lower case. It allocates nothing. */
  protected hasHeader(name: string): boolean {
    const end = this.#headEnd < 0 ? this.payloadEnd : this.#headEnd;
    return findField(this.bytes, this.#headersStart, end, name) >= 0;
  }

  /** The first line, as tcpdump prints it: `HTTP: GET / HTTP/1.1`. */
  override summary(_detail: number): string {
    const line = this.#words().filter((word) => word !== "").join(" ");
    const label = this.scheme.slice(0, this.scheme.indexOf("/"));
    return `${label}: ${line}`;
  }
}

/** Whether a message begins: a response, a request with its version, or a known method. */
export function probeMessage(
  bytes: Uint8Array,
  start: number,
  end: number,
  scheme: string,
  methods: ReadonlySet<string>,
): Verdict {
  const response = prefixVerdict(bytes, start, end, scheme);
  if (response !== Verdict.No) return response;
  const methodEnd = tokenEnd(bytes, start, end);
  if (methodEnd < 0) return Verdict.No;
  if (methodEnd === end) return Verdict.Unsure;
  const lineEnd = indexOfLf(bytes, start, end);
  if (lineEnd < 0) return methods.has(text(bytes, start, methodEnd)) ? Verdict.Yes : Verdict.Unsure;
  let version = lineEnd;
  while (bytes[version - 1] !== SPACE) version--;
  return prefixVerdict(bytes, version, lineEnd, scheme) === Verdict.Yes ? Verdict.Yes : Verdict.No;
}

function prefixVerdict(bytes: Uint8Array, start: number, end: number, prefix: string): Verdict {
  for (let k = 0; k < prefix.length; k++) {
    if (start + k >= end) return Verdict.Unsure;
    if (bytes[start + k] !== prefix.charCodeAt(k)) return Verdict.No;
  }
  return Verdict.Yes;
}

/** Longer methods are in no registry (IANA "HTTP Method Registry"). */
const MAX_METHOD = 24;

/** Where the first word ends: at a space, or at `end`; −1 where it is no method. */
function tokenEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (; at < end && bytes[at] !== SPACE; at++) {
    const byte = bytes[at];
    const upper = byte >= 0x41 && byte <= 0x5a;
    if (!upper && byte !== 0x2d && byte !== 0x5f || at - start >= MAX_METHOD) return -1;
  }
  return at === start ? -1 : at;
}

function indexOfLf(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === LF) return at;
  return -1;
}

function trimCr(bytes: Uint8Array, start: number, lineEnd: number): number {
  return lineEnd > start && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
}

/** The first byte after the empty line; −1 where the head is not finished. */
function headEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let lf = indexOfLf(bytes, start, end); lf >= 0; lf = indexOfLf(bytes, lf + 1, end)) {
    if (lf + 1 < end && bytes[lf + 1] === LF) return lf + 2;
    if (lf + 2 < end && bytes[lf + 1] === CR && bytes[lf + 2] === LF) return lf + 3;
  }
  return -1;
}

/** Where the value of the first field of that name begins, in whole lines; −1 where there is none. */
function findField(bytes: Uint8Array, at: number, end: number, name: string): number {
  for (let lf = indexOfLf(bytes, at, end); lf >= 0; lf = indexOfLf(bytes, at, end)) {
    const value = afterName(bytes, at, lf, name);
    if (value >= 0) return value;
    at = lf + 1;
  }
  return -1;
}

/** Where the value begins in a line with that name; −1 in others. */
function afterName(bytes: Uint8Array, at: number, lineEnd: number, name: string): number {
  if (lineEnd - at <= name.length) return -1;
  for (let k = 0; k < name.length; k++) {
    const byte = bytes[at + k], upper = byte >= 0x41 && byte <= 0x5a;
    if ((upper ? byte | 0x20 : byte) !== name.charCodeAt(k)) return -1;
  }
  at += name.length;
  while (at < lineEnd && isBlank(bytes[at])) at++;
  return at < lineEnd && bytes[at] === COLON ? at + 1 : -1;
}

/** Digits that are all of a field's value, up to 15; `undefined` where anything else is in it. */
function decimalField(bytes: Uint8Array, at: number, end: number): number | undefined {
  if (at < 0) return undefined;
  const lf = indexOfLf(bytes, at, end);
  // The value goes on in a line that begins with a blank, and is no number then.
  if (lf + 1 < end && isBlank(bytes[lf + 1])) return undefined;
  let last = trimCr(bytes, at, lf);
  while (at < last && isBlank(bytes[at])) at++;
  while (last > at && isBlank(bytes[last - 1])) last--;
  if (last === at || last - at > 15) return undefined;
  let value = 0;
  for (; at < last; at++) {
    if (!isDigit(bytes[at])) return undefined;
    value = value * 10 + bytes[at] - 0x30;
  }
  return value;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

/** Whole lines as fields; a line that begins with a blank goes on the one before (RFC 9112, section 5.2). */
function readHeaders(bytes: Uint8Array, at: number, end: number): HeaderField[] {
  const fields: HeaderField[] = [];
  for (let lf = indexOfLf(bytes, at, end); lf >= 0; lf = indexOfLf(bytes, at, end)) {
    const lineEnd = trimCr(bytes, at, lf);
    const folded = isBlank(bytes[at]);
    const last = fields[fields.length - 1];
    if (folded && last !== undefined) {
      const value = `${last.value} ${text(bytes, at, lineEnd).trim()}`;
      fields[fields.length - 1] = { name: last.name, value };
    } else {
      const colon = bytes.subarray(at, lineEnd).indexOf(COLON);
      if (colon > 0) {
        const name = text(bytes, at, at + colon).trim();
        fields.push({ name, value: text(bytes, at + colon + 1, lineEnd).trim() });
      }
    }
    at = lf + 1;
  }
  return fields;
}
