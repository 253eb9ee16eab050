import { Fault } from "../../../core/wire/fault.ts";
import { Nsh } from "../../../core/wire/nsh.ts";
import { Direct, ETHER_TYPE, IP_VERSION } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Nsh,
  tells: [["ethernet", "0fc60103 000005ff 00000001 00000002 00000003 00000004 02000000", {
    "version": 0,
    "operations": false,
    "timeToLive": 63,
    "length": 24,
    "metadataType": 1,
    "nextProtocol": 3,
    "servicePath": 5,
    "serviceIndex": 255,
    "context": "00000001000000020000000300000004",
  }], ["ipv6", "0fc30202 000005ff 01020300 60000007", {
    "version": 0,
    "operations": false,
    "timeToLive": 63,
    "length": 12,
    "metadataType": 2,
    "nextProtocol": 2,
    "servicePath": 5,
    "serviceIndex": 255,
    "context": "01020300",
  }]],
  refuses: [["7 bytes", "0fc202010000 05", Fault.Truncated], [
    "a length of 4",
    "0fc1020100000500",
    Fault.Malformed,
  ], ["context that is cut", "0fc6010300000500", Fault.Truncated]],
  carries: [
    ["IPv4", "0fc2 02 01 000005 ff 45", IP_VERSION | 4, 1],
    ["Ethernet", "0fc2 02 03 000005 ff 02", Direct.Ethernet, 1],
    ["another one", "0fc2 02 04 000005 ff 0f", ETHER_TYPE | 0x894f, 1],
    ["MPLS", "0fc2 02 05 000005 ff 00", ETHER_TYPE | 0x8847, 1],
  ],

  shortest: 8,
});
