import { probeRpcStream, Rpc } from "../../../core/wire/rpc.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { Verdict } from "../../../core/wire/verdict.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

const CALL = "0d8a454e 00000000 00000002 000186a0 00000002 00000003" + "00".repeat(16);

testApplication({
  view: Rpc,
  decodes: [
    {
      what: "a call over a stream, and what comes after it",
      over: TCP_PORT,
      bytes: bytesOf("80000028", CALL, "80000000"),
      fields: {
        fragmentLength: 40,
        transactionId: 0x0d8a454e,
        messageType: 0,
        rpcVersion: 2,
        program: 100000,
        programVersion: 2,
        procedure: 3,
      },
      without: ["replyStatus"],
      shortest: 28,
    },
    {
      what: "a reply",
      bytes: bytesOf("00000007 00000001 00000000 00000000"),
      fields: { transactionId: 7, messageType: 1, replyStatus: 0 },
      without: ["program", "fragmentLength"],
      summary: "RPC reply ok, xid 0x7, length 16",
      shortest: 12,
    },
  ],
  refuses: [
    ["type 2", bytesOf("00000007 00000002 00000000"), Fault.Malformed],
    ["version 3", bytesOf("00000007 00000000 00000003", "00".repeat(12)), Fault.Malformed],
    ["a status that is none", bytesOf("00000007 00000001 00000002"), Fault.Malformed],
    ["11 bytes", new Uint8Array(11), Fault.Truncated],
  ],
  probe: probeRpcStream,
  probes: [
    ["a call", bytesOf("80000028", CALL), Verdict.Yes],
    ["a fragment that is too short", bytesOf("80000008", CALL), Verdict.No],
    ["three bytes", bytesOf("800000"), Verdict.Unsure],
    ["a program that is none", bytesOf("80000028", CALL).with(16, 0x70), Verdict.No],
  ],
});
