import { Ospf } from "../../../core/wire/ospf.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Ospf,
  decodes: [
    {
      what: "a hello of version 2",
      bytes: bytesOf("02 01 002c c0000201 00000001 abcd 0002", "00".repeat(28)),
      fields: {
        version: 2,
        type: 1,
        length: 44,
        routerId: "192.0.2.1",
        areaId: "0.0.0.1",
        checksum: 0xabcd,
        authenticationType: 2,
      },
      without: ["instanceId"],
      summary: "OSPFv2, Hello, length 44",
      shortest: 16,
    },
    {
      what: "an update of version 3",
      bytes: bytesOf("03 04 0010 03030303 00000000 1234 07 00"),
      fields: { version: 3, type: 4, routerId: "3.3.3.3", instanceId: 7 },
      without: ["authenticationType"],
    },
  ],
  refuses: [["version 4", bytesOf("04 01", "00".repeat(14)), Fault.Malformed], [
    "15 bytes",
    bytesOf("02", "00".repeat(14)),
    Fault.Truncated,
  ]],
});
