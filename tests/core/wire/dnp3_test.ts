import { Dnp3 } from "../../../core/wire/dnp3.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { TCP_PORT } from "../../../core/wire/select.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Dnp3,
  decodes: [
    {
      what: "a frame with data, and one after it",
      over: TCP_PORT,
      bytes: bytesOf("0564 08 c4 0100 0004 abcd", "c0c101 ffff", "0564"),
      fields: {
        length: 8,
        fromMaster: true,
        primary: true,
        functionCode: 4,
        destination: 1,
        source: 1024,
      },
      shortest: 10,
    },
    {
      what: "an answer",
      bytes: bytesOf("0564 05 0b 0004 0100 abcd"),
      fields: { fromMaster: false, primary: false, functionCode: 11 },
      summary: "DNP3 1 > 1024, function 11, length 10",
    },
  ],
  refuses: [["other start bytes", bytesOf("0565 05 00 0000 0000 0000"), Fault.Malformed], [
    "a length below 5",
    bytesOf("0564 04 00 0000 0000 0000"),
    Fault.Malformed,
  ], ["9 bytes", bytesOf("0564 05 00 0000 0000 00"), Fault.Truncated]],
});
