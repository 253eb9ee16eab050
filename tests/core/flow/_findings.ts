// tests/core/flow/_findings.ts: the same findings of a capture from us and from tshark, as text.
import { replay } from "whiff/testing";
import conversations from "../../../analyzers/conversations.ts";
import { openInput } from "../../../core/capture/deno_file.ts";
import { openCapture } from "../../../core/capture/open.ts";
import { type Consumer, Dispatcher } from "../../../core/dispatcher.ts";
import { Datagrams } from "../../../core/flow/_datagrams.ts";
import { FlowKey } from "../../../core/flow/_key.ts";
import { FlowEngine } from "../../../core/flow/engine.ts";
import type { FlowEvents } from "../../../core/flow/subscriber.ts";
import type { Row as ReportRow } from "../../../core/output/report.ts";
import { Notebook } from "./_network.ts";
import type { Answer, Row } from "./_tshark.ts";

/** What is compared. */
export const ASPECTS = [
  "tcp",
  "udp",
  "ip",
  "ipv6",
  "streams",
  "datagrams",
  "dns",
  "tls",
  "http",
  "quic",
] as const;
/** One of them. */
export type Aspect = typeof ASPECTS[number];

/** Lines in an order of their own. */
export type Findings = Readonly<Record<Aspect, readonly string[]>>;

/** The TCP streams that are compared, as tshark numbers them: by their first packets, from 0. */
export const STREAMS: readonly number[] = [0, 1, 2, 3, 4, 5];
/** In seconds: `-z conv` has four digits, and the last one depends on who rounds. */
const TOLERANCE = 0.0001;
/** All rows of a report, so that none is missing. */
const MAX_ROWS = 20_000;
/** tshark's conversations have no time-outs. */
const FOREVER = {
  closed: Infinity,
  unanswered: Infinity,
  answered: Infinity,
  established: Infinity,
};

/** One conversation as text, whichever end comes first: packets and bytes each way, start, duration. */
function conversationText(
  [a, b]: readonly string[],
  [packetsFromA, bytesFromA, packetsFromB, bytesFromB]: readonly (string | number)[],
  startSeconds: number,
  seconds: number,
): string {
  const ways = [
    `${a} > ${b} ${packetsFromA}/${bytesFromA}`,
    `${b} > ${a} ${packetsFromB}/${bytesFromB}`,
  ];
  return `${ways.sort().join(" ")} at ${time(startSeconds)} for ${time(seconds)}`;
}

/** Bytes as `-z conv` writes them: from 10,000 on in whole thousands. */
function rounded(bytes: number): string {
  if (bytes < 10_000) return `${bytes} bytes`;
  if (bytes < 10_000_000) return `${Math.floor(bytes / 1000)} kB`;
  return `${Math.floor(bytes / 1_000_000)} MB`;
}

/** The first packet's time is where `-z conv` counts from. */
class FirstTime implements Consumer {
  readonly dueMs = Infinity;
  ms = 0;
  filterFor = () => () => false;
  packet() {}
  tick() {}
  begin(timeMs: number) {
    this.ms = timeMs;
  }
}

/** Puts datagrams together as the engine does, and writes down what they carry. */
class DatagramReader implements Consumer {
  readonly dueMs = Infinity;
  readonly seen: string[] = [];
  readonly #datagrams = new Datagrams(1 << 24, () => 0);
  #key: FlowKey | undefined;
  filterFor = () => undefined;
  tick() {}
  begin() {}
  packet(packet: Parameters<Consumer["packet"]>[0]) {
    const key = this.#key ??= new FlowKey(packet.registry);
    key.set(packet, 0, packet.interfaceId);
    if (key.fragment === undefined) return;
    const datagram = this.#datagrams.collect(key, packet, 1);
    if (datagram === undefined) return;
    const { bytes } = datagram;
    this.seen.push(bytes.subarray(bytes[0] >> 4 === 4 ? 4 * (bytes[0] & 15) : 40).toHex());
  }
}

interface OurStream {
  readonly number: number;
  readonly ways: [string, string];
  gaps: number;
}

