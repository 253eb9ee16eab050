import { Fault } from "../../../core/wire/fault.ts";
import { Ipv6Routing } from "../../../core/wire/ipv6_routing.ts";
import { IP_PROTOCOL } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Ipv6Routing,
  tells: [[
    "segment routing",
    "11050401 01000007 20010db8 00010000 00000000 00000002 20010db8 00000000 00000000 00000001 05060000 00000000 13881389",
    {
      "nextHeader": 17,
      "headerExtensionLength": 5,
      "headerLength": 48,
      "type": 4,
      "segmentsLeft": 1,
      "lastEntry": 1,
      "flags": 0,
      "tag": 7,
      "segments": ["2001:db8:1::2", "2001:db8::1"],
      "tlvs": [{ "type": 5, "data": "000000000000" }],
    },
  ], ["routing 0", "11020001 00000000 20010db8 00010000 00000000 00000002 13881389", {
    "nextHeader": 17,
    "headerExtensionLength": 2,
    "headerLength": 24,
    "type": 0,
    "segmentsLeft": 1,
    "addresses": ["2001:db8:1::2"],
  }], ["routing 2", "11020201 00000000 20010db8 00010000 00000000 00000002 13881389", {
    "nextHeader": 17,
    "headerExtensionLength": 2,
    "headerLength": 24,
    "type": 2,
    "segmentsLeft": 1,
    "homeAddress": "2001:db8:1::2",
  }], ["routing 3", "11020301 ff000000 02020202 02020202 02020202 02020202 13881389", {
    "nextHeader": 17,
    "headerExtensionLength": 2,
    "headerLength": 24,
    "type": 3,
    "segmentsLeft": 1,
    "data": "ff00000002020202020202020202020202020202",
  }]],
  refuses: [["7 bytes", "11000001112233", Fault.Truncated], [
    "segments that are cut",
    "1102040000000007",
    Fault.Truncated,
  ]],
  carries: [["what the next header says", "1100 0000 00000000 80", IP_PROTOCOL | 17, 1]],

  shortest: 8,
});
