import { Fault } from "../../../core/wire/fault.ts";
import { Erspan } from "../../../core/wire/erspan.ts";
import { Direct, IP_VERSION } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Erspan,
  tells: [["erspan ii", "100a0064 00000003 02000000", {
    "version": 1,
    "vlan": 10,
    "classOfService": 0,
    "encapsulation": 0,
    "truncated": false,
    "session": 100,
    "index": 3,
  }], ["erspan iii", "200a0864 01020304 00070012 02000000", {
    "version": 2,
    "vlan": 10,
    "classOfService": 0,
    "condition": 1,
    "truncated": false,
    "session": 100,
    "timestamp": 16909060,
    "securityGroup": 7,
    "frameType": 0,
    "hardware": 1,
    "egress": false,
    "granularity": 1,
  }], ["erspan iii platform", "200a0864 01020304 00070013 0c000000 01020304 02000000", {
    "version": 2,
    "vlan": 10,
    "classOfService": 0,
    "condition": 1,
    "truncated": false,
    "session": 100,
    "timestamp": 16909060,
    "securityGroup": 7,
    "frameType": 0,
    "hardware": 1,
    "egress": false,
    "granularity": 1,
    "platform": 3,
  }]],
  refuses: [["7 bytes", "100a0064000000", Fault.Truncated], [
    "version 0",
    "000a006400000003",
    Fault.Malformed,
  ], ["a header of type III that is cut", "200a0864010203040007", Fault.Truncated]],
  carries: [["Ethernet", "100a0064 00000003 02", Direct.Ethernet, 1], [
    "IP where the frame type says so",
    "200a0864 01020304 0007 0812 45",
    IP_VERSION | 4,
    1,
  ]],

  shortest: 8,
});
