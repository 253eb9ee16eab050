// analyzers/packet_sizes.ts: how long packets are.
import { defineAnalyzer, option, type Packet, Quantiles, table, TopK } from "whiff";

/** Where each range of lengths begins, in bytes on the wire; the last has no end. */
const RANGES = [0, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120] as const;

/** Ranges double from the first that is not empty, 20 bytes: this is its place. */
const FIRST_DOUBLING = 1;

export default defineAnalyzer({
  name: "packet-sizes",
  description: "How long packets are: ranges, median, percentiles",
  snapLength: 64,
  options: {
    of: option.choice(["frame", "ip"], "frame", "whose length: the frame's, or the IP packet's"),
  },
  state: () => ({ ranges: new TopK<number>(RANGES.length), lengths: new Quantiles() }),
  on: {
    packet(packet, { state, options }) {
      const length = options.of === "frame" ? packet.originalLength : ipLength(packet);
      if (length === undefined) return;
      state.ranges.add(rangeOf(length), length);
      state.lengths.add(length);
    },
  },
  report: ({ state: { ranges, lengths }, options }) => {
    const rows = ranges.top();
    return {
      title: "Packet sizes",
      values: [
        { key: "packets", label: "Packets", value: lengths.count, unit: "packets" },
        { key: "least", label: "Least", value: lengths.min, unit: "bytes" },
        { key: "median", label: "Median", value: whole(lengths.quantile(0.5)), unit: "bytes" },
        { key: "mean", label: "Mean", value: whole(lengths.mean), unit: "bytes" },
        { key: "p95", label: "95 % up to", value: whole(lengths.quantile(0.95)), unit: "bytes" },
        { key: "greatest", label: "Greatest", value: lengths.max, unit: "bytes" },
      ],
      tables: [table({
        columns: [
          { key: "range", label: "Length" },
          { key: "packets", label: "Packets", unit: "packets" },
          { key: "share", label: "Share", unit: "percent", bar: true },
          { key: "bytes", label: "Bytes", unit: "bytes" },
        ],
        rows: RANGES.map((_, place) => {
          const { hits = 0, count = 0 } = rows.find(({ key }) => key === place) ?? {};
          return {
            range: rangeText(place),
            packets: hits,
            share: lengths.count === 0 ? 0 : 100 * hits / lengths.count,
            bytes: count,
          };
        }),
      })],
      notes: [
        options.of === "frame"
          ? "Lengths are on the wire, without the frame check sequence. Median within 1 %."
          : "Lengths are those of the outermost IP packet, header included. Median within 1 %.",
      ],
    };
  },
});

/** From the outermost IP header to the packet's end, without padding; `undefined` where there is none. */
function ipLength({ ip }: Packet): number | undefined {
  return ip && ip.wireEnd - ip.start;
}

/** There are no parts of bytes. */
function whole(length: number | undefined): number | undefined {
  return length === undefined ? undefined : Math.round(length);
}

/** The place of the range that a length is in. */
function rangeOf(length: number): number {
  const doublings = 31 - Math.clz32(length / RANGES[FIRST_DOUBLING]);
  return Math.min(FIRST_DOUBLING + doublings, RANGES.length - 1);
}

/** `40-79`, `5120 and more`. */
function rangeText(place: number): string {
  const next = RANGES[place + 1];
  return next === undefined ? `${RANGES[place]} and more` : `${RANGES[place]}-${next - 1}`;
}
