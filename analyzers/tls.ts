// analyzers/tls.ts: to whom TLS goes, in which version, from which clients, and what is odd.
import {
  type Address,
  type Certificate,
  Counter,
  defineAnalyzer,
  Distinct,
  option,
  PerKey,
  Quantiles,
  table,
  type TlsHello,
  TopK,
} from "whiff";

/** Names and fingerprints remembered. */
const KEPT = 5_000, FINGERPRINTS = 1_000;
/** Those whose clients are counted: each count may take 16 kB. */
const COUNTED = 1_000;
/** Up to so many clients of a name or fingerprint are counted exactly. */
const EXACT = 64;
/** What stands where the client named no server. */
const NO_NAME = "(none)";

/** The same of one server is told once in an hour. */
const ALERT_ONCE_MS = 3_600_000;

/** TLS versions as they are on the wire (RFC 8446, section 4.1.2). */
const VERSIONS = { "1.0": 0x0301, "1.1": 0x0302, "1.2": 0x0303, "1.3": 0x0304 } as const;

export default defineAnalyzer({
  name: "tls",
  description: "TLS and QUIC: server names, versions, JA4, expired or odd certificates",
  filter: "tcp or udp port 443 or (vlan and (tcp or udp port 443))",
  options: {
    rows: option.integer(10, "rows of each table", { min: 1, max: KEPT }),
    oldest: option.choice(["1.0", "1.1", "1.2", "1.3"], "1.2", "oldest version without an alert"),
    log: option.boolean(false, "tell each hello of a client"),
  },
  state: () => ({
    names: new TopK<string>(KEPT),
    clients: new PerKey<string, Distinct<Address>>(COUNTED, () => new Distinct(EXACT)),
    versions: new Counter<string>(64),
    protocols: new Counter<string>(256),
    fingerprints: new TopK<string>(FINGERPRINTS),
    users: new PerKey<string, Distinct<Address>>(COUNTED, () => new Distinct(EXACT)),
    oddities: new TopK<[server: string, what: string]>(KEPT),
    latency: new Quantiles(),
  }),
  on: {
    tls(hello, { state, options, log, alert, nowMs }) {
      const { kind, flow, serverName, version, versionName } = hello;
      if (kind === "clientHello") {
        countClient(state, hello);
        if (options.log) log("hello", record(hello));
        return;
      }
      const server = serverName ?? `${flow.server}`;
      const odd = (what: string) => {
        state.oddities.add([server, what]);
        const fields = { server: `${flow.server}`, client: `${flow.client.address}` };
        alert("low", `${server}: ${what}`, fields, { onceForMs: ALERT_ONCE_MS });
      };
      if (kind === "certificate") {
        // A client's own certificate is for the server to judge, by rules of its own.
        if (hello.direction === "toServer") return;
        for (const what of oddities(hello.certificates[0], serverName, nowMs)) odd(what);
      } else if (!hello.isRetry) {
        state.versions.add(versionName);
        if (hello.latencyMs !== undefined) state.latency.add(hello.latencyMs);
        for (const protocol of hello.applicationProtocols) state.protocols.add(protocol);
        if (version < VERSIONS[options.oldest]) odd(`speaks ${versionName}`);
      }
    },
    quic(hello, { state, options, log }) {
      if (hello.kind === "clientHello") {
        countClient(state, hello);
        if (options.log) log("hello", record(hello));
      } else if (!hello.isRetry) {
        state.versions.add(`QUIC, ${hello.versionName}`);
        if (hello.latencyMs !== undefined) state.latency.add(hello.latencyMs);
      }
    },
  },
  report: ({ state, options: { rows } }) => {
    const { names, clients, fingerprints, users, versions, oddities, latency } = state;
    return {
      title: "TLS",
      values: [
        { key: "hellos", label: "Client hellos", value: names.totalHits, unit: "count" },
        { key: "median", label: "Median to answer", value: latency.quantile(0.5), unit: "ms" },
        { key: "p95", label: "95 % up to", value: latency.quantile(0.95), unit: "ms" },
      ],
      tables: [
        table({
          title: "Server names",
          columns: [
            { key: "name", label: "Name" },
            { key: "hellos", label: "Hellos", unit: "count" },
            { key: "share", label: "Share", unit: "percent", bar: true },
            { key: "clients", label: "Clients", unit: "count" },
          ],
          rows: names.top(rows).map(({ key, count, share }) => ({
            name: key,
            hellos: count,
            share,
            clients: clients.peek(key)?.count,
          })),
        }),
        table({
          title: "Client fingerprints",
          columns: [
            { key: "ja4", label: "JA4" },
            { key: "hellos", label: "Hellos", unit: "count" },
            { key: "share", label: "Share", unit: "percent", bar: true },
            { key: "clients", label: "Clients", unit: "count" },
          ],
          rows: fingerprints.top(rows).map(({ key, count, share }) => ({
            ja4: key,
            hellos: count,
            share,
            clients: users.peek(key)?.count,
          })),
        }),
        kinds("Versions", "Version", versions),
        kinds("Application protocols", "Protocol", state.protocols),
        table({
          title: "Odd",
          columns: [
            { key: "server", label: "Server" },
            { key: "what", label: "What" },
            { key: "times", label: "Times", unit: "count" },
          ],
          rows: oddities.top(rows).map(({ key: [server, what], count }) => ({
            server,
            what,
            times: count,
          })),
        }),
      ],
      notes: ["Certificates can be seen up to TLS 1.2. Their signatures are not verified."],
    };
  },
});

