import { Fault } from "../../../core/wire/fault.ts";
import { Ipv6 } from "../../../core/wire/ipv6.ts";
import { IP_PROTOCOL } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

const ADDRESSES = "20010db8000000000000000000000001 20010db8000100000000000000000002";
/** Expedited forwarding, congestion experienced; 2 bytes of payload, 2 of padding. */
const PACKET = `6bb12345 0002 3a ff ${ADDRESSES} 8000 ffff`;

testProtocol({
  view: Ipv6,
  tells: [["a header", PACKET, {
    version: 6,
    trafficClass: 0xbb,
    differentiatedServices: 46,
    congestion: 3,
    flowLabel: 0x12345,
    payloadLength: 2,
    nextHeader: 58,
    hopLimit: 255,
    source: "2001:db8::1",
    destination: "2001:db8:1::2",
  }]],
  refuses: [
    ["39 bytes", `6bb12345 0000 3b ff ${ADDRESSES.slice(0, -2)}`, Fault.Truncated],
    ["version 4", `4bb12345 0000 3b ff ${ADDRESSES}`, Fault.Malformed],
  ],
  carries: [
    ["its next header, without padding", PACKET, IP_PROTOCOL | 58, 2],
    [
      "all there is in a jumbogram",
      `60000000 0000 11 40 ${ADDRESSES} 01020304`,
      IP_PROTOCOL | 17,
      4,
    ],
  ],
  shortest: 40,
});
