import { Fault } from "../../../core/wire/fault.ts";
import { Geneve } from "../../../core/wire/geneve.ts";
import { ETHER_TYPE } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Geneve,
  tells: [["geneve", "00006558 00303900 02000000", {
    "version": 0,
    "optionsLength": 0,
    "flags": 0,
    "control": false,
    "critical": false,
    "protocol": 25944,
    "vni": 12345,
  }], [
    "geneve options",
    "05400800 00303900 01028101 aabbccdd 01030202 01020304 05060708 45000021",
    {
      "version": 0,
      "optionsLength": 20,
      "flags": 64,
      "control": false,
      "critical": true,
      "protocol": 2048,
      "vni": 12345,
      "options": [{ "class": 258, "type": 129, "critical": true, "data": "aabbccdd" }, {
        "class": 259,
        "type": 2,
        "critical": false,
        "data": "0102030405060708",
      }],
    },
  ]],
  refuses: [["7 bytes", "00006558003039", Fault.Truncated], [
    "version 1",
    "4000655800303900",
    Fault.Malformed,
  ], ["options that are cut", "0100655800303900", Fault.Truncated]],
  carries: [["an EtherType", "0000 6558 00303900 02", ETHER_TYPE | 0x6558, 1]],

  shortest: 8,
});
