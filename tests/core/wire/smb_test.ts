import { probeSmb, Smb } from "../../../core/wire/smb.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const STREAM = bytesOf(`00 000023 ff "SMB" 72`, "00".repeat(19), "0100 0200 0300 0400", "000000");

testApplication({
  view: Smb,
  decodes: [
    {
      what: "a request over a stream",
      over: TCP_PORT,
      bytes: STREAM,
      fields: {
        command: 0x72,
        status: 0,
        response: false,
        treeId: 1,
        processId: 2,
        userId: 3,
        multiplexId: 4,
      },
      summary: "SMB PACKET: command 0x72 (REQUEST)",
      shortest: 36,
    },
    {
      what: "a response alone",
      bytes: bytesOf(`ff "SMB" 73 160000c0 80`, "00".repeat(22)),
      fields: { command: 0x73, status: 0xc0000016, response: true },
    },
  ],
  refuses: [["version 2", bytesOf(`fe "SMB"`, "00".repeat(28)), Fault.Malformed], [
    "31 bytes",
    bytesOf(`ff "SMB"`, "00".repeat(27)),
    Fault.Truncated,
  ]],
  probe: probeSmb,
  stream: true,
  probes: [["a request", STREAM, Verdict.Yes], ["version 2", STREAM.with(4, 0xfe), Verdict.No], [
    "five bytes",
    STREAM.subarray(0, 5),
    Verdict.Unsure,
  ]],
});
