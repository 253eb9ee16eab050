import { Fault } from "../../../core/wire/fault.ts";
import { Gtp } from "../../../core/wire/gtp.ts";
import { IP_VERSION } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Gtp,
  tells: [[
    "gtp-u",
    "30ff0021 00001234 45000021 12344000 40113c61 c0000201 c6336402 13881389 000da8b9 68656c6c 6f",
    {
      "flags": 48,
      "version": 1,
      "prime": false,
      "messageType": 255,
      "length": 33,
      "tunnelId": 4660,
    },
  ], [
    "extension",
    "34ff003d 00001234 00000085 01000900 60000007 000d1140 20010db8 00000000 00000000 00000001 20010db8 00010000 00000000 00000002 13881389 000d397b 68656c6c 6f",
    {
      "flags": 52,
      "version": 1,
      "prime": false,
      "messageType": 255,
      "length": 61,
      "tunnelId": 4660,
      "extensions": [{ "type": 133, "data": "0009", "pduType": 0, "qosFlow": 9 }],
    },
  ], [
    "sequence",
    "32ff0025 00001234 00070000 45000021 12344000 40113c61 c0000201 c6336402 13881389 000da8b9 68656c6c 6f",
    {
      "flags": 50,
      "version": 1,
      "prime": false,
      "messageType": 255,
      "length": 37,
      "tunnelId": 4660,
      "sequenceNumber": 7,
    },
  ], ["gtp-c v2", "4820000c 00001234 00000700 03000100", {
    "flags": 72,
    "version": 2,
    "prime": false,
    "messageType": 32,
    "length": 12,
    "tunnelId": 4660,
    "sequenceNumber": 7,
  }], ["gtp-c v2 echo", "40010009 00000700 03000100 05", {
    "flags": 64,
    "version": 2,
    "prime": false,
    "messageType": 1,
    "length": 9,
    "sequenceNumber": 7,
  }], ["prime", "0f010000 0007", {
    "flags": 15,
    "version": 0,
    "prime": true,
    "messageType": 1,
    "length": 0,
    "sequenceNumber": 7,
  }], [
    "v0",
    "1eff0021 00070000 ffffffff 01020304 05060708 45000021 12344000 40113c61 c0000201 c6336402 13881389 000da8b9 68656c6c 6f",
    {
      "flags": 30,
      "version": 0,
      "prime": false,
      "messageType": 255,
      "length": 33,
      "sequenceNumber": 7,
      "flowLabel": 0,
    },
  ]],
  refuses: [
    ["5 bytes", "30ff000400", Fault.Truncated],
    ["version 3", "70ff000400000009", Fault.Malformed],
    ["an extension header of length 0", "34ff 0008 00000009 0000 00 85 00000000", Fault.Malformed],
    ["an extension header that is cut", "34ff 0008 00000009 0000 00 85 02000000", Fault.Truncated],
    ["a length less than the header", "32ff 0003 00000009 00070000", Fault.Malformed],
  ],
  carries: [
    ["IPv4", "30ff 0001 00000009 45", IP_VERSION | 4, 1],
    ["IPv6", "30ff 0001 00000009 60", IP_VERSION | 6, 1],
    ["nothing that we could name in an echo", "3201 0004 00000000 00070000", 0, 0],
    ["no more than its length", "30ff 0001 00000009 45ffff", IP_VERSION | 4, 1],
  ],
  summaries: [[
    "30ff0021 00001234 45000021 12344000 40113c61 c0000201 c6336402 13881389 000da8b9 68656c6c 6f",
    "GTPv1, type 255, teid 0x1234, length 33",
  ]],
  shortest: 8,
});
