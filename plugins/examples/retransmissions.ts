// plugins/examples/retransmissions.ts: which paths lose segments.
import { defineAnalyzer, type Key, key, option, table, TopK } from "whiff";

export default defineAnalyzer({
  name: "retransmissions",
  description: "TCP segments that had to be sent again, by pair of hosts",
  filter: "tcp",
  options: { rows: option.integer(10, "pairs to show", { min: 1 }) },
  state: () => ({ pairs: new TopK<Key>(10_000), segments: 0, again: 0 }),
  on: {
    flowEnd(flow, { state }) {
      for (
        const [from, to, { packets, retransmissions }] of [
          [flow.client, flow.server, flow.toServer],
          [flow.server, flow.client, flow.toClient],
        ] as const
      ) {
        state.segments += packets;
        state.again += retransmissions;
        if (retransmissions > 0) state.pairs.add(key(from.address, to.address), retransmissions);
      }
    },
  },
  report: ({ state: { pairs, segments, again }, options }) => ({
    title: "Retransmissions",
    values: [{ key: "share", label: "Sent again", value: again / segments * 100, unit: "percent" }],
    tables: [table({
      columns: [{ key: "path", label: "From - to" }, { key: "again", label: "Segments" }],
      rows: pairs.top(options.rows).map((pair) => ({
        path: [pair.key].flat().join(" - "),
        again: pair.count,
      })),
    })],
  }),
});
