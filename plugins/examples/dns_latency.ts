// plugins/examples/dns_latency.ts: how long answers take, by server.
import { type Address, defineAnalyzer, option, PerKey, Quantiles, table } from "whiff";

export default defineAnalyzer({
  name: "dns-latency",
  description: "How long DNS servers take to answer: median and percentiles",
  filter: "port 53",
  options: { rows: option.integer(10, "servers to show", { min: 1 }) },
  state: () => ({ servers: new PerKey<Address, Quantiles>(1_000, () => new Quantiles()) }),
  on: {
    dns({ server, latencyMs }, { state }) {
      // Where the question came before the capture there is nothing to measure.
      if (latencyMs !== undefined) state.servers.get(server).add(latencyMs);
    },
  },
  report: ({ state, options }) => ({
    title: "DNS latency",
    tables: [table({
      columns: [
        { key: "server", label: "Server" },
        { key: "answers", label: "Answers", unit: "count" },
        { key: "median", label: "Median", unit: "ms" },
        { key: "p95", label: "95 %", unit: "ms" },
        { key: "p99", label: "99 %", unit: "ms" },
      ],
      rows: state.servers.top(options.rows, ({ count }) => count).map(([server, latency]) => ({
        server,
        answers: latency.count,
        median: latency.quantile(0.5),
        p95: latency.quantile(0.95),
        p99: latency.quantile(0.99),
      })),
    })],
  }),
});
