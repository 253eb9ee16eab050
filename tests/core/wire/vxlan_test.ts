import { Fault } from "../../../core/wire/fault.ts";
import { Vxlan } from "../../../core/wire/vxlan.ts";
import { Direct } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: Vxlan,
  tells: [["vxlan", "08000000 00303900 02000000", { "flags": 2048, "vni": 12345 }], [
    "vxlan gbp",
    "88480064 00303900 02000000",
    { "flags": 34888, "dontLearn": true, "policyApplied": true, "groupPolicy": 100, "vni": 12345 },
  ]],
  refuses: [["7 bytes", "08000000003039", Fault.Truncated]],
  carries: [["Ethernet", "08000000 00303900 02", Direct.Ethernet, 1]],
  summaries: [["08000000 00303900 02000000", "VXLAN, flags [I] (0x08), vni 12345"]],
  shortest: 8,
});
