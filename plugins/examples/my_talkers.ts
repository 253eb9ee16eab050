// plugins/examples/my_talkers.ts: bytes per source address, the first analyzer to write.
import { type Address, defineAnalyzer, option, TopK } from "whiff";

export default defineAnalyzer({
  name: "my-talkers",
  description: "Bytes per source address",
  filter: "ip or ip6",
  options: { rows: option.integer(10, "rows to show") },
  state: () => ({ bytes: new TopK<Address>(10_000) }),
  on: {
    packet(packet, { state }) {
      state.bytes.add(packet.ip!.source, packet.originalLength);
    },
  },
  report: ({ state, options }) => ({
    title: "My talkers",
    tables: [{
      columns: [
        { key: "key", label: "Host" },
        { key: "count", label: "Sent", unit: "bytes" },
      ],
      rows: state.bytes.top(options.rows),
    }],
  }),
});
