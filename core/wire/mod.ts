// core/wire/mod.ts: the protocol table. A new protocol is one file and one row here.
import { Ah } from "./ah.ts";
import { Dccp } from "./dccp.ts";
import { Erspan } from "./erspan.ts";
import { Esp } from "./esp.ts";
import { Ethernet } from "./ethernet.ts";
import { Geneve } from "./geneve.ts";
import { Gre } from "./gre.ts";
import { Gtp } from "./gtp.ts";
import { Icmp } from "./icmp.ts";
import { Icmpv6 } from "./icmpv6.ts";
import { Igmp } from "./igmp.ts";
import { Ipv4 } from "./ipv4.ts";
import { Ipv6 } from "./ipv6.ts";
import { Ipv6DestinationOptions } from "./ipv6_destination_options.ts";
import { Ipv6Fragment } from "./ipv6_fragment.ts";
import { Ipv6HopByHop } from "./ipv6_hop_by_hop.ts";
import { Ipv6Routing } from "./ipv6_routing.ts";
import { L2tp } from "./l2tp.ts";
import { L2tpIp } from "./l2tp_ip.ts";
import { Mobility } from "./mobility.ts";
import { Nsh } from "./nsh.ts";
import { Sctp } from "./sctp.ts";
import {
  Direct,
  etherType,
  ipProtocol,
  ipVersion,
  linkType,
  pppProtocol,
  udpPort,
} from "./select.ts";
import type { ProtocolTable } from "./table.ts";
import { Tcp } from "./tcp.ts";
import { Teredo } from "./teredo.ts";
import { Udp } from "./udp.ts";
import { UdpEncapsulation } from "./udp_encapsulation.ts";
import { UdpLite } from "./udp_lite.ts";
import { Vlan } from "./vlan.ts";
import { Vxlan } from "./vxlan.ts";

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
  ipv6HopByHop: { view: Ipv6HopByHop, over: [ipProtocol(0)] },
  ipv6Routing: { view: Ipv6Routing, over: [ipProtocol(43)] },
  ipv6Fragment: { view: Ipv6Fragment, over: [ipProtocol(44)] },
  ipv6DestinationOptions: { view: Ipv6DestinationOptions, over: [ipProtocol(60)] },
  icmp: { view: Icmp, over: [ipProtocol(1)] },
  icmpv6: { view: Icmpv6, over: [ipProtocol(58)] },
  igmp: { view: Igmp, over: [ipProtocol(2)] },
  mobility: { view: Mobility, over: [ipProtocol(135)] },
  ah: { view: Ah, over: [ipProtocol(51)] },
  esp: { view: Esp, over: [ipProtocol(50)] },
  // Transport
  tcp: { view: Tcp, over: [ipProtocol(6)] },
  udp: { view: Udp, over: [ipProtocol(17)] },
  udpLite: { view: UdpLite, over: [ipProtocol(136)] },
  sctp: { view: Sctp, over: [ipProtocol(132), udpPort(9899)] },
  dccp: { view: Dccp, over: [ipProtocol(33)] },
  // Tunnels
  gre: { view: Gre, over: [ipProtocol(47), udpPort(4754)] },
  erspan: { view: Erspan, over: [Direct.Erspan] },
  vxlan: { view: Vxlan, over: [udpPort(4789), udpPort(8472), udpPort(4790)] },
  geneve: { view: Geneve, over: [udpPort(6081)] },
  gtp: { view: Gtp, over: [udpPort(2152), udpPort(2123), udpPort(3386)] },
  l2tp: { view: L2tp, over: [udpPort(1701)] },
  l2tpIp: { view: L2tpIp, over: [ipProtocol(115)] },
  teredo: { view: Teredo, over: [udpPort(3544)] },
  nsh: { view: Nsh, over: [etherType(0x894f)] },
  udpEncapsulation: { view: UdpEncapsulation, over: [udpPort(4500)] },
} as const satisfies ProtocolTable;
