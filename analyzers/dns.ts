// analyzers/dns.ts: what is asked for, what comes back, and how long it takes.
import {
  type Address,
  Counter,
  defineAnalyzer,
  type DnsExchange,
  option,
  PerKey,
  Quantiles,
  type Table,
  table,
  Tally,
  TopK,
} from "whiff";

/** Names and servers remembered. */
const KEPT = 5_000, SERVERS = 1_000;
/** Kinds of records and of answers. */
const KINDS = 500;

export default defineAnalyzer({
  name: "dns",
  description: "DNS: questions, response codes and latency, by name and by server",
  filter: "port 53 or port 5353 or (vlan and (port 53 or port 5353))",
  options: {
    rows: option.integer(10, "rows of each table", { min: 1, max: KEPT }),
    multicast: option.boolean(false, "count multicast DNS too"),
    log: option.boolean(false, "tell each question with its answer"),
  },
  state: () => ({
    latency: new Quantiles(),
    names: new TopK<string>(KEPT),
    failing: new TopK<[name: string, response: string]>(KEPT),
    responses: new Counter<string>(KINDS),
    types: new Counter<string>(KINDS),
    servers: new PerKey<Address, Tally<"queries" | "answered" | "failed">>(
      SERVERS,
      () => new Tally({ queries: "sum", answered: "sum", failed: "sum" }),
    ),
    latencies: new PerKey<Address, Quantiles>(SERVERS, () => new Quantiles()),
  }),
  on: {
    dns(exchange, { state, options, log }) {
      if (exchange.multicast && !options.multicast) return;
      const { name, typeName, responseCode, latencyMs, server, answered } = exchange;
      const response = exchange.responseName ?? "no answer";
      const hasFailed = !answered || responseCode !== 0;
      state.names.add(name);
      state.types.add(typeName);
      state.responses.add(response);
      if (hasFailed) state.failing.add([name, response]);
      const { values } = state.servers.get(server);
      values.queries++;
      if (answered) values.answered++;
      if (hasFailed) values.failed++;
      if (latencyMs !== undefined) {
        state.latency.add(latencyMs);
        state.latencies.get(server).add(latencyMs);
      }
      if (options.log) log("question", record(exchange));
    },
  },
  report: ({ state, options: { rows } }) => {
    const { names, latency, servers, latencies } = state;
    return {
      title: "DNS",
      values: [
        { key: "questions", label: "Questions", value: names.totalHits, unit: "count" },
        { key: "answered", label: "Timed answers", value: latency.count, unit: "count" },
        { key: "median", label: "Median", value: latency.quantile(0.5), unit: "ms" },
        { key: "p95", label: "95 % up to", value: latency.quantile(0.95), unit: "ms" },
        { key: "p99", label: "99 % up to", value: latency.quantile(0.99), unit: "ms" },
      ],
      tables: [
        table({
          title: "Servers",
          columns: [
            { key: "server", label: "Server" },
            { key: "queries", label: "Questions", unit: "count" },
            { key: "answered", label: "Answered", unit: "count" },
            { key: "failed", label: "Failed", unit: "count" },
            { key: "median", label: "Median", unit: "ms" },
            { key: "p95", label: "95 % up to", unit: "ms" },
            { key: "greatest", label: "Greatest", unit: "ms" },
          ],
          rows: servers.top(rows, ({ values }) => values.queries).map(([server, { values }]) => ({
            server,
            ...values,
            median: latencies.peek(server)?.quantile(0.5),
            p95: latencies.peek(server)?.quantile(0.95),
            greatest: latencies.peek(server)?.max,
          })),
        }),
        shares("Names", "Name", names.top(rows), names.other(rows)),
        shares(
          "Failing names",
          "Name",
          state.failing.top(rows).map((row) => ({ ...row, key: row.key.join(": ") })),
          state.failing.other(rows),
        ),
        shares("Responses", "Response", state.responses.rows().slice(0, rows)),
        shares("Types", "Type", state.types.rows().slice(0, rows)),
      ],
    };
  },
});

/** What there is most of, with its share. */
function shares(
  title: string,
  label: string,
  rows: readonly { key: string; count: number; share: number }[],
  other?: { count: number; share: number },
): Table {
  return table({
    title,
    columns: [
      { key: "key", label },
      { key: "count", label: "Questions", unit: "count" },
      { key: "share", label: "Share", unit: "percent", bar: true },
    ],
    rows: rows.map(({ key, count, share }) => ({ key, count, share })),
    other: other === undefined || other.count === 0
      ? undefined
      : { key: "other", count: other.count, share: other.share },
  });
}

/** The exchange as a record of its own. */
function record(exchange: DnsExchange) {
  const { name, typeName, responseName, latencyMs, queries, overTcp, truncated } = exchange;
  const answers = exchange.answers.map(({ a, aaaa, cname, ptr, ns, type }) =>
    String(a ?? aaaa ?? cname ?? ptr ?? ns ?? `type ${type}`)
  );
  return {
    client: `${exchange.client}`,
    server: `${exchange.server}`,
    name,
    type: typeName,
    response: responseName,
    answers: answers.length > 0 ? answers : undefined,
    latencyMs,
    queries,
    overTcp,
    truncated,
  };
}
