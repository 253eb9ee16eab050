// analyzers/bandwidth.ts: how much goes by, over time.
import { defineAnalyzer, option, type Packet, PerKey, Series, table, Tally } from "whiff";

/** Lines of the chart at most. */
const MAX_LINES = 64;
/** Points of a line at most: beyond, intervals become wider. */
const MAX_POINTS = 1_000;
const BITS = 8;

/** What each choice of `by` tells apart. Small numbers, so that nothing is made per packet. */
const SPLITS = {
  nothing: { of: () => 0, name: () => "all" },
  interface: {
    of: (packet: Packet) => packet.interfaceId,
    name: (id: number) => `interface ${id}`,
  },
  direction: {
    of: (packet: Packet) => packet.direction,
    name: (direction: number) => ["not told", "in", "out"][direction],
  },
  protocol: { of: protocolOf, name: (at: number) => PROTOCOLS[at] },
} as const;

/** Transports, and what stands for all others. */
const PROTOCOLS = ["tcp", "udp", "icmp", "other"] as const;

export default defineAnalyzer({
  name: "bandwidth",
  description: "Bits per second over time: in all, by protocol, direction or interface",
  snapLength: 128,
  options: {
    interval: option.duration("1s", "time of one point", { min: "1ms", max: "1d" }),
    by: option.choice(
      ["nothing", "protocol", "direction", "interface"],
      "nothing",
      "what gets a line of its own",
    ),
    metric: option.boolean(false, "tell the bits of each second as a metric"),
  },
  state: ({ interval }) => ({
    lines: new PerKey<number, Series>(
      MAX_LINES,
      () => new Series(Math.max(1, Math.round(interval)), MAX_POINTS),
    ),
    /** Since the last metric. */
    second: new Tally({ bytes: "sum" }),
  }),
  on: {
    packet(packet, { state, options }) {
      const { originalLength, timeMs } = packet;
      state.lines.get(SPLITS[options.by].of(packet)).add(timeMs, originalLength);
      state.second.values.bytes += originalLength;
    },
    every: {
      "1s"({ state, options, metric }) {
        if (options.metric) metric("bits_per_second", state.second.values.bytes * BITS);
        state.second.values.bytes = 0;
      },
    },
  },
  report: ({ state: { lines }, options: { by }, elapsedMs }) => {
    const entries = lines.entries().map(([key, series]) => {
      const points = series.points();
      const sum = (name: "value" | "count") => points.reduce((total, one) => total + one[name], 0);
      const bytes = sum("value");
      return {
        line: SPLITS[by].name(key),
        bytes,
        packets: sum("count"),
        mean: elapsedMs > 0 ? bytes * BITS * 1000 / elapsedMs : undefined,
        peak: Math.max(...points.map(({ perSecond }) => perSecond)) * BITS,
        points: points.map(({ timeMs, perSecond }) => ({ timeMs, value: perSecond * BITS })),
      };
    });
    return {
      title: "Bandwidth",
      tables: [table({
        columns: [
          { key: "line", label: "Line" },
          { key: "bytes", label: "Bytes", unit: "bytes" },
          { key: "packets", label: "Packets", unit: "packets" },
          { key: "mean", label: "Mean", unit: "bits/s" },
          { key: "peak", label: "Peak", unit: "bits/s" },
        ],
        rows: entries.map(({ points: _, ...row }) => row),
      })],
      series: entries.map(({ line, points }, at) => ({
        key: `line${at}`,
        label: line,
        unit: "bits/s",
        points,
      })),
    };
  },
});

/** The transport's place in {@linkcode PROTOCOLS}. */
function protocolOf({ tcp, udp, icmp, icmpv6 }: Packet): number {
  if (tcp !== undefined) return 0;
  if (udp !== undefined) return 1;
  return icmp !== undefined || icmpv6 !== undefined ? 2 : 3;
}
