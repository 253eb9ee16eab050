import { Rip } from "../../../core/wire/rip.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Rip,
  decodes: [
    {
      what: "a response with two routes",
      bytes: bytesOf(
        "02 02 0000",
        "0002 0001 c0000200 ffffff00 00000000 00000001",
        "0002 0000 0a000000 ff000000 c0000201 00000010",
      ),
      fields: {
        command: 2,
        version: 2,
        entries: [{
          family: 2,
          routeTag: 1,
          address: "192.0.2.0",
          subnetMask: "255.255.255.0",
          nextHop: "0.0.0.0",
          metric: 1,
        }, { address: "10.0.0.0", metric: 16 }],
      },
      summary: "RIPv2, Response, length: 44, routes: 2",
      shortest: 4,
    },
  ],
  refuses: [["version 3", bytesOf("02 03 0000"), Fault.Malformed], [
    "3 bytes",
    bytesOf("020200"),
    Fault.Truncated,
  ]],
});
