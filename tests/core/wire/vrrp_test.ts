import { Vrrp } from "../../../core/wire/vrrp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { testApplication } from "./_application.ts";
import { bytesOf } from "./_bytes.ts";

testApplication({
  view: Vrrp,
  decodes: [
    {
      what: "version 2, whose password is no address",
      bytes: bytesOf("21 33 c8 01 00 01 abcd c0000201", "00".repeat(8)),
      fields: {
        version: 2,
        type: 1,
        virtualRouterId: 51,
        priority: 200,
        intervalMs: 1000,
        checksum: 0xabcd,
        addresses: ["192.0.2.1"],
      },
      summary: "VRRPv2, Advertisement, vrid 51, prio 200, authtype none, intvl 1s, length 20",
      shortest: 8,
    },
    {
      what: "version 3 with IPv6",
      bytes: bytesOf(
        "31 07 64 02 0064 0000",
        "fe800000000000000000000000000001",
        "20010db8000000000000000000000001",
      ),
      fields: { version: 3, intervalMs: 1000, addresses: ["fe80::1", "2001:db8::1"] },
    },
    {
      what: "version 3 with IPv4",
      bytes: bytesOf("31 07 64 02 000a 0000 c0000201 c0000202"),
      fields: { intervalMs: 100, addresses: ["192.0.2.1", "192.0.2.2"] },
    },
  ],
  refuses: [["version 1", bytesOf("1133c80100010000"), Fault.Malformed], [
    "7 bytes",
    bytesOf("2133c801000100"),
    Fault.Truncated,
  ]],
});
