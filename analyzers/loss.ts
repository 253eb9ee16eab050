// analyzers/loss.ts: how much the capture missed, by the holes in what TCP numbers.
import { type Address, defineAnalyzer, type Flow, option, table, Tally, TopK } from "whiff";

/** Pairs of hosts remembered; beyond, the least is given up. */
const KEPT = 5_000;

export default defineAnalyzer({
  name: "loss",
  description: "Estimates from TCP sequence numbers how much the capture missed",
  filter: "tcp or (vlan and tcp)",
  options: {
    alertAbove: option.number(1, "percent missed in a minute that raise an alert", {
      min: 0,
      max: 100,
    }),
    rows: option.integer(10, "rows to show", { min: 1, max: KEPT }),
  },
  state: () => ({
    total: newTally(),
    /** The same since the last look. */
    minute: newTally(),
    missed: new TopK<[sender: Address, receiver: Address]>(KEPT),
  }),
  on: {
    flowEnd(flow, { state }) {
      const missed = missedBytes(flow);
      for (const { values } of [state.total, state.minute]) {
        values.connections++;
        if (missed > 0) values.withGaps++;
        values.seenBytes += flow.toServer.payloadBytes + flow.toClient.payloadBytes;
        values.missedBytes += missed;
      }
      const { client, server, toServer, toClient } = flow;
      if (toServer.missedBytes > 0) {
        state.missed.add([client.address, server.address], toServer.missedBytes);
      }
      if (toClient.missedBytes > 0) {
        state.missed.add([server.address, client.address], toClient.missedBytes);
      }
    },
    every: {
      "1m"({ state, options, alert }) {
        const { values } = state.minute;
        const percent = lossPercent(values);
        state.minute = newTally();
        if (percent <= options.alertAbove) return;
        const fields = { percent, missedBytes: values.missedBytes };
        alert("medium", "the capture misses packets", fields);
      },
    },
  },
  report: ({ state: { total: { values }, missed }, options: { rows } }) => {
    const other = missed.other(rows);
    return {
      title: "Capture loss",
      values: [
        { key: "estimate", label: "Missed", value: lossPercent(values), unit: "percent" },
        { key: "missedBytes", label: "Bytes missed", value: values.missedBytes, unit: "bytes" },
        { key: "seenBytes", label: "Bytes seen", value: values.seenBytes, unit: "bytes" },
        { key: "connections", label: "Connections", value: values.connections, unit: "count" },
        { key: "withGaps", label: "With gaps", value: values.withGaps, unit: "count" },
      ],
      tables: [table({
        columns: [
          { key: "sender", label: "Sender" },
          { key: "receiver", label: "Receiver" },
          { key: "missed", label: "Missed", unit: "bytes" },
          { key: "share", label: "Share", unit: "percent", bar: true },
          { key: "gaps", label: "Connections", unit: "count" },
        ],
        rows: missed.top(rows).map(({ key: [sender, receiver], count, hits, share }) => ({
          sender,
          receiver,
          missed: count,
          share,
          gaps: hits,
        })),
        other: other.hits > 0
          ? { sender: "other", missed: other.count, share: other.share, gaps: other.hits }
          : undefined,
      })],
      notes: [
        "An estimate: bytes of TCP that were passed over or acknowledged, and were not captured.",
        "Connections count when they end.",
      ],
    };
  },
});

function newTally() {
  return new Tally({
    connections: "sum",
    withGaps: "sum",
    seenBytes: "sum",
    missedBytes: "sum",
  });
}

function missedBytes({ toServer, toClient }: Flow): number {
  return toServer.missedBytes + toClient.missedBytes;
}

/** Bytes missed in percent of all that were sent, as far as we know. */
function lossPercent({ seenBytes, missedBytes }: { seenBytes: number; missedBytes: number }) {
  const sent = seenBytes + missedBytes;
  return sent === 0 ? 0 : 100 * missedBytes / sent;
}
