// analyzers/top_talkers.ts: who sends, who receives, and how much.
import {
  type Address,
  defineAnalyzer,
  type Key,
  key,
  option,
  type Packet,
  table,
  TopK,
} from "whiff";

/** Keys remembered exactly; beyond, the least is given up, and its error shown. */
const KEPT = 10_000;

/** What each choice of `by` counts, and what its column is called. */
const SUBJECTS = {
  source: { label: "Source", of: (packet: Packet): Key | undefined => packet.ip?.source },
  destination: {
    label: "Destination",
    of: (packet: Packet): Key | undefined => packet.ip?.destination,
  },
  pair: { label: "Pair", of: pairOf },
  port: { label: "Port", of: portOf },
} as const;

export default defineAnalyzer({
  name: "top-talkers",
  description: "Who sends most: by source, destination, pair or port",
  filter: "ip or ip6 or vlan",
  options: {
    by: option.choice(["source", "destination", "pair", "port"], "source", "what to count by"),
    rows: option.integer(10, "rows to show", { min: 1, max: KEPT }),
  },
  state: () => ({ talkers: new TopK<Key>(KEPT) }),
  on: {
    packet(packet, { state, options }) {
      const subject = SUBJECTS[options.by].of(packet);
      if (subject !== undefined) state.talkers.add(subject, packet.originalLength);
    },
  },
  report: ({ state: { talkers }, options: { by, rows }, elapsedMs }) => {
    const row = ({ count, hits, share }: Counted, talker: string) => ({
      talker,
      bytes: count,
      packets: hits,
      rate: elapsedMs > 0 ? count * 8000 / elapsedMs : undefined,
      share,
    });
    const other = talkers.other(rows);
    return {
      title: "Top talkers",
      tables: [table({
        columns: [
          { key: "talker", label: SUBJECTS[by].label },
          { key: "bytes", label: "Bytes", unit: "bytes" },
          { key: "packets", label: "Packets", unit: "packets" },
          { key: "rate", label: "Rate", unit: "bits/s" },
          { key: "share", label: "Share", unit: "percent", bar: true },
        ],
        rows: talkers.top(rows).map((talker) => row(talker, talkerText(talker.key))),
        other: other.hits > 0 ? row(other, "other") : undefined,
      })],
    };
  },
});

/** What rows and the rest have in common. */
type Counted = { readonly count: number; readonly hits: number; readonly share: number };

/** Both ends, the one that sorts first always first: a conversation is one pair. */
function pairOf(packet: Packet): Key | undefined {
  const ip = packet.ip;
  if (ip === undefined) return undefined;
  const { source, destination } = ip;
  return isBefore(source, destination) ? key(source, destination) : key(destination, source);
}

function isBefore(a: Address, b: Address): boolean {
  for (let index = 0; index < a.wordCount; index++) {
    const difference = (a.word(index) >>> 0) - (b.word(index) >>> 0);
    if (difference !== 0) return difference < 0;
  }
  return true;
}

/** The service: the lower of the two ports, with its transport. */
function portOf(packet: Packet): Key | undefined {
  const { tcp, udp } = packet;
  if (tcp !== undefined) return key(Math.min(tcp.sourcePort, tcp.destinationPort), "tcp");
  if (udp !== undefined) return key(Math.min(udp.sourcePort, udp.destinationPort), "udp");
  return undefined;
}

/** `10.0.0.1`, `10.0.0.1 - 10.0.0.2`, `443/tcp`, or `other`. */
function talkerText(talker: Key): string {
  if (!Array.isArray(talker)) return String(talker);
  const [first, second] = talker;
  return typeof first === "number" ? `${first}/${second}` : `${first} - ${second}`;
}
