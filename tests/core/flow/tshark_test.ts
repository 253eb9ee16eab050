// Conversations, streams and messages against tshark's, on captures of other projects. tshark's own
// tables (`-z conv`) round bytes, so that its conversations are counted here from its fields.
import { assertEquals, assertNotEquals } from "@std/assert";
import { Notebook } from "./_network.ts";
import { fields, followCapture, missing, tshark } from "./_tshark.ts";

const FOREVER = {
  closed: Infinity,
  unanswered: Infinity,
  answered: Infinity,
  established: Infinity,
};

/** Captures in which everything is as tshark has it. */
const CAPTURES = [
  "ndpi__bad-dns-traffic.pcap",
  "ndpi__coap_mqtt.pcap",
  "ndpi__dns_exfiltration.pcap",
  "ndpi__sites.pcapng",
  "ndpi__yandex.pcapng",
  "tcpdump__mptcp-v0.pcap",
  "zeek__dns__mdns.pcap",
  "zeek__websocket__wstunnel-https.pcap",
] as const;

/** Where our conversations are others than tshark's, and why. */
const DIFFERENT: readonly (readonly [capture: string, protocol: "tcp" | "udp", why: string])[] = [
  ["gopacket__le__test102.pcapng", "udp", "ours have an interface, tshark's have none"],
  ["zeek__ldap__gap-data-missing.pcapng", "tcp", "each direction has a VLAN of its own"],
  ["zeek__ipv6-fragmented-dns.pcap", "udp", "we count the fragments, tshark the last of them"],
  ["ndpi__snmp.pcapng", "udp", "the same, with IPv4"],
  ["zeek__erspan.pcap", "tcp", "the same, inside a tunnel"],
  ["ndpi__rtmp.pcapng", "udp", "ours are the conversations in the tunnel, not the tunnel"],
  ["zeek__tunnels__Teredo.pcap", "udp", "the same, with Teredo"],
  ["zeek__nfs__nfs_write.pcap", "udp", "tshark puts calls from all ports into one, as RPC has it"],
  ["libpcap__AH-IPcomp-IPv4.pcap", "tcp", "tshark decompresses IPComp"],
  ["zeek__dns-inverse-query.pcap", "tcp", "we do not decode FDDI"],
];

function test(name: string, run: () => Promise<void>): void {
  Deno.test({ name: name + missing, ignore: missing !== "", fn: run });
}

const CONVERSATION_FIELDS = ["frame.len", "tcp.stream", "udp.stream"] as const;
const PORT_FIELDS = ["tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport"] as const;

/** What each direction of each conversation carried, by ports: `53>50000 2/180 50000>53 2/120`. */
function theirConversations(name: string, protocol: "tcp" | "udp"): string[] {
  // What an ICMP error quotes is no packet of the conversation.
  const filter = `${protocol} and not icmp and not icmpv6`;
  const rows = fields(name, [...CONVERSATION_FIELDS, ...PORT_FIELDS], "-Y", filter);
  const streams = new Map<string, Map<string, [number, number]>>();
  for (const [length, tcp, udp, ...ports] of rows) {
    const stream = protocol === "tcp" ? tcp : udp;
    const [source, destination] = protocol === "tcp" ? ports : ports.slice(2);
    const ways = streams.get(stream) ?? new Map<string, [number, number]>();
    streams.set(stream, ways);
    add(ways, `${source}>${destination}`, 1, Number(length));
  }
  return [...streams.values()].map(written).sort();
}

function add(ways: Map<string, [number, number]>, way: string, packets: number, bytes: number) {
  const counts = ways.get(way) ?? [0, 0];
  ways.set(way, [counts[0] + packets, counts[1] + bytes]);
}

function written(ways: ReadonlyMap<string, readonly [number, number]>): string {
  return [...ways].filter(([, [packets]]) => packets > 0)
    .map(([way, [packets, bytes]]) => `${way} ${packets}/${bytes}`).sort().join(" ");
}

async function ourConversations(name: string, protocol: string): Promise<string[]> {
  const notebook = new Notebook({
    flowEnd(flow) {
      if (flow.protocol !== protocol) return;
      const { client, server, toServer, toClient } = flow;
      const ways = new Map<string, [number, number]>();
      add(ways, `${client.port}>${server.port}`, toServer.packets, toServer.bytes);
      add(ways, `${server.port}>${client.port}`, toClient.packets, toClient.bytes);
      return written(ways);
    },
  });
  await followCapture(name, [notebook], { timeouts: FOREVER });
  return notebook.seen.sort();
}

for (const name of CAPTURES) {
  test(`conversations of ${name} are tshark's`, async () => {
    for (const protocol of ["tcp", "udp"] as const) {
      assertEquals(await ourConversations(name, protocol), theirConversations(name, protocol));
    }
  });
}

for (const [name, protocol, why] of DIFFERENT) {
  test(`conversations of ${name} differ from tshark's: ${why}`, async () => {
    const [ours, theirs] = [
      await ourConversations(name, protocol),
      theirConversations(name, protocol),
    ];
    assertNotEquals(ours, theirs);
  });
}

