import { Fault } from "../../../core/wire/fault.ts";
import { Igmp } from "../../../core/wire/igmp.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Igmp,
  tells: [["query v3", "118f6fdf ef0000fb 0a8f0002 c0000201 c0000202", {
    "version": 3,
    "type": 17,
    "maximumResponseTime": 248,
    "checksum": 28639,
    "checksumStatus": "valid",
    "group": "239.0.0.251",
    "suppress": true,
    "robustness": 2,
    "queryInterval": 248,
    "sourceCount": 2,
    "sources": ["192.0.2.1", "192.0.2.2"],
  }], ["query v1", "1100eeff 00000000", {
    "version": 1,
    "type": 17,
    "checksum": 61183,
    "checksumStatus": "valid",
    "group": "0.0.0.0",
  }], ["query v2", "1164fe9f ef0000fb", {
    "version": 2,
    "type": 17,
    "maximumResponseTime": 100,
    "checksum": 65183,
    "checksumStatus": "valid",
    "group": "239.0.0.251",
  }], ["report v1", "1200fe03 ef0000fb", {
    "version": 1,
    "type": 18,
    "checksum": 65027,
    "checksumStatus": "valid",
    "group": "239.0.0.251",
  }], ["report v2", "1600fa03 ef0000fb", {
    "version": 2,
    "type": 22,
    "maximumResponseTime": 0,
    "checksum": 64003,
    "checksumStatus": "valid",
    "group": "239.0.0.251",
  }], ["leave", "1700f903 ef0000fb", {
    "version": 2,
    "type": 23,
    "maximumResponseTime": 0,
    "checksum": 63747,
    "checksumStatus": "valid",
    "group": "239.0.0.251",
  }], [
    "report v3",
    "22006ef7 00000002 04000000 ef0000fb 03010002 ef0000fc c0000201 c0000202 01020304",
    {
      "version": 3,
      "type": 34,
      "checksum": 28407,
      "checksumStatus": "valid",
      "recordCount": 2,
      "records": [{ "type": 4, "group": "239.0.0.251", "sources": [] }, {
        "type": 3,
        "group": "239.0.0.252",
        "sources": ["192.0.2.1", "192.0.2.2"],
        "auxiliaryData": "01020304",
      }],
    },
  ]],
  refuses: [["7 bytes", "16000000ef0000", Fault.Truncated]],

  summaries: [
    ["1164fe9f ef0000fb", "igmp query v2 [gaddr 239.0.0.251]"],
    ["1600fa03 ef0000fb", "igmp v2 report 239.0.0.251"],
    ["1700f903 ef0000fb", "igmp leave 239.0.0.251"],
    [
      "22006ef7 00000002 04000000 ef0000fb 03010002 ef0000fc c0000201 c0000202 01020304",
      "igmp v3 report, 2 group record(s)",
    ],
  ],
  shortest: 8,
});
