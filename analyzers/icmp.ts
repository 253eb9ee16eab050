// analyzers/icmp.ts: who answers pings, who is told of what went wrong, who is redirected.
import {
  type Address,
  Counter,
  defineAnalyzer,
  key,
  option,
  type Packet,
  PerKey,
  Quantiles,
  table,
  Tally,
  TopK,
} from "whiff";

/** Who asks and who is asked. */
type Pair = [client: Address, server: Address];
/** An echo request on its way. */
type Request = [client: Address, server: Address, identifier: number, sequenceNumber: number];
/** Who tells of an error, what it is, and for whom the packet was, where that can be told. */
type Problem = [
  reporter: Address,
  version: number,
  type: number,
  code: number,
  destination: Address | "unknown",
];

/** Pairs and problems remembered. */
const KEPT = 5_000;
/** Requests that may wait for their reply; the oldest is forgotten. */
const WAITING = 10_000;

/** Messages by type, or by type and code (IANA, "ICMP Type Numbers"). */
const NAMES: Readonly<Record<string, string>> = {
  "0": "echo reply",
  "3": "unreachable",
  "3.0": "network unreachable",
  "3.1": "host unreachable",
  "3.2": "protocol unreachable",
  "3.3": "port unreachable",
  "3.4": "fragmentation needed",
  "3.9": "network prohibited",
  "3.10": "host prohibited",
  "3.13": "prohibited",
  "4": "source quench",
  "5": "redirect",
  "8": "echo request",
  "9": "router advertisement",
  "10": "router solicitation",
  "11": "time exceeded",
  "11.0": "time to live exceeded",
  "11.1": "reassembly time exceeded",
  "12": "parameter problem",
  "13": "timestamp request",
  "14": "timestamp reply",
};

/** The same of ICMPv6 (IANA, "ICMPv6 type Numbers"). */
const NAMES_V6: Readonly<Record<string, string>> = {
  "1": "unreachable",
  "1.0": "no route",
  "1.1": "prohibited",
  "1.2": "beyond scope",
  "1.3": "address unreachable",
  "1.4": "port unreachable",
  "1.5": "source address refused",
  "1.6": "route refused",
  "2": "packet too big",
  "3": "time exceeded",
  "3.0": "hop limit exceeded",
  "3.1": "reassembly time exceeded",
  "4": "parameter problem",
  "128": "echo request",
  "129": "echo reply",
  "130": "listener query",
  "131": "listener report",
  "132": "listener done",
  "133": "router solicitation",
  "134": "router advertisement",
  "135": "neighbor solicitation",
  "136": "neighbor advertisement",
  "137": "redirect",
  "143": "listener report v2",
};

/** The types that matter here, by version of IP. */
const TYPES = {
  4: { names: NAMES, request: 8, reply: 0, redirect: 5 },
  6: { names: NAMES_V6, request: 128, reply: 129, redirect: 137 },
} as const;