/** Captures, and how many of their whole streams to follow. */
const STREAMS = [
  ["ndpi__rdp.pcap", 1],
  ["ndpi__sites.pcapng", 3],
  ["ndpi__waze.pcap", 4],
  ["ndpi__wechat.pcap", 4],
  ["ndpi__yandex.pcapng", 3],
  ["zeek__ldap__ldap_search_umlaut.pcap", 1],
  ["zeek__websocket__wstunnel-https.pcap", 1],
] as const;

/** Both directions of a stream as tshark follows it, in hexadecimal, in no order. */
function theirStream(name: string, stream: number): string[] {
  const text = tshark(name, "-q", "-z", `follow,tcp,raw,${stream}`);
  const lines = text.split("\n").filter((line) => /^\t?[0-9a-f]+$/.test(line));
  const [there, back] = [false, true].map((isBack) =>
    lines.filter((line) => line.startsWith("\t") === isBack).map((line) => line.trim()).join("")
  );
  return [there, back].sort();
}

for (const [name, count] of STREAMS) {
  test(`stream gives the bytes of ${name} as tshark follows them`, async () => {
    const streams = new Map<number, { bytes: [string, string]; gaps: number }>();
    const order = new Map<number, number>();
    const notebook = new Notebook({
      // tshark numbers TCP streams from 0, in the order of their first packets.
      flowStart: ({ id, protocol }) => void (protocol === "tcp" && order.set(id, order.size)),
      stream({ flow, direction, bytes, gap }) {
        const stream = streams.get(flow.id) ?? { bytes: ["", ""], gaps: 0 };
        streams.set(flow.id, stream);
        stream.bytes[direction === "toServer" ? 0 : 1] += bytes.toHex();
        stream.gaps += gap;
      },
    });
    await followCapture(name, [notebook], { timeouts: FOREVER });
    let compared = 0;
    for (const [id, { bytes, gaps }] of streams) {
      if (gaps > 0 || compared === count) continue;
      compared++;
      assertEquals(bytes.sort(), theirStream(name, order.get(id) ?? -1), `stream ${order.get(id)}`);
    }
    assertEquals(compared, count);
  });
}

/** Microseconds as text: more digits neither of us has. */
function micros(ms: number | undefined): string {
  return ms === undefined ? "" : (ms / 1000).toFixed(6);
}

for (const name of ["ndpi__bad-dns-traffic.pcap", "ndpi__dns_exfiltration.pcap"]) {
  test(`dns pairs the messages of ${name} as tshark does, with its times`, async () => {
    const rows = fields(
      name,
      ["dns.qry.name", "dns.qry.type", "dns.flags.rcode", "dns.time"],
      ...["-Y", "dns.flags.response == 1 and dns.time"],
    );
    const notebook = new Notebook({
      dns: ({ name, type, responseCode, latencyMs, answered }) =>
        answered ? [name, type, responseCode, micros(latencyMs)].join(" ") : undefined,
    });
    await followCapture(name, [notebook], { timeouts: FOREVER });
    const theirs = rows.map(([name, type, code, time]) =>
      [name, type, code, Number(time).toFixed(6)].join(" ")
    );
    assertEquals(notebook.seen.map(rounded).sort(), theirs.map(rounded).sort());
  });
}

/** The last digit of a time depends on who rounds. */
function rounded(line: string): string {
  return line.replace(/\d$/, "");
}

for (
  const name of [
    "ndpi__sites.pcapng",
    "ndpi__waze.pcap",
    "ndpi__wechat.pcap",
    "ndpi__yandex.pcapng",
  ]
) {
  test(`tls finds the client hellos of ${name} as tshark does, with their JA3`, async () => {
    const rows = fields(
      name,
      ["tls.handshake.extensions_server_name", "tls.handshake.ja3"],
      ...["-Y", "tls.handshake.type == 1 and tcp"],
    );
    const notebook = new Notebook({
      tls: ({ kind, serverName = "", ja3 }) =>
        kind === "clientHello" ? `${serverName} ${ja3}` : undefined,
    });
    await followCapture(name, [notebook]);
    assertEquals(notebook.seen.sort(), rows.map((row) => row.join(" ")).sort());
  });

  test(`http finds the exchanges of ${name} as tshark does`, async () => {
    // By itself it waits for the end of a body, which some of the captures do not have.
    const atHead = ["-o", "http.desegment_body:FALSE"];
    const theirRequests = fields(
      name,
      ["http.request.method", "http.host", "http.request.uri"],
      ...["-Y", "http.request and tcp", ...atHead],
    );
    const theirResponses = fields(
      name,
      ["http.response.code"],
      ...["-Y", "http.response and tcp", ...atHead],
    );
    const requests: string[] = [], responses: string[] = [];
    const notebook = new Notebook({
      http({ method, host, target, status }) {
        if (method !== undefined) requests.push([method, host, target].join(" "));
        if (status !== undefined) responses.push(String(status));
      },
    });
    await followCapture(name, [notebook]);
    assertEquals(requests.sort(), theirRequests.map((row) => row.join(" ")).sort());
    assertEquals(responses.sort(), theirResponses.flat().sort());
  });
}
