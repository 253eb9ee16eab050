// analyzers/vlan.ts: what each virtual LAN carries.
import {
  type Address,
  Counter,
  defineAnalyzer,
  Distinct,
  key,
  option,
  type Packet,
  PerKey,
  table,
  TopK,
} from "whiff";

/** Outer and inner tag; 0 where there is none. */
type Tags = [outer: number, inner: number];

/** Pairs of tags remembered: all 4,094 identifiers, and as many with a second tag. */
const KEPT = 8_192;
/** Those whose stations are counted: each count may take 16 kB. */
const COUNTED = 2_000;
/** Up to so many stations of a VLAN are counted exactly. */
const EXACT = 64;

export default defineAnalyzer({
  name: "vlan",
  description: "Virtual LANs: packets, bytes, stations, priorities",
  snapLength: 64,
  options: { rows: option.integer(20, "rows to show", { min: 1, max: KEPT }) },
  state: () => ({
    bytes: new TopK<Tags>(KEPT),
    stations: new PerKey<Tags, Distinct<Address>>(COUNTED, () => new Distinct(EXACT)),
    priorities: new Counter<number>(8),
  }),
  on: {
    packet(packet, { state }) {
      const outer = packet.vlan;
      const tags = key(outer?.id ?? 0, outer === undefined ? 0 : innerTag(packet));
      state.bytes.add(tags, packet.originalLength);
      if (packet.ethernet !== undefined) {
        state.stations.get(tags).add(packet.ethernet.source);
      }
      if (outer !== undefined) state.priorities.add(outer.priority);
    },
  },
  report: ({ state: { bytes, stations, priorities }, options: { rows } }) => {
    const other = bytes.other(rows);
    return {
      title: "Virtual LANs",
      tables: [
        table({
          columns: [
            { key: "vlan", label: "VLAN" },
            { key: "packets", label: "Packets", unit: "packets" },
            { key: "bytes", label: "Bytes", unit: "bytes" },
            { key: "share", label: "Share", unit: "percent", bar: true },
            { key: "stations", label: "Stations", unit: "count" },
          ],
          rows: bytes.top(rows).map(({ key, count, hits, share }) => ({
            vlan: tagsText(key),
            packets: hits,
            bytes: count,
            share,
            stations: stations.peek(key)?.count,
          })),
          other: other.hits > 0
            ? { vlan: "other", packets: other.hits, bytes: other.count, share: other.share }
            : undefined,
        }),
        table({
          title: "Priorities",
          columns: [
            { key: "priority", label: "Priority" },
            { key: "packets", label: "Packets", unit: "packets" },
            { key: "share", label: "Share", unit: "percent" },
          ],
          rows: priorities.rows().map(({ key, count, share }) => ({
            priority: key,
            packets: count,
            share,
          })),
        }),
      ],
    };
  },
});

/** The identifier of a second tag right after the first; 0 without. */
function innerTag({ registry, ids, stack, depth }: Packet): number {
  const id = registry.byName("vlan")!.id;
  const inner = ids.indexOf(id) + 1;
  if (inner >= depth || ids[inner] !== id) return 0;
  return (stack[inner] as NonNullable<Packet["vlan"]>).id;
}

/** `untagged`, `20`, `100.20` with the outer tag first. */
function tagsText([outer, inner]: Tags): string {
  if (outer === 0 && inner === 0) return "untagged";
  return inner === 0 ? String(outer) : `${outer}.${inner}`;
}
