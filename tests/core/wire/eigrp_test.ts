import { Eigrp } from "../../../core/wire/eigrp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Eigrp,
  decodes: [
    {
      what: "an update",
      bytes: bytesOf("02 01 abcd 00000001 00000005 00000004 0000 0064 0001"),
      fields: {
        version: 2,
        opcode: 1,
        checksum: 0xabcd,
        flags: 1,
        sequenceNumber: 5,
        acknowledgmentNumber: 4,
        virtualRouterId: 0,
        autonomousSystem: 100,
      },
      summary: "EIGRP Update, length: 22",
      shortest: 20,
    },
  ],
  refuses: [["version 3", bytesOf("03", "00".repeat(19)), Fault.Malformed], [
    "19 bytes",
    new Uint8Array(19),
    Fault.Truncated,
  ]],
});
