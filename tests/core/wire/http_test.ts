import { assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Http, probeHttp } from "../../../core/wire/http.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf, linesOf } from "./_bytes.ts";

const REQUEST = linesOf(
  ...["GET /a?b=c HTTP/1.1", "Host: example.org", "user-agent:x", "Accept: */*", "Cookie: a=1"],
  ...["Referer: http://r/", "Authorization: Basic eA==", "Connection: Upgrade"],
  ...["Upgrade: websocket", "X-Folded: one", "  two", "not a field", ""],
);
const RESPONSE = linesOf(
  ...["HTTP/1.1 404 Not Found", "Server: s/1", "Content-Type: text/html", "Content-Length: 4"],
  ...["Content-Encoding: gzip", "Transfer-Encoding: identity", "Location: /b"],
  ...["Set-Cookie: a=1", "Set-Cookie: b=2", "", "ab"],
);

testApplication({
  view: Http,
  decodes: [
    {
      what: "a request",
      bytes: REQUEST,
      fields: {
        ...{ method: "GET", uri: "/a?b=c", version: "HTTP/1.1", host: "example.org" },
        ...{ userAgent: "x", accept: "*/*", cookie: "a=1", referer: "http://r/" },
        ...{ authorization: "Basic eA==", connection: "Upgrade", upgrade: "websocket" },
        headers: [{ name: "Host", value: "example.org" }, { name: "user-agent", value: "x" }],
      },
      without: ["statusCode", "reasonPhrase", "setCookie", "contentLength"],
      summary: "HTTP: GET /a?b=c HTTP/1.1",
      shortest: 4,
    },
    {
      what: "a response",
      bytes: RESPONSE,
      fields: {
        ...{ version: "HTTP/1.1", statusCode: 404, reasonPhrase: "Not Found", server: "s/1" },
        ...{ contentType: "text/html", contentLength: 4, contentEncoding: "gzip" },
        ...{ transferEncoding: "identity", location: "/b", setCookie: ["a=1", "b=2"] },
      },
      without: ["method", "uri", "host"],
      shortest: 6,
    },
    {
      what: "a response without a reason, ended by bare line feeds",
      bytes: bytesOf(`"HTTP/1.0 200" 0a "Server: s" 0a 0a`),
      fields: { statusCode: 200, server: "s" },
      without: ["reasonPhrase"],
    },
    {
      what: "a target that is cut, as far as it goes",
      bytes: bytesOf(`"POST /very/lo"`),
      fields: { method: "POST", uri: "/very/lo", headComplete: false },
      without: ["version"],
    },
    {
      what: "a method of one's own",
      bytes: linesOf("BREW /pot HTTP/1.1", "", ""),
      fields: { method: "BREW", uri: "/pot" },
    },
    {
      what: "header fields up to the one that is cut",
      bytes: bytesOf(`"GET / HTTP/1.1" 0d0a "Host: a" 0d0a "Cookie: b=`),
      fields: { host: "a", headers: [{ name: "Host", value: "a" }] },
      without: ["cookie"],
    },
  ],
  refuses: [
    ["a line without version of a method that it does not know", linesOf("BREW /pot"), 2],
    ["what is no text", bytesOf("16 03 01 02 00"), Fault.Malformed],
    ["the middle of a body", bytesOf(`"GETTING there" 0a`), Fault.Malformed],
    ["half a method", bytesOf(`"GE"`), Fault.Truncated],
    ["the preface of HTTP/2", linesOf("PRI * HTTP/2.0", "", "SM", ""), Fault.Malformed],
  ],
  probe: probeHttp,
  stream: true,
  probes: [
    ["a request", REQUEST, Verdict.Yes],
    ["half a method", bytesOf(`"OPTI"`), Verdict.Unsure],
    ["half a version", bytesOf(`"HTT"`), Verdict.Unsure],
    ["RTSP", linesOf("OPTIONS * RTSP/1.0"), Verdict.No],
    ["a word in lower case", bytesOf(`"get / HTTP/1.1" 0a`), Verdict.No],
  ],
});

Deno.test("Http leaves the next message of the segment as payload", () => {
  const two = Uint8Array.from([...REQUEST, ...REQUEST]);
  const http = new Http();
  http.at(two, 0, two.length);
  assertStrictEquals(http.payloadStart, REQUEST.length);
  assertStrictEquals(http.next, TCP_PORT | 80);
  assertStrictEquals(http.body.length, 0);
});

Deno.test("Http.body ends with its length, or with the segment", () => {
  const http = new Http();
  http.at(RESPONSE, 0, RESPONSE.length);
  // It has a transfer coding, which overrides the length.
  assertStrictEquals(new TextDecoder().decode(http.body), "ab\r\n");
  const plain = linesOf("POST / HTTP/1.1", "Content-Length: 2", "", "ab");
  http.at(plain, 0, plain.length);
  assertStrictEquals(new TextDecoder().decode(http.body), "ab");
});
