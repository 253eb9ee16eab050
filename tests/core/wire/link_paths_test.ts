import { assertStrictEquals } from "@std/assert";
import { Packet } from "../../../core/packet.ts";
import { linkType } from "../../../core/wire/select.ts";
import { loadSeeds } from "../../fuzz/_seeds.ts";

const seeds = new Map((await loadSeeds()).map((seed) => [seed.name, seed]));

for (
  const [name, path] of [
    ["vlan", "ethernet:vlan:ipv4:udp"],
    ["two tags", "ethernet:vlan:vlan:ipv4:udp"],
    ["vlan with a length", "ethernet:vlan:llc:stp"],
    ["backbone tag", "ethernet:vlan:pbb:ipv6:udp"],
    ["macsec", "ethernet:macsec:ipv4:udp"],
    ["fabricPath", "ethernet:fabricPath:ipv4:udp"],
    ["llc with snap", "ethernet:llc:ipv4:udp"],
    ["llc ip", "ethernet:llc:ipv4:udp"],
    ["llc bridged", "ethernet:llc:ethernet:ipv4:udp"],
    ["mpls", "ethernet:mpls:mpls:ipv4:udp"],
    ["mpls pseudowire", "ethernet:mpls:controlWord:ethernet:ipv4:udp"],
    ["mpls pseudowire without control word", "ethernet:mpls:ethernet:ipv6:udp"],
    ["mpls channel", "ethernet:mpls:controlWord:ipv4:udp"],
    ["pppoe discovery", "ethernet:pppoe"],
    ["pppoe session", "ethernet:pppoe:ppp:ipv4:udp"],
    ["ppp", "ppp:ipv6:udp"],
    ["ppp control", "ppp:pppControl"],
    ["ppp multilink", "ppp:pppMultilink:ppp:ipv4:udp"],
    ["ppp bridging", "ppp:pppBridging:ethernet:ipv4:udp"],
    ["ppp mpls", "ppp:mpls:ipv4:udp"],
    ["ppp with direction", "pppDirection:ppp:ipv4:udp"],
    ["ppp in the place of chdlc", "ppp:chdlc:slarp"],
    ["chdlc", "chdlc:ipv4:udp"],
    ["chdlc cdp", "chdlc:cdp"],
    ["arp", "ethernet:arp"],
    ["arp over atm", "ethernet:arp"],
    ["rarp", "ethernet:arp"],
    ["stp", "ethernet:llc:stp"],
    ["stp of a vlan", "ethernet:llc:stp"],
    ["mstp", "ethernet:llc:stp"],
    ["lldp", "ethernet:lldp"],
    ["cdp", "ethernet:llc:cdp"],
    ["lacp", "ethernet:slow:lacp"],
    ["eapol with eap", "ethernet:eapol:eap"],
    ["eapol key", "ethernet:eapol"],
    ["sll", "sll:ipv4:udp"],
    ["sll2", "sll:ipv4:udp"],
    ["sll with llc", "sll:llc:stp"],
    ["loopback", "loopback:ipv6:udp"],
    ["loop", "loopback:ipv4:udp"],
    ["raw", "raw:ipv4:udp"],
    ["radiotap", "radiotap:wlan:llc:ipv4:udp"],
    ["ppi", "ppi:wlan"],
    ["wlan beacon", "wlan"],
    ["wlan aggregate", "wlan:amsdu:llc:ipv4:udp"],
    ["wlan eapol", "wlan:llc:eapol"],
    ["wlan mesh", "wlan:llc:ipv4:udp"],
    ["frame relay", "frameRelay:ipv4:udp"],
    ["frame relay bridged", "frameRelay:ethernet:ipv4:udp"],
    ["frame relay of Cisco", "frameRelay:cdp"],
    ["pflog", "pflog:ipv4:udp"],
    ["nflog", "nflog:ipv4:udp"],
    ["arcnet", "arcnet:arp"],
    ["arcnet of Linux", "arcnet:ipv4:udp"],
    ["wlan in gre", "ethernet:ipv4:gre:wlan:llc:ipv4:udp"],
  ] as const
) {
  Deno.test(`Packet decodes ${name} through`, () => {
    const seed = seeds.get(`link.ts ${name}`)!;
    const packet = new Packet().setBytes(seed.bytes, { selector: linkType(seed.linkType) });
    assertStrictEquals(packet.path, path);
    assertStrictEquals(packet.fault, undefined);
  });
}
