import { Fault } from "../../../core/wire/fault.ts";
import { L2tp } from "../../../core/wire/l2tp.ts";
import { Direct } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: L2tp,
  tells: [[
    "data",
    "00020007 0009ff03 00214500 00211234 40004011 3c61c000 0201c633 64021388 1389000d a8b96865 6c6c6f",
    {
      "flagsAndVersion": 2,
      "type": 0,
      "priority": false,
      "version": 2,
      "tunnelId": 7,
      "sessionId": 9,
    },
  ], [
    "data all",
    "4a020035 00070009 00010002 00020000 ff030021 45000021 12344000 40113c61 c0000201 c6336402 13881389 000da8b9 68656c6c 6f",
    {
      "flagsAndVersion": 18946,
      "type": 0,
      "priority": false,
      "version": 2,
      "length": 53,
      "tunnelId": 7,
      "sessionId": 9,
      "sent": 1,
      "expected": 2,
      "offsetSize": 2,
    },
  ], [
    "control avps",
    "c8020024 00070000 00010002 80080000 00000002 80080000 00020100 80080000 00090005",
    {
      "flagsAndVersion": 51202,
      "type": 1,
      "priority": false,
      "version": 2,
      "length": 36,
      "tunnelId": 7,
      "sessionId": 0,
      "sent": 1,
      "expected": 2,
      "messageType": 2,
      "attributes": [
        { "mandatory": true, "hidden": false, "vendor": 0, "type": 0, "value": "0002" },
        { "mandatory": true, "hidden": false, "vendor": 0, "type": 2, "value": "0100" },
        { "mandatory": true, "hidden": false, "vendor": 0, "type": 9, "value": "0005" },
      ],
    },
  ], ["v3 control", "c8030014 00000007 00000000 80080000 00000001", {
    "flagsAndVersion": 51203,
    "type": 1,
    "version": 3,
    "length": 20,
    "connectionId": 7,
    "sent": 0,
    "expected": 0,
    "messageType": 1,
    "attributes": [{ "mandatory": true, "hidden": false, "vendor": 0, "type": 0, "value": "0001" }],
  }], ["zlb", "c802000c 00070000 00010002", {
    "flagsAndVersion": 51202,
    "type": 1,
    "priority": false,
    "version": 2,
    "length": 12,
    "tunnelId": 7,
    "sessionId": 0,
    "sent": 1,
    "expected": 2,
    "attributes": [],
  }]],
  refuses: [
    ["5 bytes", "0002000700", Fault.Truncated],
    ["version 1", "000100070009", Fault.Malformed],
    ["an offset that is cut", "02020007000900ff", Fault.Truncated],
    ["a length less than the header", "c8020007 00070000 00000000", Fault.Malformed],
  ],
  carries: [["PPP", "0002 0007 0009 ff03", Direct.Ppp, 2], [
    "no PPP in a control message",
    "c802 000d 0007 0000 0000 0000 80",
    0,
    1,
  ]],
  summaries: [[
    "c8020024 00070000 00010002 80080000 00000002 80080000 00020100 80080000 00090005",
    "l2tp:[TLS](7/0) Ns=1,Nr=2",
  ]],
  shortest: 6,
});
