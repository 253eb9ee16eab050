// plugins/examples/tls_names.ts: which servers are asked for by name, before anything is encrypted.
import { defineAnalyzer, option, table, TopK } from "whiff";

export default defineAnalyzer({
  name: "tls-names",
  description: "Server names in TLS hellos",
  filter: "tcp",
  options: {
    rows: option.integer(20, "names to show", { min: 1 }),
    domain: option.text("", "only names that end so"),
  },
  state: () => ({ names: new TopK<string>(10_000) }),
  on: {
    tls({ kind, serverName }, { state, options }) {
      if (kind !== "clientHello" || serverName === undefined) return;
      if (serverName.endsWith(options.domain)) state.names.add(serverName);
    },
  },
  report: ({ state, options }) => ({
    title: "TLS server names",
    tables: [table({
      columns: [
        { key: "key", label: "Name" },
        { key: "count", label: "Connections", unit: "count" },
        { key: "share", label: "Share", unit: "percent", bar: true },
      ],
      rows: state.names.top(options.rows),
    })],
  }),
});
