import { Isis } from "../../../core/wire/isis.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Isis,
  decodes: [
    {
      what: "a hello",
      bytes: bytesOf("83 14 01 00 f1 01 00 03 02"),
      fields: {
        headerLength: 20,
        version: 1,
        systemIdLength: 0,
        type: 17,
        maximumAreaAddresses: 3,
      },
      summary: "IS-IS, p2p IIH, length 9",
      shortest: 8,
    },
  ],
  refuses: [[
    "another protocol of the network layer",
    bytesOf("82", "00".repeat(7)),
    Fault.Malformed,
  ], ["7 bytes", bytesOf("83", "00".repeat(6)), Fault.Truncated]],
});
