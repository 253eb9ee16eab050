// tests/core/flow/_tshark.ts: what tshark says of a capture, all of it in one run (agreed with 4.0.17).

/** Captures of other projects, which are not part of this one. */
const CAPTURES = new URL("../../../../shared/oracle/decode/dev/", import.meta.url);

/** The path of one of them. */
export function capturePath(name: string): string {
  return new URL(name, CAPTURES).pathname;
}

/** Why tshark cannot be asked here; empty when it can. */
export const noTshark: string = await unless(" (skipped: no tshark)", async () => {
  await new Deno.Command("tshark", { args: ["--version"], stdout: "null", stderr: "null" })
    .output();
});

/** Why the captures cannot be compared here; empty when they can. */
export const missing: string = noTshark ||
  await unless(" (skipped: no captures)", async () => void await Deno.stat(CAPTURES));

/** The reason, where what is needed is not there. */
async function unless(reason: string, need: () => Promise<void>): Promise<string> {
  try {
    await need();
    return "";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return reason;
    throw error;
  }
}

/** The fields that are asked for, all at once: starting tshark is what takes the time. */
const FIELDS = [
  "ip.reassembled.data",
  "ipv6.reassembled.data",
  "tcp.stream",
  "quic.version",
  "dns.qry.name",
  "dns.qry.type",
  "dns.flags.rcode",
  "dns.time",
  "tls.handshake.type",
  "tls.handshake.extensions_server_name",
  "tls.handshake.ja3",
  "tls.handshake.ja3s",
  "tls.handshake.ciphersuite",
  "http.request.method",
  "http.host",
  "http.request.uri",
  "http.response.code",
  "http.time",
] as const;
/** One of them. */
export type Field = typeof FIELDS[number];

/** All values of each field of a frame, in the order of their layers. */
export type Row = Readonly<Record<Field, readonly string[]>>;

/** What `-z conv` counts. */
export const CONVERSATION_KINDS = ["tcp", "udp", "ip", "ipv6"] as const;
/** One of them. */
export type ConversationKind = typeof CONVERSATION_KINDS[number];

/** All that tshark says of a capture. */
export interface Answer {
  readonly rows: readonly Row[];
  /** The lines of `-z conv`, in order. */
  readonly conversations: Readonly<Record<ConversationKind, readonly string[]>>;
  /** The bytes of each way of a stream, in hexadecimal, as `-z follow,tcp,raw` has them. */
  readonly streams: ReadonlyMap<number, readonly [string, string]>;
}

/** Separates several values of a field; no text has it. */
const AGGREGATOR = "\x1f";

/** The titles that `-z conv` has. */
const TITLES: Readonly<Record<ConversationKind, string>> = {
  tcp: "TCP",
  udp: "UDP",
  ip: "IPv4",
  ipv6: "IPv6",
};

/** Asks tshark about a capture, and for these of its TCP streams. */
export async function askTshark(path: string, streams: readonly number[]): Promise<Answer> {
  const statistics = [
    ...CONVERSATION_KINDS.map((kind) => `conv,${kind}`),
    ...streams.map((stream) => `follow,tcp,raw,${stream}`),
  ];
  const { stdout } = await new Deno.Command("tshark", {
    args: [
      ...["-n", "-r", path, "-T", "fields", "-E", "occurrence=a", "-E", `aggregator=${AGGREGATOR}`],
      ...FIELDS.flatMap((field) => ["-e", field]),
      // By itself it waits for the end of a body, which some captures do not have.
      ...["-o", "http.desegment_body:FALSE"],
      ...statistics.flatMap((one) => ["-z", one]),
    ],
    stderr: "null",
  }).output();
  const [fields, ...tables] = new TextDecoder().decode(stdout).split(/^={60,}\n/m);
  return {
    rows: fields.split("\n").filter((line) => line.includes("\t")).map(rowOf),
    conversations: Object.fromEntries(
      CONVERSATION_KINDS.map((kind) => [kind, conversationLines(tables, TITLES[kind])]),
    ) as Record<ConversationKind, string[]>,
    streams: new Map(tables.flatMap(followed)),
  };
}

function rowOf(line: string): Row {
  const cells = line.split("\t");
  return Object.fromEntries(
    FIELDS.map((field, at) => [field, cells[at] === "" ? [] : cells[at].split(AGGREGATOR)]),
  ) as Record<Field, string[]>;
}

function conversationLines(tables: readonly string[], title: string): string[] {
  const table = tables.find((text) => text.startsWith(`${title} Conversations`)) ?? "";
  return table.split("\n").filter((line) => line.includes("<->"));
}

/** The stream of a table, where it is one. */
function followed(table: string): [number, [string, string]][] {
  const [, stream] = /^Filter: tcp\.stream eq (\d+)$/m.exec(table) ?? [];
  if (stream === undefined) return [];
  const ways = ["", ""];
  for (const [, tab, hex] of table.matchAll(/^(\t?)([0-9a-f]+)$/gm)) ways[tab.length] += hex;
  return [[Number(stream), [ways[0], ways[1]]]];
}
