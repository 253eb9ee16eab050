import { Fault } from "../../../core/wire/fault.ts";
import { probeRtsp, Rtsp } from "../../../core/wire/rtsp.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { linesOf } from "./_bytes.ts";

const SETUP = linesOf(
  ...["SETUP rtsp://a/b RTSP/1.0", "CSeq: 3", "Transport: RTP/AVP", "Session: 7"],
  ...["Content-Type: text/x", "Content-Length: 0", ""],
);

testApplication({
  view: Rtsp,
  decodes: [
    {
      what: "a request",
      bytes: SETUP,
      fields: {
        ...{ method: "SETUP", uri: "rtsp://a/b", version: "RTSP/1.0", cSeq: "3", session: "7" },
        ...{ transport: "RTP/AVP", contentType: "text/x", contentLength: 0 },
      },
    },
    {
      what: "a response",
      bytes: linesOf("RTSP/1.0 454 Session Not Found", "CSeq: 4", ""),
      fields: { statusCode: 454, reasonPhrase: "Session Not Found" },
    },
  ],
  refuses: [["SIP", linesOf("OPTIONS a SIP/2.0"), Fault.Malformed]],
  probe: probeRtsp,
  stream: true,
  probes: [["a request", SETUP, Verdict.Yes], ["SIP", linesOf("OPTIONS a SIP/2.0"), Verdict.No]],
});
