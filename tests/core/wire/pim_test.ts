import { Pim } from "../../../core/wire/pim.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Pim,
  decodes: [
    {
      what: "a hello",
      bytes: bytesOf("20 00 abcd 0001 0002 0069"),
      fields: { version: 2, type: 0, checksum: 0xabcd },
      summary: "PIMv2, Hello, length 10",
      shortest: 4,
    },
    {
      what: "a type without name",
      bytes: bytesOf("2f 00 0000"),
      fields: { type: 15 },
      summary: "PIMv2, type 15, length 4",
    },
  ],
  refuses: [["version 0", bytesOf("00000000"), Fault.Malformed], [
    "3 bytes",
    bytesOf("200000"),
    Fault.Truncated,
  ]],
});
