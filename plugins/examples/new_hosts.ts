// plugins/examples/new_hosts.ts: says when a host shows itself for the first time, by ARP or ND.
import { Counter, defineAnalyzer, key, type KeyPart, type Packet } from "whiff";

const ADVERTISEMENT = 136;

/** The address that the sender says is its own. */
function announced({ arp, icmpv6, ipv6 }: Packet) {
  if (arp !== undefined) return arp.senderProtocolAddress;
  return icmpv6?.type === ADVERTISEMENT ? icmpv6.targetAddress : ipv6?.source;
}

export default defineAnalyzer({
  name: "new-hosts",
  description: "Alerts for each host that was not there before; keep what is known with --state",
  filter: "arp or (icmp6 and (icmp6[0] == 135 or icmp6[0] == 136))",
  state: () => ({ hosts: new Counter<[KeyPart, KeyPart]>(10_000) }),
  on: {
    packet(packet, { state, alert }) {
      const address = announced(packet);
      const mac = packet.ethernet?.source;
      if (address === undefined || mac === undefined) return;
      const host = key(address, mac);
      if (state.hosts.get(host) === 0) alert("low", `New host ${address}`, { address, mac });
      state.hosts.add(host);
    },
  },
  report: ({ state }) => ({
    title: "Hosts",
    values: [{ key: "hosts", label: "Known hosts", value: state.hosts.size, unit: "count" }],
  }),
});
