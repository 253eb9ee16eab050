// Sequences of packets that were bent: engines must not throw, must stay within their bounds, and
// must give all their memory back.
import { assert, assertEquals } from "@std/assert";
import { MemorySource } from "../../core/capture/memory.ts";
import { Dispatcher } from "../../core/dispatcher.ts";
import { FlowEngine } from "../../core/flow/engine.ts";
import { MESSAGE_PROTOCOLS } from "../../core/flow/messages/mod.ts";
import type { FlowSubscriber } from "../../core/flow/subscriber.ts";
import { clientHello, crypto, initial } from "../core/flow/_hellos.ts";
import {
  ACK,
  CLIENT,
  type End,
  ip,
  random,
  SERVER,
  Talk,
  type Timed,
  udp,
} from "../core/flow/_network.ts";

const RUNS = 150;
/** Small, so that they are reached. */
const BOUNDS = {
  maxFlows: 8,
  maxWaitingBytes: 2000,
  maxAllWaitingBytes: 4000,
  maxFragmentBytes: 3000,
  maxMessageBytes: 100_000,
} as const;

const HELLO = Uint8Array.fromHex(
  "160301003c010000380303" + "00".repeat(32) + "000002130101" + "00000d" + "00" +
    "0000000900070000046c6f616c",
);
const QUERY = Uint8Array.fromHex("000101000001000000000000016102" + "6e6c0000010001");
const DHCP = new Uint8Array(260);
DHCP.set([1, 1, 6]);
DHCP.set([99, 130, 83, 99, 53, 1, 1, 12, 2, 112, 99, 255], 236);
const QUIC = initial(0, Uint8Array.of(...crypto(0, clientHello("a.nl"))));

/** What all sequences are made of. */
function seeds(): Timed[] {
  const v6: End = { address: "2001:db8::1", port: 53 };
  const web = new Talk().open()
    .say(0, ACK, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    .say(1, ACK, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
    .close();
  const tls = new Talk(CLIENT, { ...SERVER, port: 443 }).open().say(0, ACK, HELLO).say(
    1,
    ACK,
    HELLO,
  );
  const ssh = new Talk({ ...CLIENT, port: 9 }, { ...SERVER, port: 22 }).open()
    .say(1, ACK, "SSH-2.0-a\r\n").say(0, ACK, "SSH-2.0-b\r\n");
  const dns = new Talk({ ...CLIENT, port: 8 }, { ...SERVER, port: 53 }).open()
    .say(0, ACK, Uint8Array.of(0, QUERY.length, ...QUERY));
  const datagrams =
    ([[53, QUERY], [5353, QUERY], [67, DHCP], [123, new Uint8Array(48).fill(0x23)], [
      443,
      QUIC,
    ]] as const).map(([port, payload], ms) => ({
      ms,
      bytes: udp(CLIENT, { ...SERVER, port }, payload),
    }));
  const fragments = [0, 1, 2].map((index) => {
    const bytes = ip(CLIENT, SERVER, 17, new Uint8Array(64));
    bytes.set([index < 2 ? 0x20 : 0, index * 8], 14 + 6);
    return { ms: index, bytes };
  });
  const fragment6 = {
    ms: 5,
    bytes: ip(v6, v6, 44, Uint8Array.of(17, 0, 0, 1, ...new Uint8Array(20))),
  };
  return [web, tls, ssh, dns].flatMap(({ frames }) => frames)
    .concat(datagrams, fragments, fragment6, { ms: 6, bytes: udp(v6, v6, QUERY) });
}

/** Frames in some order, some of them more than once, some bent or cut. */
function bent(frames: readonly Timed[], below: (limit: number) => number) {
  const bend = (bytes: Uint8Array) => {
    const copy = bytes.slice(0, below(8) === 0 ? below(bytes.length) + 1 : bytes.length);
    // Mostly behind the addresses, so that it stays a conversation.
    for (let k = below(4); k > 0; k--) copy[Math.min(copy.length - 1, 34 + below(60))] = below(256);
    if (below(10) === 0) copy[below(copy.length)] = below(256);
    return copy;
  };
  return Array.from({ length: 300 }, (_, index) => {
    const ordered = below(3) > 0 ? index % frames.length : below(frames.length);
    const ms = 1000 + index * below(2000);
    const { bytes } = frames[ordered];
    const seconds = Math.floor(ms / 1000), nanoseconds = (ms % 1000) * 1e6;
    return { bytes: below(2) === 0 ? bytes : bend(bytes), seconds, nanoseconds };
  });
}

/** Wants everything and reads every field of it. */
class Reader implements FlowSubscriber {
  readonly wants: ReadonlySet<string> = new Set([
    ...["flowStart", "flowEnd", "service", "stream"],
    ...MESSAGE_PROTOCOLS.flatMap(({ events }) => events),
  ]);
  readonly counts = new Map<string, number>();
  flowFilterFor() {
    return undefined;
  }
  deliver(name: string, subject: object): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    for (const key in subject) {
      const value = (subject as Record<string, unknown>)[key];
      if (key !== "table" && typeof value !== "object") String(value);
    }
    if ("flow" in subject) JSON.stringify(subject.flow);
    if (name === "stream" && "bytes" in subject) assert(subject.bytes instanceof Uint8Array);
    if ("gap" in subject) assert(Number(subject.gap) >= 0);
  }
}

Deno.test("FlowEngine stands any sequence of packets, within its bounds", async () => {
  const frames = seeds();
  const counts = new Map<string, number>();
  for (let seed = 1; seed <= RUNS; seed++) {
    const reader = new Reader();
    const engine = new FlowEngine([reader], BOUNDS);
    const watch = {
      filterFor: () => undefined,
      dueMs: Infinity,
      begin() {},
      tick() {},
      packet() {
        const { active, waitingBytes, fragmentBytes, messageBytes } = engine.statistics;
        assert(active <= BOUNDS.maxFlows, `seed ${seed}: flows`);
        assert(waitingBytes <= BOUNDS.maxAllWaitingBytes, `seed ${seed}: streams`);
        assert(fragmentBytes <= BOUNDS.maxFragmentBytes, `seed ${seed}: fragments`);
        assert(messageBytes <= BOUNDS.maxMessageBytes, `seed ${seed}: messages`);
      },
    };
    const source = new MemorySource(bent(frames, random(seed)));
    await new Dispatcher({ consumers: [engine, watch] }).run(source);
    const { active, waitingBytes, messageBytes } = engine.statistics;
    assertEquals([active, waitingBytes, messageBytes], [0, 0, 0], `seed ${seed}: at the end`);
    for (const [name, count] of reader.counts) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  // A fuzz that reaches nothing proves nothing.
  for (
    const name of [
      "flowStart",
      "flowEnd",
      "stream",
      "dns",
      "http",
      "tls",
      "ssh",
      "dhcp",
      "ntp",
      "quic",
    ]
  ) {
    assert((counts.get(name) ?? 0) > RUNS, `${name} was reached ${counts.get(name) ?? 0} times`);
  }
});
