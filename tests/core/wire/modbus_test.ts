import { Modbus } from "../../../core/wire/modbus.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Modbus,
  decodes: [
    {
      what: "a request",
      bytes: bytesOf("0001 0000 0006 11 03 006b 0003"),
      fields: { transactionId: 1, length: 6, unitId: 17, functionCode: 3, exception: false },
      without: ["exceptionCode"],
      summary: "Modbus unit 17 function 3, id 1, length 12",
      shortest: 8,
    },
    {
      what: "an exception, and a message after it",
      bytes: bytesOf("0002 0000 0003 11 83 02", "0003"),
      fields: { functionCode: 3, exception: true, exceptionCode: 2 },
    },
  ],
  refuses: [
    ["another protocol", bytesOf("0001 0001 0006 11 03"), Fault.Malformed],
    ["a length below 2", bytesOf("0001 0000 0001 11 03"), Fault.Malformed],
    ["a length above 254", bytesOf("0001 0000 00ff 11 03"), Fault.Malformed],
    ["7 bytes", bytesOf("0001 0000 0006 11"), Fault.Truncated],
  ],
});
