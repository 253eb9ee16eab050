import { Fault } from "../../../core/wire/fault.ts";
import { L2tpIp } from "../../../core/wire/l2tp_ip.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: L2tpIp,
  tells: [["v3 ip control", "00000000 c8030014 00000007 00000000 80080000", {
    "type": 1,
    "version": 3,
    "sessionId": 0,
    "length": 20,
    "connectionId": 7,
    "sent": 0,
    "expected": 0,
  }], ["v3 ip data", "00000009 01020304", { "type": 0, "version": 3, "sessionId": 9 }]],
  refuses: [["3 bytes", "000001", Fault.Truncated], [
    "a control message that is cut",
    "00000000 c8030014 00000007",
    Fault.Truncated,
  ]],

  shortest: 16,
});
