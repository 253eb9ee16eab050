// analyzers/http.ts: which hosts are asked for what over HTTP/1, what they answer, and when.
import {
  Counter,
  defineAnalyzer,
  type HttpExchange,
  option,
  PerKey,
  Quantiles,
  table,
  Tally,
  TopK,
} from "whiff";

/** Hosts and targets remembered. */
const KEPT = 5_000;
/** Hosts whose latencies are remembered: each may take 22 kB. */
const TIMED = 1_000;
/** A status from here on says that something went wrong (RFC 9110, section 15). */
const FIRST_ERROR = 400;

const newTally = () => new Tally({ requests: "sum", errors: "sum", unanswered: "sum" });

export default defineAnalyzer({
  name: "http",
  description: "HTTP/1 requests: hosts, targets, status codes, latency",
  filter: "tcp or (vlan and tcp)",
  options: {
    rows: option.integer(10, "rows of each table", { min: 1, max: KEPT }),
    log: option.boolean(false, "tell each request with its response"),
  },
  state: () => ({
    latency: new Quantiles(),
    hosts: new PerKey<string, ReturnType<typeof newTally>>(KEPT, newTally),
    latencies: new PerKey<string, Quantiles>(TIMED, () => new Quantiles()),
    targets: new TopK<[method: string, url: string]>(KEPT),
    statuses: new Counter<number>(1_000),
  }),
  on: {
    http(exchange, { state, options, log }) {
      const { flow, method, target, status, latencyMs } = exchange;
      const host = exchange.host ?? `${flow.server}`;
      const { values } = state.hosts.get(host);
      values.requests++;
      if (status === undefined) values.unanswered++;
      else if (status >= FIRST_ERROR) values.errors++;
      if (status !== undefined) state.statuses.add(status);
      if (method !== undefined) state.targets.add([method, urlOf(host, target)]);
      if (latencyMs !== undefined) {
        state.latency.add(latencyMs);
        state.latencies.get(host).add(latencyMs);
      }
      if (options.log) log("request", record(exchange));
    },
  },
  report: ({ state: { latency, hosts, latencies, targets, statuses }, options: { rows } }) => {
    const other = targets.other(rows);
    return {
      title: "HTTP",
      values: [
        { key: "requests", label: "Requests", value: targets.totalHits, unit: "count" },
        { key: "responses", label: "Responses", value: statuses.total, unit: "count" },
        { key: "median", label: "Median", value: latency.quantile(0.5), unit: "ms" },
        { key: "p95", label: "95 % up to", value: latency.quantile(0.95), unit: "ms" },
        { key: "p99", label: "99 % up to", value: latency.quantile(0.99), unit: "ms" },
      ],
      tables: [
        table({
          title: "Hosts",
          columns: [
            { key: "host", label: "Host" },
            { key: "requests", label: "Requests", unit: "count" },
            { key: "errors", label: "Errors", unit: "count" },
            { key: "unanswered", label: "Unanswered", unit: "count" },
            { key: "median", label: "Median", unit: "ms" },
            { key: "p95", label: "95 % up to", unit: "ms" },
          ],
          rows: hosts.top(rows, ({ values }) => values.requests).map(([host, { values }]) => ({
            host,
            ...values,
            median: latencies.peek(host)?.quantile(0.5),
            p95: latencies.peek(host)?.quantile(0.95),
          })),
        }),
        table({
          title: "Targets",
          columns: [
            { key: "method", label: "Method" },
            { key: "target", label: "Target" },
            { key: "requests", label: "Requests", unit: "count" },
            { key: "share", label: "Share", unit: "percent", bar: true },
          ],
          rows: targets.top(rows).map(({ key: [method, target], count, share }) => ({
            method,
            target,
            requests: count,
            share,
          })),
          other: other.count > 0
            ? { method: "other", requests: other.count, share: other.share }
            : undefined,
        }),
        table({
          title: "Status codes",
          columns: [
            { key: "status", label: "Status", unit: "text" },
            { key: "responses", label: "Responses", unit: "count" },
            { key: "share", label: "Share", unit: "percent", bar: true },
          ],
          rows: statuses.rows().slice(0, rows).map(({ key, count, share }) => ({
            status: key,
            responses: count,
            share,
          })),
        }),
      ],
    };
  },
});

/** What was asked for, without what follows the question mark: that differs each time. */
function urlOf(host: string, target = ""): string {
  const [path] = target.split("?", 1);
  // The whole URL may stand there, or a host and port to connect to (RFC 9112, section 3.2).
  return path.startsWith("/") ? host + path : path;
}

/** The exchange as a record of its own. */
function record({ flow, method, host, target, status, latencyMs, requestHeaders }: HttpExchange) {
  const userAgent = requestHeaders.find(({ name }) => name.toLowerCase() === "user-agent")?.value;
  return {
    client: `${flow.client}`,
    server: `${flow.server}`,
    method,
    host,
    target,
    status,
    latencyMs,
    userAgent,
  };
}
