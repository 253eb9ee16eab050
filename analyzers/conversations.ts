// analyzers/conversations.ts: who talks with whom, how much each way, from when to when.
import {
  type Address,
  defineAnalyzer,
  type Key,
  key,
  option,
  type Packet,
  PerKey,
  table,
  Tally,
} from "whiff";

/** Conversations remembered; beyond, the one heard of longest ago is given up. */
const KEPT = 20_000;

/** What each conversation adds up to: `A` is the end that is shown first. */
const newTally = () =>
  new Tally({
    packetsFromA: "sum",
    bytesFromA: "sum",
    packetsFromB: "sum",
    bytesFromB: "sum",
    firstMs: "least",
    lastMs: "greatest",
  });

/** The columns that can be summed up. */
const SUMMED = [
  "packets",
  "bytes",
  "packetsFromA",
  "bytesFromA",
  "packetsFromB",
  "bytesFromB",
] as const;

/** For each layer: which way a packet goes, if it is of that layer at all, and its conversation's key. */
const LAYERS = {
  ports: { isReversed: fromLowerPort, ends: portsOf },
  ip: { isReversed: fromGreaterHost, ends: hostsOf },
  ethernet: { isReversed: fromGreaterStation, ends: stationsOf },
} as const;

export default defineAnalyzer({
  name: "conversations",
  description: "Who talks with whom: packets and bytes each way, start and duration",
  snapLength: 128,
  options: {
    layer: option.choice(["ports", "ip", "ethernet"], "ports", "what the ends are"),
    rows: option.integer(20, "rows to show", { min: 1, max: KEPT }),
    sort: option.choice(["bytes", "packets", "duration"], "bytes", "what comes first"),
  },
  state: () => ({ conversations: new PerKey<Key, ReturnType<typeof newTally>>(KEPT, newTally) }),
  on: {
    packet(packet, { state, options }) {
      const layer = LAYERS[options.layer];
      const isReversed = layer.isReversed(packet);
      if (isReversed === undefined) return;
      const { values } = state.conversations.get(layer.ends(packet, isReversed));
      if (isReversed) {
        values.packetsFromB++;
        values.bytesFromB += packet.originalLength;
      } else {
        values.packetsFromA++;
        values.bytesFromA += packet.originalLength;
      }
      const { timeMs } = packet;
      if (timeMs < values.firstMs) values.firstMs = timeMs;
      if (timeMs > values.lastMs) values.lastMs = timeMs;
    },
  },
  report: ({ state: { conversations }, options: { rows, sort }, nowMs, elapsedMs }) => {
    const startMs = nowMs - elapsedMs;
    const all = conversations.entries().map(([ends, { values }]) => ({
      ...endsText(ends),
      bytes: values.bytesFromA + values.bytesFromB,
      packets: values.packetsFromA + values.packetsFromB,
      ...values,
      // Below zero where the capture's times go back. Whole microseconds, and 0 rather than -0.
      start: Math.round((values.firstMs - startMs) * 1000) / 1000 + 0,
      duration: values.lastMs - values.firstMs,
    })).sort((a, b) => b[sort] - a[sort]);
    const rest = all.slice(rows);
    return {
      title: "Conversations",
      values: [{ key: "conversations", label: "Conversations", value: all.length, unit: "count" }],
      tables: [table({
        columns: [
          { key: "protocol", label: "Protocol" },
          { key: "a", label: "A" },
          { key: "b", label: "B" },
          { key: "packets", label: "Packets", unit: "packets" },
          { key: "bytes", label: "Bytes", unit: "bytes" },
          { key: "packetsFromA", label: "A to B", unit: "packets" },
          { key: "bytesFromA", label: "Bytes", unit: "bytes" },
          { key: "packetsFromB", label: "B to A", unit: "packets" },
          { key: "bytesFromB", label: "Bytes", unit: "bytes" },
          { key: "start", label: "Start", unit: "ms" },
          { key: "duration", label: "Duration", unit: "ms" },
        ],
        rows: all.slice(0, rows),
        other: rest.length > 0 ? { protocol: "other", ...sums(rest) } : undefined,
      })],
    };
  },
});

/** What the conversations that are not shown have together. */
function sums(rows: readonly Readonly<Record<typeof SUMMED[number], number>>[]) {
  return Object.fromEntries(
    SUMMED.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)]),
  );
}

/** Whether it goes from B to A: A has the higher port, for it is the client, as a rule. */
function fromLowerPort({ ip, tcp, udp, sctp }: Packet): boolean | undefined {
  const segment = tcp ?? udp ?? sctp;
  if (ip === undefined || segment === undefined) return undefined;
  const { sourcePort, destinationPort } = segment;
  if (sourcePort === destinationPort) return isBefore(ip.destination, ip.source);
  return sourcePort < destinationPort;
}

/** Without ports, the lesser address is A. */
function fromGreaterHost({ ip }: Packet): boolean | undefined {
  return ip && isBefore(ip.destination, ip.source);
}

function fromGreaterStation({ ethernet }: Packet): boolean | undefined {
  return ethernet && isBefore(ethernet.destination, ethernet.source);
}

function portsOf({ ip, tcp, udp, sctp }: Packet, isReversed: boolean): Key {
  const { source, destination } = ip!;
  const { sourcePort, destinationPort } = (tcp ?? udp ?? sctp)!;
  const protocol = tcp !== undefined ? "tcp" : udp !== undefined ? "udp" : "sctp";
  return isReversed
    ? key(protocol, destination, destinationPort, source, sourcePort)
    : key(protocol, source, sourcePort, destination, destinationPort);
}

function hostsOf({ ip }: Packet, isReversed: boolean): Key {
  const { source, destination } = ip!;
  return isReversed ? key("ip", destination, source) : key("ip", source, destination);
}

function stationsOf({ ethernet }: Packet, isReversed: boolean): Key {
  const { source, destination } = ethernet!;
  return isReversed ? key("ethernet", destination, source) : key("ethernet", source, destination);
}

function isBefore(a: Address, b: Address): boolean {
  for (let index = 0; index < a.wordCount; index++) {
    const difference = (a.word(index) >>> 0) - (b.word(index) >>> 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** The ends as text: `192.0.2.1:443`, `[2001:db8::1]:443`, or the address alone. */
function endsText(ends: Key): { protocol: string; a: string; b: string } {
  const [protocol, ...parts] = (ends as readonly unknown[]).map(String);
  if (parts.length === 2) return { protocol, a: parts[0], b: parts[1] };
  const [a, aPort, b, bPort] = parts;
  return { protocol, a: endText(a, aPort), b: endText(b, bPort) };
}

function endText(address: string, port: string): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
