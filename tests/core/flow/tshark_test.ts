// Conversations, streams, datagrams and messages against tshark's (agreed with 4.0.17): on captures
// of other projects, and on some made here. JA4 it does not know before 4.2.
import { assertEquals, assertNotEquals } from "@std/assert";
import type { MemoryFrame } from "../../../core/capture/memory.ts";
import { certificateMessage, clientHello, serverHello } from "../../analyzers/_tls.ts";
import { captureFile } from "../../cli/_whiff.ts";
import { inDirectory } from "../capture/_tools.ts";
import {
  alike,
  type Aspect,
  ASPECTS,
  type Findings,
  findOurs,
  findTheirs,
  STREAMS,
} from "./_findings.ts";
import {
  ACK,
  CLIENT,
  ethernet,
  random,
  SERVER,
  Talk,
  type Timed,
  udp,
  udpDatagram,
} from "./_network.ts";
import { fragment4, fragment6 } from "./_pieces.ts";
import { askTshark, capturePath, missing, noTshark } from "./_tshark.ts";

/** Captures in which everything is as tshark has it. */
const CAPTURES = [
  "ndpi__bad-dns-traffic.pcap",
  "ndpi__coap_mqtt.pcap",
  "ndpi__dns_exfiltration.pcap",
  "ndpi__opera-vpn.pcap",
  "ndpi__quic-v2.pcapng",
  "ndpi__quic_0RTT.pcapng",
  "ndpi__rdp.pcap",
  "ndpi__sites.pcapng",
  "ndpi__starcraft_battle.pcap",
  "ndpi__waze.pcap",
  "ndpi__wechat.pcap",
  "ndpi__yandex.pcapng",
  "tcpdump__arcnet-rfc1201-arp-icmp-http.pcap",
  "tcpdump__edns-opts.pcap",
  "tcpdump__mptcp-v0.pcap",
  "zeek__krb__kerberos_tso.pcapng",
  "zeek__nfs__nfs_write.pcap",
  "zeek__pppoe.pcap",
  "zeek__websocket__oversized-close-frame.pcapng",
] as const;

/** Where ours differs from tshark's, and why; in all else these captures are equal too. */
const DIFFERENT: readonly (readonly [capture: string, aspects: readonly Aspect[], why: string])[] =
  [
    ["gopacket__le__test102.pcapng", ["udp", "ip"], "packets without a time, and two interfaces"],
    ["libpcap__AH-IPcomp-IPv4.pcap", ["tcp", "ip", "http"], "tshark decompresses IPComp"],
    ["ndpi__heuristic_tcp_ack_payload.pcap", ["streams"], "padding at the number of the FIN"],
    ["ndpi__quic_interop_V.pcapng", ["quic"], "a version that is only for being refused"],
    ["ndpi__rtmp.pcapng", ["udp", "ip"], "tshark counts the tunnel (GTP) and what is in it"],
    ["ndpi__snmp.pcapng", ["udp"], "tshark splits off the first packet, as ports may change then"],
    ["tcpdump__ipv6-routing-header.pcap", ["udp"], "tshark takes a routing header's last address"],
    [
      "zeek__cisco-fabric-path.pcap",
      ["tcp", "udp", "ipv6"],
      "tshark does not look into FabricPath",
    ],
    ["zeek__dns-inverse-query.pcap", ["tcp", "ip", "dns"], "we do not decode FDDI"],
    ["zeek__dns__mdns.pcap", ["dns"], "for us each message of multicast DNS stands alone"],
    ["zeek__erspan.pcap", ["tcp", "ip", "ipv6"], "we count fragments, and the outermost addresses"],
    [
      "zeek__ipv6-fragmented-dns.pcap",
      ["udp", "ipv6", "dns"],
      "we count fragments, and the time from the first of two questions",
    ],
    ["zeek__ldap__gap-data-missing.pcapng", ["tcp", "streams"], "each direction has its own VLAN"],
    ["zeek__mysql__encrypted.pcap", ["tls"], "we read TLS from the beginning of a connection"],
    ["zeek__tunnels__Teredo.pcap", ["udp", "ipv6"], "tshark counts the tunnel and what is in it"],
    ["zeek__tunnels__ayiya3.pcap", ["tcp", "ipv6", "http"], "we do not look into AYIYA"],
    [
      "zeek__tunnels__geneve-vxlan-dns-truncated.pcap",
      ["udp", "ip", "dns"],
      "ours is the conversation in two tunnels, theirs are the tunnels",
    ],
  ];

