import { Fault } from "../../../core/wire/fault.ts";
import { Ipv6HopByHop } from "../../../core/wire/ipv6_hop_by_hop.ts";
import { IP_PROTOCOL } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Ipv6HopByHop,
  tells: [["hop by hop", "3a000502 00000100 8f00122b", {
    "nextHeader": 58,
    "headerExtensionLength": 0,
    "headerLength": 8,
    "options": [{ "type": 5, "length": 2, "routerAlert": 0 }, { "type": 1, "length": 0 }],
  }], ["jumbo", "1100c204 00010010 13881389", {
    "nextHeader": 17,
    "headerExtensionLength": 0,
    "headerLength": 8,
    "options": [{ "type": 194, "length": 4, "jumboPayloadLength": 65552 }],
  }], ["path mtu and rpl", "11013004 05dc0000 63040001 01000100 13881389", {
    "nextHeader": 17,
    "headerExtensionLength": 1,
    "headerLength": 16,
    "options": [{ "type": 48, "length": 4, "minimumPathMtu": 1500, "returnedPathMtu": 0 }, {
      "type": 99,
      "length": 4,
      "rplInstance": 1,
      "rplSenderRank": 256,
    }, { "type": 1, "length": 0 }],
  }], ["calipso", "11010708 00000001 00050000 01020000 13881389", {
    "nextHeader": 17,
    "headerExtensionLength": 1,
    "headerLength": 16,
    "options": [{ "type": 7, "length": 8, "domainOfInterpretation": 1, "data": "00050000" }, {
      "type": 1,
      "length": 2,
    }],
  }]],
  refuses: [["7 bytes", "3a000502000001", Fault.Truncated], [
    "options that are cut",
    "3a01050200000100",
    Fault.Truncated,
  ]],
  carries: [["what the next header says", "3a00 0502 0000 0100 80", IP_PROTOCOL | 58, 1]],

  shortest: 8,
});
