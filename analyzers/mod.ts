// analyzers/mod.ts: our own analyzers by name. Each is imported when it is asked for.

/** What a module of an analyzer exports. */
type AnalyzerModule = () => Promise<{ default: unknown }>;

/** By the name for `--plugin`; one row for each file. */
export const BUILT_IN_ANALYZERS: ReadonlyMap<string, AnalyzerModule> = new Map<
  string,
  AnalyzerModule
>([
  ["arp-watch", () => import("./arp_watch.ts")],
  ["bandwidth", () => import("./bandwidth.ts")],
  ["connections", () => import("./connections.ts")],
  ["conversations", () => import("./conversations.ts")],
  ["dhcp", () => import("./dhcp.ts")],
  ["dns", () => import("./dns.ts")],
  ["http", () => import("./http.ts")],
  ["icmp", () => import("./icmp.ts")],
  ["loss", () => import("./loss.ts")],
  ["multicast", () => import("./multicast.ts")],
  ["packet-sizes", () => import("./packet_sizes.ts")],
  ["ports", () => import("./ports.ts")],
  ["protocol-counts", () => import("./protocol_counts.ts")],
  ["scan-detect", () => import("./scan_detect.ts")],
  ["tcp-health", () => import("./tcp_health.ts")],
  ["tls", () => import("./tls.ts")],
  ["top-talkers", () => import("./top_talkers.ts")],
  ["vlan", () => import("./vlan.ts")],
]);
