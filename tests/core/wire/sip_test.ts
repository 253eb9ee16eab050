import { Fault } from "../../../core/wire/fault.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { probeSip, Sip } from "../../../core/wire/sip.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { linesOf } from "./_bytes.ts";

const INVITE = linesOf(
  ...["INVITE sip:bob@example.org SIP/2.0", "Call-ID: 1@a", "From: <sip:a@a>", "To: <sip:b@b>"],
  ...["CSeq: 1 INVITE", "User-Agent: phone", "Content-Type: application/sdp"],
  ...["Content-Length: 5", "", "v=0"],
);

testApplication({
  view: Sip,
  decodes: [
    {
      what: "a request",
      bytes: INVITE,
      fields: {
        ...{ method: "INVITE", uri: "sip:bob@example.org", version: "SIP/2.0", callId: "1@a" },
        ...{ from: "<sip:a@a>", to: "<sip:b@b>", cSeq: "1 INVITE", userAgent: "phone" },
        ...{ contentType: "application/sdp", contentLength: 5 },
      },
      without: ["statusCode"],
      summary: "SIP: INVITE sip:bob@example.org SIP/2.0",
    },
    {
      what: "a response with short names over a stream",
      bytes: linesOf("SIP/2.0 180 Ringing", "i: 2@a", "f: x", "t: y", "c: text/plain", "l: 0", ""),
      over: TCP_PORT,
      fields: {
        ...{ statusCode: 180, reasonPhrase: "Ringing", callId: "2@a", from: "x", to: "y" },
        ...{ contentType: "text/plain", contentLength: 0 },
      },
      without: ["method"],
    },
  ],
  refuses: [["HTTP", linesOf("GET / HTTP/1.1", ""), Fault.Malformed]],
  probe: probeSip,
  stream: true,
  probes: [["a request", INVITE, Verdict.Yes], ["HTTP", linesOf("GET / HTTP/1.1"), Verdict.No]],
});
