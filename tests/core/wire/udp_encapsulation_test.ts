import { Fault } from "../../../core/wire/fault.ts";
import { UdpEncapsulation } from "../../../core/wire/udp_encapsulation.ts";
import { IP_PROTOCOL, UDP_PORT } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

testProtocol({
  view: UdpEncapsulation,
  tells: [["esp in udp", "00001000", { "carries": "esp" }], ["ike in udp", "00000000 01020304", {
    "carries": "ike",
  }], ["nat keepalive", "ff", { "carries": "keepalive" }]],
  refuses: [["3 bytes", "000000", Fault.Truncated], [
    "one byte that is no keepalive",
    "fe",
    Fault.Truncated,
  ]],
  carries: [["ESP", "00001000 00000007", IP_PROTOCOL | 50, 8], [
    "IKE after four zeros",
    "00000000 0102",
    UDP_PORT | 500,
    2,
  ], ["nothing in a keepalive", "ff", 0, 0]],

  shortest: 4,
});
