import { Bgp, probeBgp } from "../../../core/wire/bgp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const OPEN = bytesOf("ff".repeat(16), "001d 01 04 fde9 00b4 c0000201 00");

testApplication({
  view: Bgp,
  decodes: [
    {
      what: "an open message",
      bytes: OPEN,
      fields: {
        length: 29,
        type: 1,
        version: 4,
        autonomousSystem: 65001,
        holdTime: 180,
        identifier: "192.0.2.1",
      },
      without: ["errorCode"],
      summary: "BGP, Open, length 29",
      shortest: 19,
    },
    {
      what: "a notification, and a keepalive after it",
      bytes: bytesOf("ff".repeat(16), "0015 03 06 02", "ff".repeat(16), "0013 04"),
      fields: { type: 3, errorCode: 6, errorSubcode: 2 },
      without: ["version", "identifier"],
    },
  ],
  refuses: [
    ["a marker that is not all ones", OPEN.with(3, 0), Fault.Malformed],
    ["type 6", OPEN.with(18, 6), Fault.Malformed],
    ["length 18", OPEN.with(17, 18), Fault.Malformed],
    ["18 bytes", OPEN.subarray(0, 18), Fault.Truncated],
  ],
  probe: probeBgp,
  stream: true,
  probes: [["an open message", OPEN, Verdict.Yes], [
    "half a marker",
    OPEN.subarray(0, 8),
    Verdict.Unsure,
  ], ["zeros", new Uint8Array(30), Verdict.No]],
});
