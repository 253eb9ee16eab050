import { Bfd } from "../../../core/wire/bfd.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Bfd,
  decodes: [
    {
      what: "a session that is up",
      bytes: bytesOf("23 e4 03 18 00000001 00000002 000f4240 0007a120 00000000"),
      fields: {
        version: 1,
        diagnostic: 3,
        state: 3,
        flags: 0x24,
        detectMultiplier: 3,
        myDiscriminator: 1,
        yourDiscriminator: 2,
        desiredMinTxUs: 1_000_000,
        requiredMinRxUs: 500_000,
        requiredMinEchoRxUs: 0,
      },
      summary: "BFDv1, Control, State Up, length: 24",
      shortest: 24,
    },
  ],
  refuses: [
    ["version 2", bytesOf("40 c0 03 18", "00".repeat(20)), Fault.Malformed],
    ["a length below 24", bytesOf("20 c0 03 17", "00".repeat(20)), Fault.Malformed],
    ["a length past the end", bytesOf("20 c0 03 19", "00".repeat(20)), Fault.Malformed],
    ["23 bytes", new Uint8Array(23), Fault.Truncated],
  ],
});
