import { Fault } from "../../../core/wire/fault.ts";
import { Ipv6DestinationOptions } from "../../../core/wire/ipv6_destination_options.ts";
import { IP_PROTOCOL } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Ipv6DestinationOptions,
  tells: [["destination options", "11000401 03010100 13881389", {
    "nextHeader": 17,
    "headerExtensionLength": 0,
    "headerLength": 8,
    "options": [{ "type": 4, "length": 1, "tunnelEncapsulationLimit": 3 }, {
      "type": 1,
      "length": 1,
    }],
  }], ["home address", "11020102 0000c910 20010db8 00010000 00000000 00000002 13881389", {
    "nextHeader": 17,
    "headerExtensionLength": 2,
    "headerLength": 24,
    "options": [{ "type": 1, "length": 2 }, {
      "type": 201,
      "length": 16,
      "homeAddress": "2001:db8:1::2",
    }],
  }], ["quick start and pdm", "11022606 07400000 00040f0a 00000001 00020003 00040100 13881389", {
    "nextHeader": 17,
    "headerExtensionLength": 2,
    "headerLength": 24,
    "options": [
      {
        "type": 38,
        "length": 6,
        "quickStartRate": 7,
        "quickStartTimeToLive": 64,
        "quickStartNonce": 1,
      },
      { "type": 15, "length": 10, "sequenceThis": 1, "sequenceLast": 2 },
      { "type": 1, "length": 0 },
    ],
  }]],
  refuses: [["7 bytes", "11000401030101", Fault.Truncated]],
  carries: [["what the next header says", "1100 0401 0301 0100 80", IP_PROTOCOL | 17, 1]],

  shortest: 8,
});
