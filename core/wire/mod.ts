// core/wire/mod.ts: the protocol table. A new protocol is one file and one row here.
import { Ah } from "./ah.ts";
import { Amsdu } from "./amsdu.ts";
import { Arcnet } from "./arcnet.ts";
import { Arp } from "./arp.ts";
import { Bfd } from "./bfd.ts";
import { Bgp } from "./bgp.ts";
import { Cdp } from "./cdp.ts";
import { Chdlc } from "./chdlc.ts";
import { Coap } from "./coap.ts";
import { ControlWord } from "./control_word.ts";
import { Dccp } from "./dccp.ts";
import { Dhcp } from "./dhcp.ts";
import { Dhcpv6 } from "./dhcpv6.ts";
import { Dnp3 } from "./dnp3.ts";
import { Dns, probeDns } from "./dns.ts";
import { Dtls, probeDtls } from "./dtls.ts";
import { Eap } from "./eap.ts";
import { Eapol } from "./eapol.ts";
import { Eigrp } from "./eigrp.ts";
import { Erspan } from "./erspan.ts";
import { Esp } from "./esp.ts";
import { Ethernet } from "./ethernet.ts";
import { FabricPath } from "./fabric_path.ts";
import { FrameRelay } from "./frame_relay.ts";
import { Ftp } from "./ftp.ts";
import { Geneve } from "./geneve.ts";
import { Gquic, probeGquic } from "./gquic.ts";
import { Gre } from "./gre.ts";
import { Gtp } from "./gtp.ts";
import { Hsrp } from "./hsrp.ts";
import { Http, probeHttp } from "./http.ts";
import { Http2, probeHttp2 } from "./http2.ts";
import { Icmp } from "./icmp.ts";
import { Icmpv6 } from "./icmpv6.ts";
import { Igmp } from "./igmp.ts";
import { Ike } from "./ike.ts";
import { Imap } from "./imap.ts";
import { Ipv4 } from "./ipv4.ts";
import { Ipv6 } from "./ipv6.ts";
import { Ipv6DestinationOptions } from "./ipv6_destination_options.ts";
import { Ipv6Fragment } from "./ipv6_fragment.ts";
import { Ipv6HopByHop } from "./ipv6_hop_by_hop.ts";
import { Ipv6Routing } from "./ipv6_routing.ts";
import { Isis } from "./isis.ts";
import { Kerberos } from "./kerberos.ts";
import { L2tp } from "./l2tp.ts";
import { L2tpIp } from "./l2tp_ip.ts";
import { Lacp } from "./lacp.ts";
import { Ldap } from "./ldap.ts";
import { Ldp } from "./ldp.ts";
import { Llc } from "./llc.ts";
import { Lldp } from "./lldp.ts";
import { Llmnr } from "./llmnr.ts";
import { Loopback } from "./loopback.ts";
import { Macsec } from "./macsec.ts";
import { Mdns } from "./mdns.ts";
import { Mobility } from "./mobility.ts";
import { Modbus } from "./modbus.ts";
import { Mpls } from "./mpls.ts";
import { Mqtt, probeMqtt } from "./mqtt.ts";
import { Mysql } from "./mysql.ts";
import { Nbns } from "./nbns.ts";
import { Netflow } from "./netflow.ts";
import { Nflog } from "./nflog.ts";
import { Nsh } from "./nsh.ts";
import { Ntp } from "./ntp.ts";
import { Ospf } from "./ospf.ts";
import { Pbb } from "./pbb.ts";
import { Pflog } from "./pflog.ts";
import { Pim } from "./pim.ts";
import { Pop3 } from "./pop3.ts";
import { Ppi } from "./ppi.ts";
import { Ppp } from "./ppp.ts";
import { PppBridging } from "./ppp_bridging.ts";
import { PppControl } from "./ppp_control.ts";
import { PppDirection } from "./ppp_direction.ts";
import { PppMultilink } from "./ppp_multilink.ts";
import { Pppoe } from "./pppoe.ts";
import { probeQuic, Quic } from "./quic.ts";
import { Radiotap } from "./radiotap.ts";
import { Radius } from "./radius.ts";
import { Raw } from "./raw.ts";
import { Rip } from "./rip.ts";
import { probeRpcStream, Rpc } from "./rpc.ts";
import { Rtp } from "./rtp.ts";
import { probeRtsp, Rtsp } from "./rtsp.ts";
import { Sctp } from "./sctp.ts";
import {
  Direct,
  etherType,
  ipProtocol,
  ipVersion,
  linkType,
  llcSap,
  pppProtocol,
  snapProtocol,
  TCP_PORT,
  tcpPort,
  UDP_PORT,
  udpPort,
} from "./select.ts";
import { Sflow } from "./sflow.ts";
import { probeSip, Sip } from "./sip.ts";
import { Slarp } from "./slarp.ts";
import { Sll } from "./sll.ts";
import { Slow } from "./slow.ts";
import { probeSmb, Smb } from "./smb.ts";
import { probeSmb2, Smb2 } from "./smb2.ts";
import { Smtp } from "./smtp.ts";
import { Snmp } from "./snmp.ts";
import { Ssdp } from "./ssdp.ts";
import { probeSsh, Ssh } from "./ssh.ts";
import { Stp } from "./stp.ts";
import { probeStun, Stun } from "./stun.ts";
import { Syslog } from "./syslog.ts";
import type { ProtocolTable } from "./table.ts";
import { Tcp } from "./tcp.ts";
import { Telnet } from "./telnet.ts";
import { Teredo } from "./teredo.ts";
import { Tftp } from "./tftp.ts";
import { probeTls, Tls } from "./tls.ts";
import { Udp } from "./udp.ts";
import { UdpEncapsulation } from "./udp_encapsulation.ts";
import { UdpLite } from "./udp_lite.ts";
import { Vlan } from "./vlan.ts";
import { Vrrp } from "./vrrp.ts";
import { Vxlan } from "./vxlan.ts";
import { VxlanGpe } from "./vxlan_gpe.ts";
import { Websocket } from "./websocket.ts";
import { probeWireguard, Wireguard } from "./wireguard.ts";
import { Wlan } from "./wlan.ts";

