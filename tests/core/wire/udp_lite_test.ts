import { Fault } from "../../../core/wire/fault.ts";
import { UdpLite } from "../../../core/wire/udp_lite.ts";
import { UDP_PORT } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: UdpLite,
  tells: [["udplite", "13881389 00000b54 6c697465", {
    "sourcePort": 5000,
    "destinationPort": 5001,
    "length": 12,
    "checksumCoverage": 0,
    "checksum": 2900,
    "checksumStatus": "unverifiable",
  }], ["udplite partial", "13881389 00080000 01020304", {
    "sourcePort": 5000,
    "destinationPort": 5001,
    "length": 12,
    "checksumCoverage": 8,
    "checksum": 0,
    "checksumStatus": "unverifiable",
  }]],
  refuses: [["7 bytes", "13881389000812", Fault.Truncated], [
    "a coverage of 7",
    "1388138900070000",
    Fault.Malformed,
  ]],
  carries: [["what the lower port says", "d903 0035 0008 1234 00", UDP_PORT | 53, 1]],

  shortest: 8,
});
