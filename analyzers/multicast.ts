// analyzers/multicast.ts: who sends to which group, and who wants it.
import {
  type Address,
  defineAnalyzer,
  Distinct,
  option,
  type Packet,
  PerKey,
  table,
  TopK,
} from "whiff";

/** Groups remembered; beyond, the least is given up. */
const KEPT = 2_000;
/** Up to so many senders or members of a group are counted exactly. */
const EXACT = 64;

/** Record types by which a host asks for nothing of a group any more: includes, of no source. */
const LEAVES = new Set([1, 3]);
/** IGMP's older messages (RFC 2236, section 2.1), and those of MLDv1 (RFC 2710, section 3.1). */
const IGMP_REPORTS = new Set([0x12, 0x16]), MLD_REPORT = 131;

export default defineAnalyzer({
  name: "multicast",
  description: "Multicast groups: packets, bytes, senders and members",
  filter: "ip multicast or ip6 multicast or (vlan and (ip multicast or ip6 multicast))",
  options: { rows: option.integer(20, "rows to show", { min: 1, max: KEPT }) },
  state: () => ({
    bytes: new TopK<Address>(KEPT),
    senders: new PerKey<Address, Distinct<Address>>(KEPT, () => new Distinct(EXACT)),
    members: new PerKey<Address, Distinct<Address>>(KEPT, () => new Distinct(EXACT)),
  }),
  on: {
    packet(packet, { state }) {
      const { ip } = packet;
      if (ip === undefined) return;
      const { source, destination } = ip;
      if (destination.isMulticast) {
        state.bytes.add(destination, packet.originalLength);
        state.senders.get(destination).add(source);
      }
      if (packet.igmp === undefined && packet.icmpv6 === undefined) return;
      for (const group of joinedGroups(packet)) state.members.get(group).add(source);
    },
  },
  report: ({ state: { bytes, senders, members }, options: { rows }, elapsedMs }) => {
    const rate = (count: number) => elapsedMs > 0 ? count * 8000 / elapsedMs : undefined;
    const other = bytes.other(rows);
    return {
      title: "Multicast groups",
      tables: [table({
        columns: [
          { key: "group", label: "Group" },
          { key: "bytes", label: "Bytes", unit: "bytes" },
          { key: "packets", label: "Packets", unit: "packets" },
          { key: "rate", label: "Rate", unit: "bits/s" },
          { key: "share", label: "Share", unit: "percent", bar: true },
          { key: "senders", label: "Senders", unit: "count" },
          { key: "members", label: "Members", unit: "count" },
        ],
        rows: bytes.top(rows).map(({ key, count, hits, share }) => ({
          group: key,
          bytes: count,
          packets: hits,
          rate: rate(count),
          share,
          senders: senders.peek(key)?.count,
          members: members.peek(key)?.count,
        })),
        other: other.hits > 0
          ? { group: "other", bytes: other.count, packets: other.hits, share: other.share }
          : undefined,
      })],
      notes: ["Members are hosts whose wish to get a group was seen (IGMP, MLD); left or not."],
    };
  },
});

/** The groups that the sender of a membership report wants. */
function joinedGroups({ igmp, icmpv6 }: Packet): readonly Address[] {
  const records = igmp?.records ?? icmpv6?.records;
  if (records !== undefined) {
    return records
      .filter(({ type, sources }) => !LEAVES.has(type) || sources.length > 0)
      .map(({ group }) => group);
  }
  const group = igmp !== undefined && IGMP_REPORTS.has(igmp.type)
    ? igmp.group
    : icmpv6?.type === MLD_REPORT
    ? icmpv6.multicastAddress
    : undefined;
  return group === undefined ? [] : [group];
}
