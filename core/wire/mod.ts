// core/wire/mod.ts: the protocol table. A new protocol is one file and one row here.
import { Ethernet } from "./ethernet.ts";
import { Ipv4 } from "./ipv4.ts";
import { Ipv6 } from "./ipv6.ts";
import { etherType, ipProtocol, ipVersion, linkType, pppProtocol } from "./select.ts";
import type { ProtocolTable } from "./table.ts";
import { Tcp } from "./tcp.ts";
import { Udp } from "./udp.ts";
import { Vlan } from "./vlan.ts";

/** Every built-in protocol: its name, its view, and what it runs over. */
export const PROTOCOLS = {
  // Link
  ethernet: { view: Ethernet, over: [linkType(1), etherType(0x6558)] },
  vlan: { view: Vlan, over: [etherType(0x8100), etherType(0x88a8), etherType(0x9100)] },
  // Network
  ipv4: {
    view: Ipv4,
    over: [linkType(228), etherType(0x0800), ipVersion(4), ipProtocol(4), pppProtocol(0x0021)],
  },
  ipv6: {
    view: Ipv6,
    over: [linkType(229), etherType(0x86dd), ipVersion(6), ipProtocol(41), pppProtocol(0x0057)],
  },
  // Transport
  tcp: { view: Tcp, over: [ipProtocol(6)] },
  udp: { view: Udp, over: [ipProtocol(17)] },
} as const satisfies ProtocolTable;
