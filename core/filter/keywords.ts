// core/filter/keywords.ts: the words of the language, pcap-filter(7).

/** Protocol names that may stand before a qualifier, alone, or before `[`. */
export const PROTOCOL_WORDS = [
  "link",
  "ether",
  "ppp",
  "slip",
  "fddi",
  "tr",
  "wlan",
  "arp",
  "rarp",
  "ip",
  "ip6",
  "sctp",
  "tcp",
  "udp",
  "icmp",
  "icmp6",
  "igmp",
  "igrp",
  "pim",
  "vrrp",
  "carp",
  "radio",
  "ah",
  "esp",
  "atalk",
  "aarp",
  "decnet",
  "lat",
  "sca",
  "moprc",
  "mopdl",
  "iso",
  "esis",
  "isis",
  "l1",
  "l2",
  "iih",
  "lsp",
  "snp",
  "csnp",
  "psnp",
  "clnp",
  "stp",
  "ipx",
  "netbeui",
] as const;
/** One of {@linkcode PROTOCOL_WORDS}. */
export type ProtocolWord = typeof PROTOCOL_WORDS[number];

/** Words that name the 802.11 address an address is compared with. */
export const WLAN_ADDRESS_WORDS = ["addr1", "addr2", "addr3", "addr4", "ra", "ta"] as const;

/** Words for link types that are not ours; they are known, so that they can be refused by name. */
export const FOREIGN_WORDS = {
  "raw ATM": [
    "lane",
    "metac",
    "bcc",
    "oam",
    "oamf4",
    "oamf4ec",
    "oamf4sc",
    "sc",
    "ilmic",
    "vpi",
    "vci",
    "connectmsg",
    "metaconnect",
  ],
  "MTP2 and MTP3 (SS7)": [
    "fisu",
    "lssu",
    "msu",
    "hfisu",
    "hlssu",
    "hmsu",
    "sio",
    "opc",
    "dpc",
    "sls",
    "hsio",
    "hopc",
    "hdpc",
    "hsls",
  ],
  "PF logs": ["ifname", "rset", "rnr", "srnr", "reason", "action"],
  "802.11": ["type", "subtype", "dir"],
} as const;

/** What a second spelling stands for. */
const SPELLINGS: Readonly<Record<string, string>> = {
  "es-is": "esis",
  "is-is": "isis",
  address1: "addr1",
  address2: "addr2",
  address3: "addr3",
  address4: "addr4",
  length: "len",
  direction: "dir",
  on: "ifname",
  ruleset: "rset",
  rulenum: "rnr",
  subrulenum: "srnr",
  lsu: "lssu",
};

/** Words that are neither a protocol nor foreign. */
const PLAIN_WORDS = [
  "src",
  "dst",
  "host",
  "net",
  "mask",
  "port",
  "portrange",
  "proto",
  "protochain",
  "gateway",
  "less",
  "greater",
  "byte",
  "broadcast",
  "multicast",
  "and",
  "or",
  "not",
  "len",
  "inbound",
  "outbound",
  "ifindex",
  "vlan",
  "mpls",
  "pppoed",
  "pppoes",
  "geneve",
  "llc",
];

/** Every keyword and spelling, with the keyword that it stands for. */
const KEYWORDS: ReadonlyMap<string, string> = new Map([
  ...[
    ...PROTOCOL_WORDS,
    ...WLAN_ADDRESS_WORDS,
    ...PLAIN_WORDS,
    ...Object.values(FOREIGN_WORDS).flat(),
  ].map((word): [string, string] => [word, word]),
  ...Object.entries(SPELLINGS),
]);

/** The keyword that `text` spells, or `undefined`. `vxlan` is one only in our own meaning. */
export function keyword(text: string, compat: boolean): string | undefined {
  if (text === "vxlan" && !compat) return "vxlan";
  return KEYWORDS.get(text);
}

/** All spellings of all keywords, to suggest one. */
export function keywordSpellings(): string[] {
  return [...KEYWORDS.keys(), "vxlan"];
}

/** Names of numbers: field offsets, types and flags (pcap-filter(7), "expr relop expr"). */
export const NAMED_NUMBERS: ReadonlyMap<string, number> = new Map(Object.entries({
  "icmptype": 0,
  "icmpcode": 1,
  "icmp-echoreply": 0,
  "icmp-unreach": 3,
  "icmp-sourcequench": 4,
  "icmp-redirect": 5,
  "icmp-echo": 8,
  "icmp-routeradvert": 9,
  "icmp-routersolicit": 10,
  "icmp-timxceed": 11,
  "icmp-paramprob": 12,
  "icmp-tstamp": 13,
  "icmp-tstampreply": 14,
  "icmp-ireq": 15,
  "icmp-ireqreply": 16,
  "icmp-maskreq": 17,
  "icmp-maskreply": 18,
  "icmp6type": 0,
  "icmp6code": 1,
  "icmp6-destinationunreach": 1,
  "icmp6-packettoobig": 2,
  "icmp6-timeexceeded": 3,
  "icmp6-parameterproblem": 4,
  "icmp6-echo": 128,
  "icmp6-echoreply": 129,
  "icmp6-multicastlistenerquery": 130,
  "icmp6-multicastlistenerreportv1": 131,
  "icmp6-multicastlistenerdone": 132,
  "icmp6-routersolicit": 133,
  "icmp6-routeradvert": 134,
  "icmp6-neighborsolicit": 135,
  "icmp6-neighboradvert": 136,
  "icmp6-redirect": 137,
  "icmp6-routerrenum": 138,
  "icmp6-nodeinformationquery": 139,
  "icmp6-nodeinformationresponse": 140,
  "icmp6-ineighbordiscoverysolicit": 141,
  "icmp6-ineighbordiscoveryadvert": 142,
  "icmp6-multicastlistenerreportv2": 143,
  "icmp6-homeagentdiscoveryrequest": 144,
  "icmp6-homeagentdiscoveryreply": 145,
  "icmp6-mobileprefixsolicit": 146,
  "icmp6-mobileprefixadvert": 147,
  "icmp6-certpathsolicit": 148,
  "icmp6-certpathadvert": 149,
  "icmp6-multicastrouteradvert": 151,
  "icmp6-multicastroutersolicit": 152,
  "icmp6-multicastrouterterm": 153,
  "tcpflags": 13,
  "tcp-fin": 0x01,
  "tcp-syn": 0x02,
  "tcp-rst": 0x04,
  "tcp-push": 0x08,
  "tcp-ack": 0x10,
  "tcp-urg": 0x20,
  "tcp-ece": 0x40,
  "tcp-cwr": 0x80,
}));