/** What both find in a capture. */
async function compared(path: string): Promise<{ ours: Findings; theirs: Findings }> {
  const [ours, answer] = await Promise.all([findOurs(path), askTshark(path, STREAMS)]);
  const theirs = findTheirs(answer, ours);
  return {
    ours,
    theirs: Object.fromEntries(
      ASPECTS.map((aspect) => [aspect, alike(theirs[aspect], ours[aspect])]),
    ) as Record<Aspect, string[]>,
  };
}

for (
  const [name, different, why] of [
    ...CAPTURES.map((name) => [name, [], ""] as const),
    ...DIFFERENT,
  ]
) {
  const but = different.length === 0 ? "" : `, but for ${different.join(", ")}: ${why}`;
  Deno.test({
    name: `FlowEngine finds in ${name} what tshark finds${but}${missing}`,
    ignore: missing !== "",
    async fn() {
      const { ours, theirs } = await compared(capturePath(name));
      for (const aspect of ASPECTS) {
        if (!different.includes(aspect)) assertEquals(ours[aspect], theirs[aspect], aspect);
        // What is no longer different has no place in the table.
        else assertNotEquals(ours[aspect], theirs[aspect], aspect);
      }
    },
  });
}

const RESOLVER = { address: "192.0.2.53", port: 53 };

/** A DNS message with one question of type A, and its answer. */
function dns(id: number, name: string, isAnswer: boolean): Uint8Array {
  const labels = name.split(".").flatMap((label) => [
    label.length,
    ...new TextEncoder().encode(label),
  ]);
  return Uint8Array.of(
    ...[id >> 8, id & 0xff, isAnswer ? 0x81 : 1, 0, 0, 1, 0, +isAnswer, 0, 0, 0, 0],
    ...[...labels, 0, 0, 1, 0, 1],
    ...(isAnswer ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 9] : []),
  );
}

/** Questions and answers, out of order and over TCP too, where two come in three segments. */
function questions(): Timed[] {
  const ask = (ms: number, bytes: Uint8Array) => ({ ms, bytes: udp(CLIENT, RESOLVER, bytes) });
  const answer = (ms: number, bytes: Uint8Array) => ({ ms, bytes: udp(RESOLVER, CLIENT, bytes) });
  const [first, second] = [dns(3, "c.example", false), dns(4, "d.example", false)]
    .map((message) => Uint8Array.of(0, message.length, ...message));
  const both = Uint8Array.of(...first, ...second);
  const answers = [4, 3].flatMap((id) => {
    const message = dns(id, `${"cd"[id - 3]}.example`, true);
    return [0, message.length, ...message];
  });
  const talk = new Talk(CLIENT, RESOLVER).open()
    .say(0, ACK, both.subarray(0, 10)).say(0, ACK, both.subarray(10, 30))
    .say(0, ACK, both.subarray(30)).say(1, ACK, Uint8Array.from(answers)).close();
  return [
    ask(10, dns(1, "a.example", false)),
    ask(12, dns(2, "b.example", false)),
    answer(30, dns(2, "b.example", true)),
    answer(47, dns(1, "a.example", true)),
    ...talk.frames,
  ];
}

