// analyzers/scan_detect.ts: who tries many ports of a host, or one port of many hosts, in vain.
import {
  type Address,
  defineAnalyzer,
  Distinct,
  type Flow,
  option,
  PerKey,
  table,
  Tally,
  TopK,
} from "whiff";

/** What is counted at a time: each source with its targets, in each window. */
const KEPT = 4_000;
/** Up to so many targets of a source are counted exactly. */
const EXACT = 100;
/** Scans remembered for the report. */
const SCANS = 1_000;

/** A port scan has a target host, a host scan a target port. */
type Scan = [kind: "port" | "host", source: Address, target: Address | string];

export default defineAnalyzer({
  name: "scan-detect",
  description: "Port scans and host scans: alerts for who tries many targets in vain",
  filter: "tcp or udp or (vlan and (tcp or udp))",
  options: {
    ports: option.integer(15, "ports of one host tried in vain that are a scan", { min: 2 }),
    hosts: option.integer(15, "hosts tried in vain at one port that are a scan", { min: 2 }),
    window: option.duration("5m", "time in which they are counted", { min: "1s", max: "1d" }),
    rows: option.integer(20, "rows to show", { min: 1, max: SCANS }),
  },
  state: () => ({
    /** By kind, source, target and window. */
    tried: new PerKey<[...Scan, window: number], Distinct>(KEPT, () => new Distinct(EXACT)),
    /** Targets tried, of those that are scans. */
    scans: new TopK<Scan>(SCANS),
    times: new PerKey<Scan, Tally<"firstMs" | "lastMs">>(
      SCANS,
      () => new Tally({ firstMs: "least", lastMs: "greatest" }),
    ),
  }),
  on: {
    flowEnd(flow, { state, options, alert }) {
      if (!isInVain(flow)) return;
      const { protocol, firstSeen } = flow;
      const source = flow.client.address, host = flow.server.address;
      const port = `${flow.server.port}/${protocol}`;
      const window = Math.floor(firstSeen / options.window);
      for (
        const [kind, target, one, limit] of [
          ["port", host, port, options.ports],
          ["host", port, host, options.hosts],
        ] as const
      ) {
        const tried = state.tried.get([kind, source, target, window]);
        const before = tried.count;
        tried.add(one);
        const { count } = tried;
        if (count < limit || count === before) continue;
        const scan: Scan = [kind, source, target];
        state.scans.add(scan, before < limit ? count : count - before);
        const { values } = state.times.get(scan);
        values.firstMs = Math.min(values.firstMs, firstSeen);
        values.lastMs = Math.max(values.lastMs, firstSeen);
        if (before < limit) {
          const fields = { source: `${source}`, target: `${target}`, tried: count };
          alert("high", scanText(scan), fields, { onceForMs: options.window });
        }
      }
    },
  },
  report: ({ state: { scans, times }, options: { rows } }) => ({
    title: "Scans",
    values: [{ key: "scans", label: "Scans", value: scans.size, unit: "count" }],
    tables: [table({
      columns: [
        { key: "kind", label: "Scan" },
        { key: "source", label: "Source" },
        { key: "target", label: "Target" },
        { key: "tried", label: "Tried", unit: "count" },
        { key: "firstSeen", label: "First seen", unit: "time" },
        { key: "lastSeen", label: "Last seen", unit: "time" },
      ],
      rows: scans.top(rows).map(({ key: scan, count }) => ({
        kind: scan[0],
        source: scan[1],
        target: scan[2],
        tried: count,
        firstSeen: times.peek(scan)?.values.firstMs,
        lastSeen: times.peek(scan)?.values.lastMs,
      })),
    })],
    notes: ["A conversation counts when it ends without an answer, or is refused."],
  }),
});

/** How TCP ends that may have been a probe: FIN, NULL and Xmas scans have no beginning. */
const PROBED: ReadonlySet<unknown> = new Set(["reset", "midstream", "closing"]);

/** No answer at all, a refusal, or a probe; nothing that was sent to a group. */
function isInVain({ state, toClient, toServer, server }: Flow): boolean {
  if (server.address.isMulticast || server.address.isBroadcast) return false;
  if (state === undefined) return toClient.packets === 0;
  if (state === "attempted" || state === "refused") return true;
  const payloadBytes = toServer.payloadBytes + toClient.payloadBytes;
  const isShort = toServer.packets <= 2 && toClient.packets <= 1 && payloadBytes === 0;
  return PROBED.has(state) && isShort;
}

function scanText([kind, source, target]: Scan): string {
  return kind === "port"
    ? `${source} scans the ports of ${target}`
    : `${source} scans hosts at port ${target}`;
}
