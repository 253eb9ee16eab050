// tests/bench/_talks.ts: traffic of conversations, of any length, in little memory.
import { FlowEngine, type FlowOptions } from "../../core/flow/engine.ts";
import { ACK, CLIENT, SERVER, Talk, tcp, udp } from "../core/flow/_network.ts";
import type { MakeFrame } from "./_made_source.ts";

/** Connections that go on at the same time. */
const CONNECTIONS = 500;
/** Bytes of a full segment. */
const SEGMENT = 1000;
/** Where an IPv4 frame has its source, and a TCP segment in it its numbers. */
const AT = { SOURCE: 14 + 12, SEQUENCE: 14 + 20 + 4, ACKNOWLEDGMENT: 14 + 20 + 8 } as const;

/** Traffic, and how many frames come first that begin its conversations. */
export interface Talks {
  readonly make: MakeFrame;
  readonly opening: number;
}

/**
 * Connections that each begin with a request and an answer and go on with full
 * segments from the server and an ACK for each, mixed with each other.
 */
export function talks(request: string, answer: string): Talks {
  const all = Array.from(
    { length: CONNECTIONS },
    (_, n) => new Talk({ ...CLIENT, port: 20_000 + n }).open().say(0, ACK, request),
  );
  for (const talk of all) talk.say(1, ACK, answer);
  const perTalk = all[0].frames.length, opening = perTalk * CONNECTIONS;
  const payload = new Uint8Array(SEGMENT).fill(0x61);
  const data = all.map(({ client }) => new DataView(tcp(SERVER, client, { payload }).buffer));
  const acks = all.map(({ client }) => new DataView(tcp(client, SERVER, {}).buffer));
  const [sent, received] = all[0].next;
  const bytes = [data, acks].map((views) => views.map(({ buffer }) => new Uint8Array(buffer)));
  return {
    opening,
    make(position) {
      const talk = position % CONNECTIONS;
      if (position < opening) return all[talk].frames[Math.floor(position / CONNECTIONS)].bytes;
      const turn = Math.floor((position - opening) / CONNECTIONS), isAck = turn & 1;
      const from = (received + (turn >> 1) * SEGMENT) >>> 0;
      const view = (isAck === 0 ? data : acks)[talk];
      view.setUint32(AT.SEQUENCE, isAck === 0 ? from : sent);
      view.setUint32(AT.ACKNOWLEDGMENT, isAck === 0 ? sent : (from + SEGMENT) >>> 0);
      return bytes[isAck][talk];
    },
  };
}

/** Datagrams from so many senders, again and again. */
export function senders(count: number): MakeFrame {
  const frame = udp(CLIENT, SERVER, "x");
  const view = new DataView(frame.buffer);
  return (position) => {
    view.setUint32(AT.SOURCE, 0x0a00_0000 + position % count);
    return frame;
  };
}

/** An engine with one subscriber, which does nothing. */
export function engineFor(events: readonly string[], options: FlowOptions = {}): FlowEngine {
  return new FlowEngine([{
    wants: new Set(events),
    flowFilterFor: () => undefined,
    deliver() {},
  }], options);
}

/** The hooks of all messages that we find. */
export const MESSAGES: readonly string[] = ["dns", "tls", "http", "quic", "dhcp", "ntp", "ssh"];
/** Connections of no protocol. */
export const plain = (): Talks => talks("no protocol that anybody knows", "and its answer");
/** Connections of one, each with a response that does not end. */
export const web = (): Talks =>
  talks(
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n",
  );
