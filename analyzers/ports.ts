// analyzers/ports.ts: which services are used: by whom, where, and how much.
import { type Address, defineAnalyzer, Distinct, key, option, PerKey, table, TopK } from "whiff";

/** A port and its transport. */
type Service = [port: number, transport: string];

/** Services remembered; beyond, the least is given up. */
const KEPT = 1_000;
/** Up to so many clients or servers of a service are counted exactly. */
const EXACT = 256;

export default defineAnalyzer({
  name: "ports",
  description: "Services by port: packets, bytes, clients and servers",
  filter: "tcp or udp or sctp or (vlan and (tcp or udp or sctp))",
  options: {
    rows: option.integer(20, "rows to show", { min: 1, max: KEPT }),
    sort: option.choice(["bytes", "packets", "clients", "servers"], "bytes", "the first column"),
  },
  state: () => ({
    bytes: new TopK<Service>(KEPT),
    clients: new PerKey<Service, Distinct<Address>>(KEPT, () => new Distinct(EXACT)),
    servers: new PerKey<Service, Distinct<Address>>(KEPT, () => new Distinct(EXACT)),
  }),
  on: {
    packet(packet, { state }) {
      const { ip, tcp, udp, sctp } = packet;
      const segment = tcp ?? udp ?? sctp;
      if (ip === undefined || segment === undefined) return;
      const { sourcePort, destinationPort } = segment;
      // The lower of the two ports is the service's, as a rule: clients take theirs from 32,768 up.
      const isAnswer = sourcePort < destinationPort;
      const service = key(
        isAnswer ? sourcePort : destinationPort,
        tcp !== undefined ? "tcp" : udp !== undefined ? "udp" : "sctp",
      );
      state.bytes.add(service, packet.originalLength);
      state.clients.get(service).add(isAnswer ? ip.destination : ip.source);
      state.servers.get(service).add(isAnswer ? ip.source : ip.destination);
    },
  },
  report: ({ state: { bytes, clients, servers }, options }) => {
    const rows = bytes.top().map(({ key, count, hits, share }) => ({
      service: key.join("/"),
      bytes: count,
      packets: hits,
      share,
      clients: clients.peek(key)?.count ?? 0,
      servers: servers.peek(key)?.count ?? 0,
    })).sort((a, b) => b[options.sort] - a[options.sort]);
    const rest = rows.slice(options.rows);
    const sum = (name: "bytes" | "packets" | "share") =>
      rest.reduce((total, row) => total + row[name], bytes.other()[OTHER[name]]);
    const packets = sum("packets");
    return {
      title: "Ports",
      tables: [table({
        columns: [
          { key: "service", label: "Service" },
          { key: "bytes", label: "Bytes", unit: "bytes" },
          { key: "packets", label: "Packets", unit: "packets" },
          { key: "share", label: "Share", unit: "percent", bar: true },
          { key: "clients", label: "Clients", unit: "count" },
          { key: "servers", label: "Servers", unit: "count" },
        ],
        rows: rows.slice(0, options.rows),
        other: packets > 0
          ? { service: "other", bytes: sum("bytes"), packets, share: sum("share") }
          : undefined,
      })],
      notes: ["The lower of two ports is taken for the service's."],
    };
  },
});

/** What a `TopK` calls these of what it has given up. */
const OTHER = { bytes: "count", packets: "hits", share: "share" } as const;