/** What a client says of itself, over TLS and over QUIC alike. */
type ClientHello = Pick<TlsHello, "flow" | "serverName" | "ja4" | "versionName">;

/** The state, as far as it is of clients. */
interface ClientState {
  readonly names: TopK<string>;
  readonly clients: PerKey<string, Distinct<Address>>;
  readonly fingerprints: TopK<string>;
  readonly users: PerKey<string, Distinct<Address>>;
}

function countClient(state: ClientState, { flow, serverName, ja4 }: ClientHello): void {
  const name = serverName ?? NO_NAME, client = flow.client.address;
  state.names.add(name);
  state.clients.get(name).add(client);
  if (ja4 === undefined) return;
  state.fingerprints.add(ja4);
  state.users.get(ja4).add(client);
}

function record({ flow, serverName, ja4, versionName }: ClientHello) {
  return {
    client: `${flow.client}`,
    server: `${flow.server}`,
    serverName,
    newestVersion: versionName,
    ja4,
  };
}

/** What is wrong with a server's own certificate, as far as its dates and names tell. */
function oddities(
  certificate: Certificate | undefined,
  serverName: string | undefined,
  nowMs: number,
): string[] {
  if (certificate === undefined) return [];
  const { notBefore = -Infinity, notAfter = Infinity, names, subject, issuer } = certificate;
  const found: string[] = [];
  if (nowMs > notAfter) found.push(`certificate expired on ${dayOf(notAfter)}`);
  if (nowMs < notBefore) found.push(`certificate valid from ${dayOf(notBefore)} on only`);
  if (subject !== undefined && subject === issuer) found.push("certificate issued by itself");
  const isFor = names.length > 0 ? names : [subject ?? ""];
  if (serverName !== undefined && !isFor.some((name) => covers(name, serverName))) {
    found.push(`certificate is for ${isFor.slice(0, 3).join(", ")}`);
  }
  return found;
}

/** Whether a name of a certificate is that of the host: `*` is one label (RFC 9525, section 6.3). */
function covers(name: string, host: string): boolean {
  const [pattern, wanted] = [name.toLowerCase(), host.toLowerCase()];
  if (!pattern.startsWith("*.")) return pattern === wanted;
  const dot = wanted.indexOf(".");
  return dot > 0 && wanted.slice(dot) === pattern.slice(1);
}

/** `2026-01-31`, the same everywhere. */
function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

function kinds(title: string, label: string, counter: Counter<string>) {
  return table({
    title,
    columns: [
      { key: "kind", label },
      { key: "count", label: "Connections", unit: "count" },
      { key: "share", label: "Share", unit: "percent", bar: true },
    ],
    rows: counter.rows().map(({ key, count, share }) => ({ kind: key, count, share })),
  });
}
