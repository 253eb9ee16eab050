import { Tftp } from "../../../core/wire/tftp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Tftp,
  decodes: [
    {
      what: "a read request with options",
      bytes: bytesOf(`0001 "boot.img" 00 "octet" 00 "blksize" 00 "1468" 00 "cut"`),
      fields: {
        opcode: 1,
        sourceFile: "boot.img",
        mode: "octet",
        options: [{ name: "blksize", value: "1468" }],
      },
      without: ["destinationFile", "block"],
      shortest: 2,
    },
    {
      what: "a write request",
      bytes: bytesOf(`0002 "a" 00 "netascii" 00`),
      fields: { destinationFile: "a", mode: "netascii" },
      without: ["options"],
      summary: 'TFTP, length 13, WRQ "a" netascii',
    },
    {
      what: "data",
      bytes: bytesOf("0003 0102 aabb"),
      fields: { opcode: 3, block: 258 },
      without: ["errorCode"],
      summary: "TFTP, length 6, DATA block 258",
    },
    { what: "an acknowledgment", bytes: bytesOf("0004 0001"), fields: { block: 1 } },
    {
      what: "an error",
      bytes: bytesOf(`0005 0001 "gone" 00`),
      fields: { errorCode: 1, errorMessage: "gone" },
      summary: 'TFTP, length 9, ERROR "gone"',
    },
    {
      what: "an option acknowledgment",
      bytes: bytesOf(`0006 "tsize" 00 "9" 00`),
      fields: { options: [{ name: "tsize", value: "9" }] },
    },
  ],
  refuses: [["opcode 0", bytesOf("0000"), Fault.Malformed], [
    "opcode 7",
    bytesOf("0007"),
    Fault.Malformed,
  ], ["1 byte", bytesOf("00"), Fault.Truncated]],
});