export default defineAnalyzer({
  name: "icmp",
  description: "Pings and their round trips, what is unreachable for whom, redirects",
  filter: "icmp or icmp6 or (vlan and (icmp or icmp6))",
  options: { rows: option.integer(20, "rows of each table", { min: 1, max: KEPT }) },
  state: () => ({
    messages: new Counter<[version: number, type: number]>(512),
    echoes: new PerKey<Pair, Tally<"sent" | "answered">>(
      KEPT,
      () => new Tally({ sent: "sum", answered: "sum" }),
    ),
    roundTrips: new PerKey<Pair, Quantiles>(KEPT, () => new Quantiles(0.02)),
    waiting: new PerKey<Request, Tally<"sentMs">>(WAITING, () => new Tally({ sentMs: "least" })),
    problems: new TopK<Problem>(KEPT),
  }),
  on: {
    packet(packet, { state, alert }) {
      const { ip, icmp, icmpv6, timeMs } = packet;
      const message = icmp ?? icmpv6;
      if (ip === undefined || message === undefined) return;
      const { type, identifier = 0, sequenceNumber = 0 } = message;
      const version = icmp === undefined ? 6 : 4, types = TYPES[version];
      state.messages.add(key(version, type));
      if (type === types.request) {
        state.echoes.get(key(ip.source, ip.destination)).values.sent++;
        const request = key(ip.source, ip.destination, identifier, sequenceNumber);
        state.waiting.get(request).values.sentMs = timeMs;
      } else if (type === types.reply) {
        const sent = state.waiting.peek(
          key(ip.destination, ip.source, identifier, sequenceNumber),
        );
        // The first reply counts; a second one, or one of which the request was not seen, does not.
        if (sent === undefined || sent.values.sentMs === Infinity) return;
        const pair = key(ip.destination, ip.source);
        state.echoes.get(pair).values.answered++;
        state.roundTrips.get(pair).add(Math.max(0, timeMs - sent.values.sentMs));
        sent.values.sentMs = Infinity;
      } else if (type === types.redirect) {
        const { to, destination } = redirectOf(packet);
        const text = `${ip.source} redirects ${ip.destination} for ${destination} to ${to}`;
        alert("medium", text, { router: `${ip.source}`, host: `${ip.destination}`, to });
      } else if (message.isError) {
        const destination = message.quoted?.ip?.destination ?? "unknown";
        state.problems.add(key(ip.source, version, type, message.code, destination));
      }
    },
  },
  report: ({ state: { messages, echoes, roundTrips, problems }, options: { rows } }) => ({
    title: "ICMP",
    values: [{ key: "messages", label: "Messages", value: messages.total, unit: "packets" }],
    tables: [
      table({
        title: "Pings",
        columns: [
          { key: "from", label: "From" },
          { key: "to", label: "To" },
          { key: "sent", label: "Sent", unit: "packets" },
          { key: "answered", label: "Answered", unit: "packets" },
          { key: "lost", label: "Lost", unit: "percent" },
          { key: "median", label: "Median", unit: "ms" },
          { key: "p95", label: "95 % up to", unit: "ms" },
        ],
        rows: echoes.top(rows, ({ values }) => values.sent).map(([pair, { values }]) => ({
          from: pair[0],
          to: pair[1],
          ...values,
          lost: values.sent === 0 ? 0 : 100 * Math.max(0, 1 - values.answered / values.sent),
          median: roundTrips.peek(pair)?.quantile(0.5),
          p95: roundTrips.peek(pair)?.quantile(0.95),
        })),
      }),
      table({
        title: "Errors",
        columns: [
          { key: "reporter", label: "Told by" },
          { key: "what", label: "What" },
          { key: "destination", label: "Of packets to" },
          { key: "packets", label: "Packets", unit: "packets" },
        ],
        rows: problems.top(rows).map((
          { key: [reporter, version, type, code, destination], count },
        ) => ({
          reporter,
          what: nameOf(version, type, code),
          destination,
          packets: count,
        })),
      }),
      table({
        title: "Messages",
        columns: [
          { key: "version", label: "IP" },
          { key: "message", label: "Message" },
          { key: "packets", label: "Packets", unit: "packets" },
          { key: "share", label: "Share", unit: "percent", bar: true },
        ],
        rows: messages.rows().slice(0, rows).map(({ key: [version, type], count, share }) => ({
          version,
          message: nameOf(version, type),
          packets: count,
          share,
        })),
      }),
    ],
  }),
});

/** The message's name, by its code where that has one of its own. */
function nameOf(version: number, type: number, code?: number): string {
  const { names } = TYPES[version === 6 ? 6 : 4];
  return names[`${type}.${code}`] ?? names[type] ?? `type ${type}`;
}

/** What is redirected, and where to. */
function redirectOf({ icmp, icmpv6 }: Packet): { to: string; destination: string } {
  if (icmpv6 !== undefined) {
    return { to: `${icmpv6.targetAddress}`, destination: `${icmpv6.destinationAddress}` };
  }
  return { to: `${icmp?.gateway}`, destination: `${icmp?.quoted?.ip?.destination ?? "unknown"}` };
}
