import { Fault } from "../../../core/wire/fault.ts";
import { Mobility } from "../../../core/wire/mobility.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Mobility,
  tells: [["bu", "3b030500 71ff0009 c000000a 01000310 20010db8 00010000 00000000 00000002", {
    "nextHeader": 59,
    "length": 32,
    "type": 5,
    "checksum": 29183,
    "checksumStatus": "unverifiable",
    "sequenceNumber": 9,
    "flags": 49152,
    "lifetime": 40,
    "options": [{ "type": 3, "careOfAddress": "2001:db8:1::2" }],
  }], ["ba", "3b010600 615c0080 0009000a 01020000", {
    "nextHeader": 59,
    "length": 16,
    "type": 6,
    "checksum": 24924,
    "checksumStatus": "unverifiable",
    "status": 0,
    "sequenceNumber": 9,
    "flags": 128,
    "lifetime": 40,
    "options": [],
  }], ["hoti", "3b010100 57dd0000 01020304 05060708", {
    "nextHeader": 59,
    "length": 16,
    "type": 1,
    "checksum": 22493,
    "checksumStatus": "unverifiable",
    "options": [],
  }], ["error", "3b020700 332c0100 20010db8 00010000 00000000 00000002", {
    "nextHeader": 59,
    "length": 24,
    "type": 7,
    "checksum": 13100,
    "checksumStatus": "unverifiable",
    "status": 1,
    "homeAddress": "2001:db8:1::2",
    "options": [],
  }]],
  refuses: [["7 bytes", "3b000500000000", Fault.Truncated], [
    "options that are cut",
    "3b01050000000009",
    Fault.Truncated,
  ]],

  summaries: [[
    "3b030500 71ff0009 c000000a 01000310 20010db8 00010000 00000000 00000002",
    "mobility: BU seq#=9 lifetime=40",
  ]],
  shortest: 8,
});
