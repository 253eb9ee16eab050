import { Fault } from "../../../core/wire/fault.ts";
import { Ipv4 } from "../../../core/wire/ipv4.ts";
import { IP_PROTOCOL } from "../../../core/wire/select.ts";
import { testProtocol } from "./_table.ts";

/** A UDP packet with the option "router alert", 4 bytes of payload and 2 of padding. */
const ALERT = "46b9 001c 1234 4000 4011 a6a8 c0000201 c6336402 94040000 01020304 ffff";

testProtocol({
  view: Ipv4,
  tells: [["a header with an option", ALERT, {
    version: 4,
    headerLength: 24,
    typeOfService: 0xb9,
    differentiatedServices: 46,
    congestion: 1,
    totalLength: 28,
    identification: 0x1234,
    reservedFlag: false,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    timeToLive: 64,
    protocol: 17,
    checksum: 0xa6a8,
    checksumStatus: "valid",
    source: "192.0.2.1",
    destination: "198.51.100.2",
    options: [{ type: 148, length: 4, routerAlert: 0 }],
  }], ["a fragment", "4500 001c 1234 a0b9 4006 0000 c0000201 c6336402 0102030405060708", {
    version: 4,
    headerLength: 20,
    typeOfService: 0,
    differentiatedServices: 0,
    congestion: 0,
    totalLength: 28,
    identification: 0x1234,
    reservedFlag: true,
    dontFragment: false,
    moreFragments: true,
    fragmentOffset: 1480,
    timeToLive: 64,
    protocol: 6,
    checksum: 0,
    checksumStatus: "wrong",
    source: "192.0.2.1",
    destination: "198.51.100.2",
  }]],
  refuses: [
    ["19 bytes", "45000014123440004011000 0c0000201c63364", Fault.Truncated],
    ["version 6", "65000014123440004011 0000 c0000201 c6336402", Fault.Malformed],
    ["a header length of 16", "44000014123440004011 0000 c0000201 c6336402", Fault.Malformed],
    ["options that are cut", "46000018123440004011 0000 c0000201 c6336402", Fault.Truncated],
    ["a total length of 19", "45000013123440004011 0000 c0000201 c6336402", Fault.Malformed],
  ],
  carries: [
    ["its protocol, without padding", ALERT, IP_PROTOCOL | 17, 4],
    [
      "its protocol in the first fragment",
      "45000018123420004011 0000 c0000201 c6336402 01020304",
      IP_PROTOCOL | 17,
      4,
    ],
    [
      "nothing that begins in a later fragment",
      "45000018123400b94011 0000 c0000201 c6336402 01020304",
      0,
      4,
    ],
    [
      "all there is where the sender's card has still to cut it",
      "45000000123440004006 0000 c0000201 c6336402 01020304",
      IP_PROTOCOL | 6,
      4,
    ],
  ],
  shortest: 20,
});
