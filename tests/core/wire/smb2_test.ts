import { probeSmb2, Smb2 } from "../../../core/wire/smb2.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf, uint } from "./_bytes.ts";

const little = (value: number) =>
  [0, 8, 16, 24].map((by) => uint((value >>> by) & 0xff, 1)).join("");

/** One header of message 1, share 7 and session 9. */
function header(command: number, flags: number, next: number, status = 0): string {
  return `fe "SMB" 4000 0000 ` + little(status) + uint(command, 1) + "00 0000" + little(flags) +
    little(next) + "0100000000000000 00000000" + little(7) + "0900000000000000" + "00".repeat(16);
}

const STREAM = bytesOf("00 000080", header(5, 0, 64), header(6, 4, 0));

testApplication({
  view: Smb2,
  decodes: [
    {
      what: "two related requests of one message",
      over: TCP_PORT,
      bytes: STREAM,
      fields: {
        headers: [{
          command: 5,
          response: false,
          flags: 0,
          messageId: "1",
          treeId: 7,
          sessionId: "9",
        }, { command: 6, flags: 4 }],
      },
      summary: "SMB2 CREATE CLOSE request",
      shortest: 68,
    },
    {
      what: "an asynchronous response alone",
      bytes: bytesOf(header(8, 3, 0, 0x103)),
      fields: { headers: [{ command: 8, status: 0x103, response: true, flags: 3 }] },
    },
  ],
  refuses: [["version 1", bytesOf(`ff "SMB"`, "00".repeat(60)), Fault.Malformed], [
    "63 bytes",
    bytesOf(header(5, 0, 0)).subarray(0, 63),
    Fault.Truncated,
  ]],
  probe: probeSmb2,
  stream: true,
  probes: [["a request", STREAM, Verdict.Yes], ["version 1", STREAM.with(4, 0xff), Verdict.No], [
    "five bytes",
    STREAM.subarray(0, 5),
    Verdict.Unsure,
  ]],
});
