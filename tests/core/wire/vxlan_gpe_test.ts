import { Fault } from "../../../core/wire/fault.ts";
import { VxlanGpe } from "../../../core/wire/vxlan_gpe.ts";
import { Direct, ETHER_TYPE, IP_VERSION } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: VxlanGpe,
  tells: [["vxlan gpe ipv4", "0c000001 00303900 45000021", {
    "flags": 12,
    "version": 0,
    "operations": false,
    "nextProtocol": 1,
    "vni": 12345,
  }], ["vxlan gpe nsh", "0c000004 00303900 0fc20201", {
    "flags": 12,
    "version": 0,
    "operations": false,
    "nextProtocol": 4,
    "vni": 12345,
  }]],
  refuses: [["7 bytes", "0c000001003039", Fault.Truncated]],
  carries: [
    ["IPv4", "0c000001 00303900 45", IP_VERSION | 4, 1],
    ["IPv6", "0c000002 00303900 60", IP_VERSION | 6, 1],
    ["Ethernet", "0c000003 00303900 02", Direct.Ethernet, 1],
    ["NSH", "0c000004 00303900 0f", ETHER_TYPE | 0x894f, 1],
    ["MPLS", "0c000005 00303900 00", ETHER_TYPE | 0x8847, 1],
    ["Ethernet where it does not say", "08000000 00303900 02", Direct.Ethernet, 1],
  ],

  shortest: 8,
});