/** What we find in a capture. */
export async function findOurs(path: string): Promise<Findings> {
  const lines: Record<Aspect, string[]> = Object.fromEntries(
    ASPECTS.map((aspect) => [aspect, []]),
  ) as unknown as Record<Aspect, string[]>;
  const streams = new Map<number, OurStream>();
  const first = new FirstTime(), datagrams = new DatagramReader();
  let tcpStreams = 0;
  const notebook = new Notebook({
    // tshark numbers TCP streams from 0, in the order of their first packets.
    flowStart({ id, protocol }) {
      if (protocol === "tcp") streams.set(id, { number: tcpStreams++, ways: ["", ""], gaps: 0 });
    },
    flowEnd({ protocol, client, server, toServer, toClient, firstSeen, durationMs }) {
      if (protocol !== "tcp" && protocol !== "udp") return;
      const ends = [client, server].map(({ address, port }) => `${address}:${port}`);
      const counts = [toServer, toClient].flatMap((
        { packets, bytes },
      ) => [packets, rounded(bytes)]);
      const startSeconds = (firstSeen - first.ms) / 1000;
      lines[protocol].push(conversationText(ends, counts, startSeconds, durationMs / 1000));
    },
    stream({ flow, direction, bytes, gap }) {
      const stream = streams.get(flow.id)!;
      stream.ways[direction === "toServer" ? 0 : 1] += bytes.toHex();
      stream.gaps += gap;
    },
    dns: (exchange) => void lines.dns.push(...dnsLine(exchange)),
    tls: (hello) => void lines.tls.push(...helloLine(hello)),
    quic: (hello) => void lines.quic.push(...helloLine(hello)),
    http({ method, host = "", target, status, latencyMs }) {
      if (method !== undefined) lines.http.push(`${method} ${host} ${target}`);
      if (status !== undefined) lines.http.push(`${status} ${latency(latencyMs)}`);
    },
  });
  const engine = new FlowEngine([notebook], { maxFlows: 4096, timeouts: FOREVER });
  using source = await openCapture(openInput(path), { name: path });
  await new Dispatcher({ consumers: [first, datagrams, engine] }).run(source);
  lines.datagrams.push(...datagrams.seen);
  const { report } = await replay(conversations, path, {
    options: { layer: "ip", rows: MAX_ROWS },
  });
  for (const row of report!.tables![0].rows) {
    lines[String(row.a).includes(":") ? "ipv6" : "ip"].push(hostsLine(row));
  }
  for (const { number, ways, gaps } of streams.values()) {
    if (gaps > 0 || !STREAMS.includes(number)) continue;
    if (ways.some((hex) => hex !== "")) lines.streams.push(streamLine(number, ways));
  }
  return inOrder(lines);
}

/** Which of both ways is whose, tshark does not tell. */
function streamLine(number: number, ways: readonly string[]): string {
  return `${number}: ${[...ways].sort().join(" ")}`;
}

function hostsLine(row: ReportRow): string {
  const [packetsFromA, packetsFromB, bytesFromA, bytesFromB, start, duration] = [
    row.packetsFromA,
    row.packetsFromB,
    row.bytesFromA,
    row.bytesFromB,
    row.start,
    row.duration,
  ].map(Number);
  const counts = [packetsFromA, rounded(bytesFromA), packetsFromB, rounded(bytesFromB)];
  return conversationText([`${row.a}`, `${row.b}`], counts, start / 1000, duration / 1000);
}

function dnsLine({ name, type, responseCode, latencyMs, multicast }: FlowEvents["dns"]): string[] {
  if (latencyMs === undefined || multicast) return [];
  return [`${name} ${type} ${responseCode} ${latency(latencyMs)}`];
}

function helloLine(
  { kind, serverName = "", ja3, ja3s, cipherSuites }: FlowEvents["tls"] | FlowEvents["quic"],
): string[] {
  if (kind === "clientHello") return [`client ${serverName} ${ja3}`];
  return kind === "serverHello" ? [`server ${cipherSuites[0]} ${ja3s}`] : [];
}

/** A time in seconds, so marked that {@linkcode alike} finds it. */
function time(seconds: number): string {
  return `@${seconds.toFixed(6)}`;
}

function latency(ms: number | undefined): string {
  return ms === undefined ? "" : time(ms / 1000);
}

const TIME = /@(-?[\d.]+)/g;

