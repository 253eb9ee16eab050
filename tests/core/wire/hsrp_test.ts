import { Hsrp } from "../../../core/wire/hsrp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Hsrp,
  decodes: [
    {
      what: "a hello of version 1",
      bytes: bytesOf(`00 00 10 03 0a 64 fe 00 "cisco" 000000 c0000201`),
      fields: {
        version: 0,
        opcode: 0,
        state: 16,
        helloTimeMs: 3000,
        holdTimeMs: 10000,
        priority: 100,
        group: 254,
        virtualAddress: "192.0.2.1",
      },
      summary: "HSRPv0-hello 20: state=16 group=254 addr=192.0.2.1",
      shortest: 20,
    },
    {
      what: "a coup of version 2",
      bytes: bytesOf(
        "01 28 02 01 06 04 0102 000000000001 00000069 00000bb8 00002710 c0000202",
        "00".repeat(12),
      ),
      fields: {
        version: 2,
        opcode: 1,
        state: 6,
        helloTimeMs: 3000,
        holdTimeMs: 10000,
        priority: 105,
        group: 258,
        virtualAddress: "192.0.2.2",
      },
      shortest: 42,
    },
    {
      what: "version 2 with IPv6",
      bytes: bytesOf(
        "01 28 02 00 06 06 0102 000000000001 00000069 00000bb8 00002710 fe800000000000000000000000000005",
      ),
      fields: { virtualAddress: "fe80::5" },
    },
  ],
  refuses: [["version 3", bytesOf("03", "00".repeat(19)), Fault.Malformed], [
    "19 bytes",
    new Uint8Array(19),
    Fault.Truncated,
  ]],
});