/** Aruba's access points carry 802.11 in GRE, under one number for each priority and kind. */
const ARUBA_TUNNELS = Array.from({ length: 24 }, (_, k) => etherType(0x8200 + k * 0x10));

/** Every built-in protocol: its name, its view, and what it runs over. */
export const PROTOCOLS = {
  // Link
  ethernet: { view: Ethernet, over: [linkType(1), etherType(0x6558), Direct.Ethernet] },
  vlan: { view: Vlan, over: [etherType(0x8100), etherType(0x88a8), etherType(0x9100)] },
  pbb: { view: Pbb, over: [etherType(0x88e7)] },
  macsec: { view: Macsec, over: [etherType(0x88e5)] },
  llc: { view: Llc, over: [Direct.Llc] },
  mpls: {
    view: Mpls,
    over: [etherType(0x8847), etherType(0x8848), pppProtocol(0x0281), pppProtocol(0x0283)],
  },
  controlWord: { view: ControlWord, over: [Direct.ControlWord] },
  pppoe: { view: Pppoe, over: [linkType(51), etherType(0x8863), etherType(0x8864)] },
  ppp: { view: Ppp, over: [linkType(9), linkType(50), etherType(0x880b), Direct.Ppp] },
  pppDirection: { view: PppDirection, over: [linkType(204)] },
  pppMultilink: { view: PppMultilink, over: [pppProtocol(0x003d)] },
  pppBridging: { view: PppBridging, over: [pppProtocol(0x0031)] },
  pppControl: {
    view: PppControl,
    // LCP, IPCP, IPV6CP, OSINLCP, BCP, CCP, MPLSCP, CDPCP, ECP
    over: [0xc021, 0x8021, 0x8057, 0x8023, 0x8031, 0x80fd, 0x8281, 0x8207, 0x8053].map(pppProtocol),
  },
  chdlc: { view: Chdlc, over: [linkType(104)] },
  slarp: { view: Slarp, over: [Direct.Slarp] },
  sll: { view: Sll, over: [linkType(113), linkType(276)] },
  loopback: { view: Loopback, over: [linkType(0), linkType(108)] },
  raw: { view: Raw, over: [linkType(12), linkType(14), linkType(101)] },
  arp: { view: Arp, over: [etherType(0x0806), etherType(0x8035)] },
  stp: { view: Stp, over: [llcSap(0x42), etherType(0x8181), snapProtocol(0x00000c, 0x010b)] },
  lldp: { view: Lldp, over: [etherType(0x88cc), snapProtocol(0x0080c2, 0x88cc)] },
  cdp: {
    view: Cdp,
    over: [snapProtocol(0x00000c, 0x2000), etherType(0x2000), pppProtocol(0x0207)],
  },
  slow: { view: Slow, over: [etherType(0x8809)] },
  lacp: { view: Lacp, over: [Direct.Lacp] },
  eapol: { view: Eapol, over: [etherType(0x888e)] },
  eap: { view: Eap, over: [Direct.Eap] },
  fabricPath: { view: FabricPath, over: [etherType(0x8903)] },
  radiotap: { view: Radiotap, over: [linkType(127)] },
  ppi: { view: Ppi, over: [linkType(192)] },
  wlan: { view: Wlan, over: [linkType(105), Direct.Ieee80211, ...ARUBA_TUNNELS] },
  amsdu: { view: Amsdu, over: [Direct.Amsdu] },
  frameRelay: { view: FrameRelay, over: [linkType(107), etherType(0x6559)] },
  pflog: { view: Pflog, over: [linkType(117)] },
  nflog: { view: Nflog, over: [linkType(239)] },
  arcnet: { view: Arcnet, over: [linkType(7), linkType(129)] },
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
  vxlan: { view: Vxlan, over: [udpPort(4789), udpPort(8472)] },
  vxlanGpe: { view: VxlanGpe, over: [udpPort(4790)] },
  geneve: { view: Geneve, over: [udpPort(6081)] },
  gtp: { view: Gtp, over: [udpPort(2152), udpPort(2123), udpPort(3386)] },
  l2tp: { view: L2tp, over: [udpPort(1701)] },
  l2tpIp: { view: L2tpIp, over: [ipProtocol(115)] },
  teredo: { view: Teredo, over: [udpPort(3544)] },
  nsh: { view: Nsh, over: [etherType(0x894f)] },
  udpEncapsulation: { view: UdpEncapsulation, over: [udpPort(4500)] },
  // Application
  dns: {
    view: Dns,
    over: [udpPort(53), tcpPort(53)],
    lazy: true,
    looks: probeDns,
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
    looks: probeTls,
    looksOver: [TCP_PORT],
  },
  dtls: {
    view: Dtls,
    over: [udpPort(853), udpPort(4433), udpPort(5684)],
    lazy: true,
    looks: probeDtls,
    looksOver: [UDP_PORT],
  },
  http: {
    view: Http,
    over: [80, 3128, 5985, 8000, 8080, 8088, 8888].map(tcpPort),
    lazy: true,
    looks: probeHttp,
    looksOver: [TCP_PORT],
  },
  ssdp: { view: Ssdp, over: [udpPort(1900)], lazy: true },
  quic: {
    view: Quic,
    over: [udpPort(443), udpPort(8443)],
    lazy: true,
    looks: probeQuic,
    looksOver: [UDP_PORT],
  },
  sip: {
    view: Sip,
    over: [udpPort(5060), tcpPort(5060)],
    lazy: true,
    looks: probeSip,
    looksOver: [UDP_PORT, TCP_PORT],
  },
  rtsp: {
    view: Rtsp,
    over: [tcpPort(554), tcpPort(8554)],
    lazy: true,
    looks: probeRtsp,
    looksOver: [TCP_PORT],
  },
  gquic: { view: Gquic, over: [], lazy: true, looks: probeGquic, looksOver: [UDP_PORT] },
  ssh: {
    view: Ssh,
    over: [tcpPort(22)],
    lazy: true,
    looks: probeSsh,
    looksOver: [TCP_PORT],
  },
  ftp: { view: Ftp, over: [tcpPort(21)], lazy: true },
  smtp: { view: Smtp, over: [tcpPort(25), tcpPort(587), tcpPort(2525)], lazy: true },
  pop3: { view: Pop3, over: [tcpPort(110)], lazy: true },
  imap: { view: Imap, over: [tcpPort(143)], lazy: true },
  telnet: { view: Telnet, over: [tcpPort(23)], lazy: true },
  http2: { view: Http2, over: [], lazy: true, looks: probeHttp2, looksOver: [TCP_PORT] },
  websocket: { view: Websocket, over: [], lazy: true },
  mqtt: {
    view: Mqtt,
    over: [tcpPort(1883)],
    lazy: true,
    looks: probeMqtt,
    looksOver: [TCP_PORT],
  },
  coap: { view: Coap, over: [udpPort(5683)], lazy: true },
  snmp: { view: Snmp, over: [udpPort(161), udpPort(162)], lazy: true },
  syslog: { view: Syslog, over: [udpPort(514)], lazy: true },
  tftp: { view: Tftp, over: [udpPort(69)], lazy: true },
  radius: {
    view: Radius,
    over: [udpPort(1812), udpPort(1813), udpPort(1645), udpPort(1646), udpPort(3799)],
    lazy: true,
  },
  stun: {
    view: Stun,
    over: [udpPort(3478), tcpPort(3478)],
    lazy: true,
    looks: probeStun,
    looksOver: [UDP_PORT, TCP_PORT],
  },
  rtp: { view: Rtp, over: [], lazy: true },
  ike: { view: Ike, over: [udpPort(500)], lazy: true },
  wireguard: {
    view: Wireguard,
    over: [udpPort(51820)],
    lazy: true,
    looks: probeWireguard,
    looksOver: [UDP_PORT],
  },
  netflow: {
    view: Netflow,
    over: [udpPort(2055), udpPort(4739), udpPort(9995), udpPort(9996)],
    lazy: true,
  },
  sflow: { view: Sflow, over: [udpPort(6343)], lazy: true },
  kerberos: { view: Kerberos, over: [udpPort(88), tcpPort(88)], lazy: true },
  ldap: { view: Ldap, over: [udpPort(389), tcpPort(389), tcpPort(3268)], lazy: true },
  smb2: {
    view: Smb2,
    over: [tcpPort(445), tcpPort(139)],
    lazy: true,
    looks: probeSmb2,
    looksOver: [TCP_PORT],
  },
  smb: { view: Smb, over: [], lazy: true, looks: probeSmb, looksOver: [TCP_PORT] },
  rpc: {
    view: Rpc,
    over: [udpPort(111), udpPort(2049), tcpPort(111), tcpPort(2049)],
    lazy: true,
    looks: probeRpcStream,
    looksOver: [TCP_PORT],
  },
  mysql: { view: Mysql, over: [tcpPort(3306)], lazy: true },
  modbus: { view: Modbus, over: [tcpPort(502)], lazy: true },
  dnp3: { view: Dnp3, over: [udpPort(20000), tcpPort(20000)], lazy: true },
  // Routing and control
  bgp: { view: Bgp, over: [tcpPort(179)], lazy: true },
  ldp: { view: Ldp, over: [udpPort(646), tcpPort(646)], lazy: true },
  rip: { view: Rip, over: [udpPort(520)], lazy: true },
  bfd: {
    view: Bfd,
    over: [udpPort(3784), udpPort(4784), udpPort(6784), udpPort(7784)],
    lazy: true,
  },
  hsrp: { view: Hsrp, over: [udpPort(1985), udpPort(2029)], lazy: true },
  ospf: { view: Ospf, over: [ipProtocol(89)], lazy: true },
  pim: { view: Pim, over: [ipProtocol(103)], lazy: true },
  vrrp: { view: Vrrp, over: [ipProtocol(112)], lazy: true },
  eigrp: { view: Eigrp, over: [ipProtocol(88)], lazy: true },
  isis: { view: Isis, over: [llcSap(0xfe), etherType(0x00fe), pppProtocol(0x0023)], lazy: true },
} as const satisfies ProtocolTable;