/** Sorted by what they say, and then by when. */
function inOrder(lines: Record<Aspect, string[]>): Findings {
  const what = (line: string) => line.replaceAll(TIME, "");
  const when = (line: string) => Number([...line.matchAll(TIME)][0]?.[1] ?? 0);
  for (const aspect of ASPECTS) {
    lines[aspect].sort((a, b) =>
      what(a) === what(b) ? when(a) - when(b) : what(a) < what(b) ? -1 : 1
    );
  }
  return lines;
}

/** Their lines, with our times in place of such as differ by nothing that counts. */
export function alike(theirs: readonly string[], ours: readonly string[]): string[] {
  return theirs.map((line, at) => {
    const times = (ours[at] ?? "").matchAll(TIME);
    return line.replaceAll(TIME, (text, seconds) => {
      const [mine, same] = times.next().value ?? [];
      return Math.abs(Number(same) - Number(seconds)) <= TOLERANCE ? mine ?? text : text;
    });
  });
}

/** What tshark finds in it. */
export function findTheirs({ rows, conversations, streams }: Answer, ours: Findings): Findings {
  const { tcp, udp, ip, ipv6 } = conversations;
  // A stream with gaps is no string of bytes: neither of us has it.
  const whole = ours.streams.map((line) => Number(line.split(":")[0]));
  return inOrder({
    tcp: tcp.map(conversationOf),
    udp: udp.map(conversationOf),
    ip: ip.map(conversationOf),
    ipv6: ipv6.map(conversationOf),
    streams: whole.map((number) => streamLine(number, streams.get(number) ?? [])),
    datagrams: rows.flatMap((
      row,
    ) => [...row["ip.reassembled.data"], ...row["ipv6.reassembled.data"]]),
    dns: rows.flatMap(theirDns),
    tls: rows.filter((row) => row["quic.version"].length === 0).flatMap(theirHellos),
    http: rows.filter((row) => row["tcp.stream"].length > 0).flatMap(theirHttp),
    quic: rows.filter((row) => row["quic.version"].length > 0).flatMap(theirHellos),
  });
}

/** `a <-> b`, packets and bytes to a, to b, in all, start and duration. */
const CONVERSATION =
  /^(\S+)\s+<-> (\S+)\s+(\d+) (\d+ \w+)\s+(\d+) (\d+ \w+)\s+\d+ \d+ \w+\s+(\S+)\s+(\S+)$/;

function conversationOf(line: string): string {
  const [, a, b, packetsToA, bytesToA, packetsToB, bytesToB, start, duration] =
    CONVERSATION.exec(line) ?? [];
  const counts = [packetsToB, bytesToB, packetsToA, bytesToA];
  return conversationText([a, b], counts, Number(start), Number(duration));
}

function theirDns(row: Row): string[] {
  const times = row["dns.time"];
  // A quoted or tunnelled message comes before; each that is an answer has a time.
  const [names, types, codes] = [
    row["dns.qry.name"],
    row["dns.qry.type"],
    row["dns.flags.rcode"],
  ].map((values) => values.slice(-times.length));
  return times.map((seconds, at) =>
    `${names[at]} ${types[at]} ${codes[at]} ${time(Number(seconds))}`
  );
}

function theirHellos(row: Row): string[] {
  const types = row["tls.handshake.type"];
  const clients = types.filter((type) => type === "1"),
    servers = types.filter((type) => type === "2");
  return [
    ...clients.map((_, at) => {
      const name = row["tls.handshake.extensions_server_name"][at] ?? "";
      return `client ${name} ${row["tls.handshake.ja3"][at]}`;
    }),
    ...servers.map((_, at) => {
      const suite = Number(row["tls.handshake.ciphersuite"].at(at - servers.length));
      return `server ${suite} ${row["tls.handshake.ja3s"][at]}`;
    }),
  ];
}

function theirHttp(row: Row): string[] {
  return [
    ...row["http.request.method"].map((method, at) =>
      `${method} ${row["http.host"][at] ?? ""} ${row["http.request.uri"][at]}`
    ),
    ...row["http.response.code"].map((code, at) => {
      const seconds = row["http.time"][at];
      return `${code} ${seconds === undefined ? "" : time(Number(seconds))}`;
    }),
  ];
}
