import { Fault } from "../../../core/wire/fault.ts";
import { Ntp } from "../../../core/wire/ntp.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const ANSWER = bytesOf(
  ...["24 01 06 e9", "00008000", "00018000", `"GPS" 00`, "dfc05660 80000000"],
  ...["00000000 00000000", "dfc05661 40000000", "00000001 00000000"],
);

testApplication({
  view: Ntp,
  decodes: [
    {
      what: "an answer",
      bytes: ANSWER,
      fields: {
        ...{ leapIndicator: 0, version: 4, mode: 4, stratum: 1, pollInterval: 6, precision: -23 },
        ...{ rootDelay: 0.5, rootDispersion: 1.5, referenceId: "47505300" },
        ...{ referenceTime: 1_544_935_392.5, receiveTime: 1_544_935_393.25 },
        transmitTime: 2_085_978_497,
      },
      without: ["originTime", "operation", "sequence", "requestCode"],
      summary: "NTPv4, Server, length 48",
      shortest: 48,
    },
    {
      what: "a control message",
      bytes: bytesOf("16 82 0007 0615 0001 0000 0002 6162"),
      fields: { leapIndicator: 0, version: 2, mode: 6, operation: 2, sequence: 7, status: 0x0615 },
      without: ["stratum", "transmitTime"],
      shortest: 12,
    },
    {
      what: "a private message",
      bytes: bytesOf("17 00 03 2a 00000000"),
      fields: { version: 2, mode: 7, sequence: 0, requestCode: 42 },
      without: ["leapIndicator", "stratum"],
      summary: "NTPv2, Private, length 8",
      shortest: 8,
    },
  ],
  refuses: [
    ["nothing", new Uint8Array(0), Fault.Truncated],
    ["version 0", ANSWER.with(0, 0x04), Fault.Malformed],
    ["47 bytes", ANSWER.subarray(0, 47), Fault.Truncated],
  ],
});
