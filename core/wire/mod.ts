// core/wire/mod.ts: the protocol table. A new protocol is one file and one row here.
import { Dhcp } from "./dhcp.ts";
import { Dhcpv6 } from "./dhcpv6.ts";
import { Dns, probeDns } from "./dns.ts";
import { Dtls, probeDtls } from "./dtls.ts";
import { Http, probeHttp } from "./http.ts";
import { Llmnr } from "./llmnr.ts";
import { Mdns } from "./mdns.ts";
import { Nbns } from "./nbns.ts";
import { Ntp } from "./ntp.ts";
import { probeQuic, Quic } from "./quic.ts";
import { probeRtsp, Rtsp } from "./rtsp.ts";
import { probeSip, Sip } from "./sip.ts";
import { Ssdp } from "./ssdp.ts";
import { probeTls, Tls } from "./tls.ts";
import { Ethernet } from "./ethernet.ts";
import { Ipv4 } from "./ipv4.ts";
import { Ipv6 } from "./ipv6.ts";
import {
  etherType,
  ipProtocol,
  ipVersion,
  linkType,
  pppProtocol,
  TCP_PORT,
  tcpPort,
  UDP_PORT,
  udpPort,
} from "./select.ts";
import type { ProtocolTable } from "./table.ts";
import { certain } from "./verdict.ts";
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
  // Application
  dns: {
    view: Dns,
    over: [udpPort(53), tcpPort(53)],
    lazy: true,
    looks: certain(probeDns),
    looksOver: [UDP_PORT],
  },
  mdns: { view: Mdns, over: [udpPort(5353)], lazy: true },
  llmnr: { view: Llmnr, over: [udpPort(5355), tcpPort(5355)], lazy: true },
  nbns: { view: Nbns, over: [udpPort(137)], lazy: true },
  dhcp: { view: Dhcp, over: [udpPort(67), udpPort(68)], lazy: true },
  dhcpv6: { view: Dhcpv6, over: [udpPort(546), udpPort(547)], lazy: true },
  ntp: { view: Ntp, over: [udpPort(123)], lazy: true },
  tls: {
    view: Tls,
    over: [443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 5061, 8443].map(tcpPort),
    lazy: true,
    looks: certain(probeTls),
    looksOver: [TCP_PORT],
  },
  dtls: {
    view: Dtls,
    over: [udpPort(853), udpPort(4433), udpPort(5684)],
    lazy: true,
    looks: certain(probeDtls),
    looksOver: [UDP_PORT],
  },
  http: {
    view: Http,
    over: [80, 3128, 5985, 8000, 8080, 8088, 8888].map(tcpPort),
    lazy: true,
    looks: certain(probeHttp),
    looksOver: [TCP_PORT],
  },
  ssdp: { view: Ssdp, over: [udpPort(1900)], lazy: true },
  quic: {
    view: Quic,
    over: [udpPort(443), udpPort(8443)],
    lazy: true,
    looks: certain(probeQuic),
    looksOver: [UDP_PORT],
  },
  sip: {
    view: Sip,
    over: [udpPort(5060), tcpPort(5060)],
    lazy: true,
    looks: certain(probeSip),
    looksOver: [UDP_PORT, TCP_PORT],
  },
  rtsp: {
    view: Rtsp,
    over: [tcpPort(554), tcpPort(8554)],
    lazy: true,
    looks: certain(probeRtsp),
    looksOver: [TCP_PORT],
  },
} as const satisfies ProtocolTable;