/** Two requests; answers with a body in chunks, and without. The second may not wait for the first. */
function requests(inPipeline: boolean): Timed[] {
  const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: www.example.com\r\n\r\n`;
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  const talk = new Talk().open().say(0, ACK, get("/a"));
  if (inPipeline) talk.say(0, ACK, get("/b"));
  talk.say(1, ACK, chunked);
  if (!inPipeline) talk.say(0, ACK, get("/b"));
  return talk.say(1, ACK, "HTTP/1.1 304 Not Modified\r\n\r\n").close().frames;
}

/** Hellos in pieces, the certificate of the server, and of a client that is asked for its own. */
function hellos(): Timed[] {
  const talk = new Talk(CLIENT, { ...SERVER, port: 443 }).open();
  const say = (side: 0 | 1, bytes: Uint8Array, size: number) => {
    for (let at = 0; at < bytes.length; at += size) {
      talk.say(side, ACK, bytes.subarray(at, at + size));
    }
  };
  say(0, clientHello("www.example.com"), 50);
  say(1, serverHello(0x0303), 30);
  say(1, certificateMessage({}), 100);
  say(0, certificateMessage({ subject: "client" }), 1000);
  return talk.close().frames;
}

/** Bytes past the greatest sequence number, whose segments come in any order, some of them twice. */
function shuffledStream(): Timed[] {
  const below = random(5);
  const talk = new Talk(CLIENT, SERVER, [0xffff_ff00, 7]).open();
  const opening = talk.frames.length;
  for (let k = 0; k < 40; k++) {
    talk.say(0, ACK, Uint8Array.from({ length: 1 + below(60) }, () => below(256)));
  }
  const segments = shuffled(talk.frames.splice(opening), below);
  const again = segments.filter((_, at) => at % 5 === 0);
  const sent = [...talk.frames, ...segments, ...again].map(({ bytes }, at) => ({
    bytes,
    ms: 1000 + at,
  }));
  talk.ms = 1000 + sent.length;
  talk.frames.length = 0;
  return [...sent, ...talk.say(1, ACK).close().frames];
}

function shuffled<T>(list: readonly T[], below: (limit: number) => number): T[] {
  return list.map((one) => [below(1e6), one] as const).sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

/** Datagrams of both versions in fragments of any size and order, some of which come twice. */
function pieces(): Timed[] {
  const below = random(3);
  return Array.from({ length: 12 }, (_, id) => {
    const make = id % 2 === 0 ? fragment4 : fragment6;
    const payload = Uint8Array.from({ length: 500 + below(3000) }, () => below(256));
    const whole = udpDatagram(CLIENT, { ...SERVER, port: 9 }, payload);
    const frames: Uint8Array[] = [];
    for (let from = 0, to; from < whole.length; from = to) {
      to = Math.min(whole.length, from + 8 * (1 + below(100)));
      frames.push(make(id, from, to < whole.length, whole.subarray(from, to)));
    }
    const last = shuffled(frames, below);
    // What comes again after the whole would begin another one.
    return [...frames.slice(0, 2).filter((frame) => frame !== last.at(-1)), ...last];
  }).flat().map((bytes, at) => ({ bytes, ms: 1000 + at }));
}

/** The same behind a VLAN tag. */
function tagged(frames: readonly Timed[]): Timed[] {
  return frames.map(({ bytes, ms }) => ({
    bytes: ethernet(0x8100, Uint8Array.of(0, 7, ...bytes.subarray(12))),
    ms,
  }));
}

for (
  const [what, frames, aspects, different, why] of [
    ["questions and answers", questions(), ["tcp", "udp", "streams", "dns"], []],
    ["requests", requests(false), ["tcp", "streams", "http"], []],
    [
      "requests in a pipeline",
      requests(true),
      ["tcp", "streams", "http"],
      ["http"],
      "tshark takes the last request for that of every answer",
    ],
    ["hellos in pieces", hellos(), ["tcp", "streams", "tls"], []],
    ["a stream in disorder", shuffledStream(), ["tcp", "streams"], []],
    ["datagrams in disorder", pieces(), ["datagrams"], []],
    ["datagrams behind a VLAN tag", tagged(pieces()), ["datagrams"], []],
  ] as readonly (readonly [string, Timed[], readonly Aspect[], readonly Aspect[], string?])[]
) {
  const but = different.length === 0 ? "" : `, but for ${different.join(", ")}: ${why}`;
  Deno.test({
    name: `FlowEngine finds in ${what} what tshark finds${but}${noTshark}`,
    ignore: noTshark !== "",
    async fn() {
      await inDirectory(async (directory) => {
        const path = `${directory}/made.pcapng`;
        await captureFile(path, frames.map(memoryFrame));
        const { ours, theirs } = await compared(path);
        for (const aspect of aspects) {
          assertNotEquals(ours[aspect], [], aspect);
          if (!different.includes(aspect)) assertEquals(ours[aspect], theirs[aspect], aspect);
          else assertNotEquals(ours[aspect], theirs[aspect], aspect);
        }
      });
    },
  });
}

function memoryFrame({ bytes, ms }: Timed): MemoryFrame {
  return { bytes, seconds: Math.floor(ms / 1000), nanoseconds: (ms % 1000) * 1e6 };
}
