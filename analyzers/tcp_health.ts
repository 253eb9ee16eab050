// analyzers/tcp_health.ts: where TCP suffers: retransmissions, resets, closed windows, slow paths.
import { type Address, defineAnalyzer, option, PerKey, Quantiles, table, Tally } from "whiff";

/** Client and server. */
type Pair = [client: Address, server: Address];

/** Pairs of hosts remembered; beyond, the one heard of longest ago is given up. */
const KEPT = 5_000;
/** Round trips within 2 %: half the memory of 1 %, and nobody reads milliseconds closer. */
const PRECISION = 0.02;

const newTally = () =>
  new Tally({
    connections: "sum",
    failed: "sum",
    resets: "sum",
    segments: "sum",
    retransmissions: "sum",
    outOfOrder: "sum",
    zeroWindows: "sum",
  });

export default defineAnalyzer({
  name: "tcp-health",
  description: "TCP by host pair: retransmissions, resets, zero windows, order, round-trip times",
  filter: "tcp or (vlan and tcp)",
  options: {
    rows: option.integer(20, "rows to show", { min: 1, max: KEPT }),
    sort: option.choice(
      ["retransmissions", "resets", "failed", "zeroWindows", "outOfOrder", "connections"],
      "retransmissions",
      "what comes first",
    ),
  },
  state: () => ({
    pairs: new PerKey<Pair, ReturnType<typeof newTally>>(KEPT, newTally),
    roundTrips: new PerKey<Pair, Quantiles>(KEPT, () => new Quantiles(PRECISION)),
    total: newTally(),
  }),
  on: {
    flowEnd(flow, { state }) {
      const { client, server, toServer, toClient, state: end, roundTripMs } = flow;
      const pair: Pair = [client.address, server.address];
      for (const { values } of [state.pairs.get(pair), state.total]) {
        values.connections++;
        if (end === "attempted" || end === "refused") values.failed++;
        if (end === "reset") values.resets++;
        for (const traffic of [toServer, toClient]) {
          values.segments += traffic.packets;
          values.retransmissions += traffic.retransmissions;
          values.outOfOrder += traffic.outOfOrder;
          values.zeroWindows += traffic.zeroWindows;
        }
      }
      if (roundTripMs !== undefined) state.roundTrips.get(pair).add(roundTripMs);
    },
  },
  report: (
    { state: { pairs, roundTrips, total: { values: total } }, options: { rows, sort } },
  ) => ({
    title: "TCP health",
    values: [
      { key: "connections", label: "Connections", value: total.connections, unit: "count" },
      { key: "failed", label: "Failed", value: total.failed, unit: "count" },
      { key: "resets", label: "Reset", value: total.resets, unit: "count" },
      { key: "segments", label: "Segments", value: total.segments, unit: "packets" },
      {
        key: "retransmitted",
        label: "Sent again",
        value: percent(total.retransmissions, total.segments),
        unit: "percent",
      },
    ],
    tables: [table({
      columns: [
        { key: "client", label: "Client" },
        { key: "server", label: "Server" },
        { key: "connections", label: "Flows", unit: "count" },
        { key: "failed", label: "Failed", unit: "count" },
        { key: "resets", label: "Resets", unit: "count" },
        { key: "retransmissions", label: "Sent again", unit: "packets" },
        { key: "share", label: "of all", unit: "percent" },
        { key: "outOfOrder", label: "Reordered", unit: "packets" },
        { key: "zeroWindows", label: "Zero win", unit: "count" },
        { key: "roundTrip", label: "RTT", unit: "ms" },
        { key: "roundTrip95", label: "RTT 95 %", unit: "ms" },
      ],
      rows: pairs.top(rows, ({ values }) => values[sort]).map(([pair, { values }]) => ({
        client: pair[0],
        server: pair[1],
        ...values,
        share: percent(values.retransmissions, values.segments),
        roundTrip: roundTrips.peek(pair)?.quantile(0.5),
        roundTrip95: roundTrips.peek(pair)?.quantile(0.95),
      })),
    })],
    notes: [
      "Connections count when they end.",
      "RTT is the round trip of handshakes: the median, and what 95 % do not exceed.",
    ],
  }),
});

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : 100 * part / whole;
}
