import { Fault } from "../../../core/wire/fault.ts";
import { Teredo } from "../../../core/wire/teredo.ts";
import { IP_VERSION } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Teredo,
  tells: [[
    "teredo auth origin",
    "00010000 01020304 05060708 000000f2 273ffffd fe600000 07000d11 4020010d b8000000 00000000 00000000 0120010d b8000100 00000000 00000000 02138813 89000d39 7b68656c 6c6f",
    {
      "clientIdentifier": "",
      "authenticationValue": "",
      "nonce": "0102030405060708",
      "confirmation": 0,
      "originAddress": "192.0.2.1",
      "originPort": 3544,
      "bubble": false,
    },
  ], [
    "teredo",
    "60000007 000d1140 20010db8 00000000 00000000 00000001 20010db8 00010000 00000000 00000002 13881389 000d397b 68656c6c 6f",
    { "bubble": false },
  ], [
    "teredo origin",
    "0000f227 3ffffdfe 60000007 000d1140 20010db8 00000000 00000000 00000001 20010db8 00010000 00000000 00000002 13881389 000d397b 68656c6c 6f",
    { "originAddress": "192.0.2.1", "originPort": 3544, "bubble": false },
  ], [
    "teredo auth",
    "00010404 61626364 01020304 01020304 05060708 01600000 07000d11 4020010d b8000000 00000000 00000000 0120010d b8000100 00000000 00000000 02138813 89000d39 7b68656c 6c6f",
    {
      "clientIdentifier": "61626364",
      "authenticationValue": "01020304",
      "nonce": "0102030405060708",
      "confirmation": 1,
      "bubble": false,
    },
  ], [
    "teredo bubble",
    "60000007 00003b40 20010db8 00000000 00000000 00000001 20010db8 00010000 00000000 00000002",
    { "bubble": true },
  ]],
  refuses: [["1 byte", "60", Fault.Truncated], ["what is not IPv6", "4500", Fault.Malformed], [
    "an origin that is cut",
    "0000f2273fff",
    Fault.Truncated,
  ], ["an authentication header that is cut", "0001 04 04 61626364", Fault.Truncated]],
  carries: [["IPv6", "6000", IP_VERSION | 6, 2]],

  shortest: 22,
});
