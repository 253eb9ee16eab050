import { Http2, probeHttp2 } from "../../../core/wire/http2.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const PREFACE = bytesOf(
  `"PRI * HTTP/2.0" 0d0a0d0a "SM" 0d0a0d0a`,
  "000006 04 00 00000000 000300000064",
  "000004 08 00 00000001 00000001",
);

testApplication({
  view: Http2,
  decodes: [
    {
      what: "a preface with its settings",
      bytes: PREFACE,
      fields: {
        preface: true,
        frames: [{ length: 6, type: 4, flags: 0, streamId: 0 }, {
          length: 4,
          type: 8,
          streamId: 1,
        }],
      },
      summary: `HTTP/2 SETTINGS WINDOW_UPDATE, length ${PREFACE.length}`,
    },
    {
      what: "a frame, and the head of one that goes on",
      bytes: bytesOf("000000 04 01 00000000", "000100 01 04 80000003 00"),
      fields: {
        preface: false,
        frames: [{ type: 4, flags: 1 }, { type: 1, length: 256, streamId: 3 }],
      },
      shortest: 9,
    },
  ],
  refuses: [["a type that is not assigned", bytesOf("000000 99 00 00000000"), Fault.Malformed], [
    "8 bytes",
    bytesOf("000000 04 00 000000"),
    Fault.Truncated,
  ]],
  probe: probeHttp2,
  stream: true,
  probes: [["a preface", PREFACE, Verdict.Yes], [
    "half of it",
    PREFACE.subarray(0, 12),
    Verdict.Unsure,
  ], ["HTTP/1", bytesOf(`"GET / HTTP/1.1"`), Verdict.No]],
});
