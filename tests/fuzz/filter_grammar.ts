// tests/fuzz/filter_grammar.ts: random filters, most of them right, from the grammar of pcap-filter(7).
import type { Random } from "./filter_random.ts";

const IPV4 = ["10.1.2.3", "10.1.9.200", "192.168.7.1", "224.0.0.18", "8.8.8.8"];
const IPV6 = ["2001:db8::1", "2001:db8::77", "::1", "fe80::1"];
const NETS = ["10", "10.1", "10.1.2", "192.168.0.0/16", "10.1.2.0/24", "0.0.0.0/0", "8.8.8.8/32"];
const NETS6 = ["2001:db8::/32", "2001:db8::/64", "::/0", "fe80::/10"];
const MACS = ["00:11:22:33:44:55", "1:11:22:33:44:55", "ff:ff:ff:ff:ff:ff", "001122334400"];
const PORTS = ["80", "443", "53", "22", "http", "domain", "6081", "0x50", "40000"];
const DIRECTIONS = ["", "", "src ", "dst ", "src or dst ", "src and dst "];
const ALONE = [
  ...["ip", "ip6", "arp", "rarp", "tcp", "udp", "sctp", "icmp", "icmp6", "igmp", "pim", "ah"],
  ...["esp", "vrrp", "stp", "iso", "clnp", "isis", "l1", "csnp", "ipx", "netbeui", "atalk", "aarp"],
  ...["decnet", "lat", "broadcast", "multicast", "ip multicast", "ip6 multicast", "llc", "llc s"],
  ...["pppoed", "inbound", "outbound", "len > 60", "less 80", "greater 70", "ifindex 1"],
];
const ACCESSED = ["ip", "ip", "ip6", "tcp", "udp", "icmp", "icmp6", "ether", "arp", "sctp", "igmp"];
const OPERATORS = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"];
const RELATIONS = ["=", "!=", "<", "<=", ">", ">=", "=="];

/** A filter with up to so many levels of joining. */
export function randomFilter(random: Random, depth = 3): string {
  if (depth === 0 || random.oneIn(4)) return term(random);
  const left = randomFilter(random, depth - 1);
  switch (random.below(6)) {
    case 0:
      return `not ${grouped(left)}`;
    case 1:
      return grouped(left);
    case 2:
      return `${left} ${random.pick(["or", "||"])} ${randomFilter(random, depth - 1)}`;
    case 3:
      return `${left} ${random.pick(["and", "&&"])} ${randomFilter(random, depth - 1)}`;
    case 4:
      return `${left} or ${grouped(randomFilter(random, depth - 1))}`;
    default:
      return `${grouped(left)} and ${randomFilter(random, depth - 1)}`;
  }
}

function grouped(text: string): string {
  return `(${text})`;
}

function term(random: Random): string {
  switch (random.below(12)) {
    case 0:
      return `${random.pick(["", "ip ", "arp "])}${random.pick(DIRECTIONS)}host ${
        random.pick(IPV4)
      }`;
    case 1:
      return `${random.pick(["", "ip6 "])}${random.pick(DIRECTIONS)}host ${random.pick(IPV6)}`;
    case 2:
      return `${random.pick(DIRECTIONS)}net ${random.pick(random.oneIn(2) ? NETS : NETS6)}`;
    case 3:
      return `${random.pick(["", "tcp ", "udp "])}${random.pick(DIRECTIONS)}port ${ports(random)}`;
    case 4:
      return `${random.pick(["", "udp "])}${random.pick(DIRECTIONS)}portrange ${
        random.pick(["1-100", "53-80", "443-22", "80", "http-40000"])
      }`;
    case 5:
      return `ether ${random.pick(["", "src ", "dst "])}host ${random.pick(MACS)}`;
    case 6:
      return `${random.pick(["", "ip ", "ip6 "])}proto ${
        random.pick(["6", "17", "\\icmp", "44", "300"])
      }`;
    case 7:
      return `ether proto ${random.pick(["0x800", "\\arp", "0x42", "0xfe", "\\ipx", "0x8100"])}`;
    case 8:
      return random.pick(["vlan", "vlan 5", "vlan 100", "mpls", "mpls 16", "pppoes", "pppoes 5"]);
    case 9:
    case 10:
      return `${arithmetic(random, 2)} ${random.pick(RELATIONS)} ${arithmetic(random, 1)}`;
    default:
      return random.pick(ALONE);
  }
}

function ports(random: Random): string {
  if (!random.oneIn(6)) return random.pick(PORTS);
  return `(${random.pick(PORTS)} or ${random.pick(["", "not "])}${random.pick(PORTS)})`;
}

function arithmetic(random: Random, depth: number): string {
  if (depth > 0 && random.oneIn(2)) {
    const left = arithmetic(random, depth - 1);
    const right = arithmetic(random, depth - 1);
    const joined = `${left} ${random.pick(OPERATORS)} ${right}`;
    return random.oneIn(3) ? grouped(joined) : joined;
  }
  switch (random.below(5)) {
    case 0:
      return random.pick(["len", "- len", "tcp-syn", "icmptype"]);
    case 1:
    case 2: {
      const index = random.oneIn(5) ? arithmetic(random, 0) : String(random.below(24));
      return `${random.pick(ACCESSED)}[${index}${random.pick(["", "", ":2", ":4"])}]`;
    }
    default:
      return random.pick(["0", "1", "2", "5", "0xff", "0x800", "60", "0x80000000", "- 1"]);
  }
}

/** A filter that has been damaged: a piece is missing, doubled or strange. */
export function damaged(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + random.below(4));
    case 1:
      return text.slice(0, at) + random.pick([..."()[]:&|!=<>-+*/\\.,\u00e9\0 0a"]) +
        text.slice(at);
    case 2:
      return text.slice(0, at);
    default:
      return text.slice(0, at) + text.slice(random.below(text.length));
  }
}
