// core/flow/messages/http.ts: HTTP/1 requests with their responses, RFC 9112.
import { type HeaderField, type Http, probeHttp } from "../../wire/http.ts";
import { elapsedMs } from "../_elapsed.ts";
import type { Flow } from "../flow.ts";
import { HttpReader } from "./_http_reader.ts";
import type { MessageOutlet, MessageParser, MessageProtocol, Side } from "./parser.ts";

/**
 * One request with its response, at the end of the response's head; a request
 * that got none, when its connection ends; or a response to a request from
 * before the capture. Lent like the flow; texts and lists stay.
 */
export interface HttpExchange {
  /** The connection, lent. */
  readonly flow: Flow;
  /** `GET`; `undefined` where the request was not seen. */
  readonly method: string | undefined;
  /** What is asked for, as it stands in the request: `/index.html`. */
  readonly target: string | undefined;
  /** The `Host` field of the request. */
  readonly host: string | undefined;
  /** The version of the request, else of the response: `HTTP/1.1`. */
  readonly version: string | undefined;
  /** 200 and the like; `undefined` where there was no response. */
  readonly status: number | undefined;
  /** From the end of the request's head to that of the response's, in milliseconds. */
  readonly latencyMs: number | undefined;
  /** In order, as they stand; empty where the request was not seen. */
  readonly requestHeaders: readonly HeaderField[];
  /** In order, as they stand; empty where there was no response. */
  readonly responseHeaders: readonly HeaderField[];
  /** When the request was seen, in milliseconds since 1970. */
  readonly requestMs: number | undefined;
}

/** What of a request is kept until its response comes. */
interface Request {
  readonly method: string | undefined;
  readonly target: string | undefined;
  readonly host: string | undefined;
  readonly version: string | undefined;
  readonly headers: readonly HeaderField[];
  readonly timeMs: number;
  readonly cost: number;
}

/** Requests that wait in one connection: more are never in flight. */
const MAX_REQUESTS = 256;
/** What keeping a request costs beside its bytes. */
const REQUEST_COST = 512;

class HttpParser implements MessageParser {
  readonly #outlet: MessageOutlet;
  readonly #requests: Request[] = [];
  readonly #readers: readonly [HttpReader, HttpReader];
  /** The side that asks; it follows from the first head that is read. */
  #asker: Side = 0;
  #upgraded = false;

  constructor(outlet: MessageOutlet) {
    this.#outlet = outlet;
    const reader = (side: Side) =>
      new HttpReader(outlet.budget, (view, length) => this.#head(side, view, length));
    this.#readers = [reader(0), reader(1)];
  }

  data(side: Side, bytes: Uint8Array, start: number, end: number, gap: number): boolean {
    const reader = this.#readers[side];
    if (gap > 0 && !reader.skip(gap) && side !== this.#asker) this.#forgetAllButLast();
    reader.data(bytes, start, end);
    if (!this.#upgraded) return true;
    this.end();
    return false;
  }

  /** Takes a head; gives back how long the body is. */
  #head(side: Side, view: Http, length: number): number {
    if (view.method === undefined) return this.#response(view);
    this.#asker = side;
    if (this.#requests.length >= MAX_REQUESTS) this.#emitNext(undefined);
    const cost = REQUEST_COST + length;
    if (this.#outlet.budget.take(cost)) {
      const { method, uri: target, host, version, headers } = view;
      const { timeMs } = this.#outlet;
      this.#requests.push({ method, target, host, version, headers, timeMs, cost });
    }
    return bodyLength(view, 0);
  }

  #response(view: Http): number {
    const status = view.statusCode ?? 0;
    // Interim responses announce another; only a change of protocol is the last (RFC 9110, 15.2).
    if (status >= 100 && status < 200 && status !== 101) return 0;
    const method = this.#requests[0]?.method;
    this.#emitNext(view);
    this.#upgraded = status === 101 || (method === "CONNECT" && status >= 200 && status < 300);
    if (method === "HEAD" || status === 204 || status === 304 || status === 101) return 0;
    return bodyLength(view, HttpReader.UNTIL_END);
  }

  /** The oldest request goes out, with its response or without. */
  #emitNext(response: Http | undefined): void {
    const request = this.#requests.shift();
    if (request !== undefined) this.#outlet.budget.give(request.cost);
    const { flow, timeMs } = this.#outlet;
    const exchange: HttpExchange = {
      flow,
      method: request?.method,
      target: request?.target,
      host: request?.host,
      version: request?.version ?? response?.version,
      status: response?.statusCode,
      latencyMs: request && response && elapsedMs(request.timeMs, timeMs),
      requestHeaders: request?.headers ?? [],
      responseHeaders: response?.headers ?? [],
      requestMs: request?.timeMs,
    };
    this.#outlet.emit("http", exchange);
  }

  /** After a gap in the responses, the one that comes next answers the latest request, likely. */
  #forgetAllButLast(): void {
    while (this.#requests.length > 1) this.#emitNext(undefined);
  }

  end(): void {
    while (this.#requests.length > 0) this.#emitNext(undefined);
    for (const reader of this.#readers) reader.clear();
  }
}

/** How a body's end is found (RFC 9112, section 6.3); `otherwise` where nothing tells. */
function bodyLength(view: Http, otherwise: number): number {
  const coding = view.transferEncoding?.toLowerCase();
  if (coding !== undefined) {
    return coding.endsWith("chunked") ? HttpReader.CHUNKED : otherwise;
  }
  return view.contentLength ?? otherwise;
}

/** HTTP/1 on any port. */
export const HTTP: MessageProtocol = {
  name: "http",
  events: ["http"],
  over: "stream",
  ports: [80, 8080, 8000, 3128, 8888],
  probe: probeHttp,
  open: (outlet) => new HttpParser(outlet),
};
