// core/output/names.ts: numbers by the names that tcpdump's users know.

/** EtherTypes (IEEE "EtherType" registry) as tcpdump calls them. */
const ETHER_TYPES: ReadonlyMap<number, string> = new Map([
  [0x0800, "IPv4"],
  [0x0806, "ARP"],
  [0x22f0, "AVTP"],
  [0x6003, "DN"],
  [0x6558, "TEB"],
  [0x8035, "Reverse ARP"],
  [0x809b, "Appletalk"],
  [0x80f3, "Appletalk ARP"],
  [0x8100, "802.1Q"],
  [0x86dd, "IPv6"],
  [0x8808, "MPCP"],
  [0x8809, "Slow Protocols"],
  [0x880b, "PPP"],
  [0x8847, "MPLS unicast"],
  [0x8848, "MPLS multicast"],
  [0x8863, "PPPoE D"],
  [0x8864, "PPPoE S"],
  [0x888e, "EAPOL"],
  [0x88a2, "ATA over Ethernet"],
  [0x88a8, "802.1Q-QinQ"],
  [0x88ca, "TIPC"],
  [0x88cc, "LLDP"],
  [0x88e5, "MACsec"],
  [0x88f7, "PTP"],
  [0x8902, "CFM"],
  [0x8906, "FCoE"],
  [0x893a, "1905.1"],
  [0x894f, "NSH"],
  [0x9000, "Loopback"],
  [0x9100, "802.1Q-9100"],
  [0x9200, "802.1Q-9200"],
]);

/** The name of an EtherType; `Unknown` for others. */
export function etherTypeName(etherType: number): string {
  return ETHER_TYPES.get(etherType) ?? "Unknown";
}

/** IP protocols (IANA "Protocol Numbers") as tcpdump calls them. */
const IP_PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [0, "Options"],
  [1, "ICMP"],
  [2, "IGMP"],
  [4, "IPIP"],
  [6, "TCP"],
  [8, "EGP"],
  [9, "IGRP"],
  [17, "UDP"],
  [33, "DCCP"],
  [41, "IPv6"],
  [43, "Routing"],
  [44, "Fragment"],
  [46, "RSVP"],
  [47, "GRE"],
  [50, "ESP"],
  [51, "AH"],
  [55, "Mobile IP"],
  [58, "ICMPv6"],
  [59, "No next header"],
  [60, "Options"],
  [88, "EIGRP"],
  [89, "OSPF"],
  [103, "PIM"],
  [108, "Compressed IP"],
  [112, "VRRP"],
  [113, "PGM"],
  [132, "SCTP"],
  [135, "Mobility"],
  [137, "MPLS"],
]);

/** The name of an IP protocol or next header; `unknown` for others. */
export function ipProtocolName(protocol: number): string {
  return IP_PROTOCOLS.get(protocol) ?? "unknown";
}
