// tests/core/flow/_network.ts: frames between two hosts, and a notebook for what comes of them.
import { MemorySource } from "../../../core/capture/memory.ts";
import { type Accepts, Dispatcher } from "../../../core/dispatcher.ts";
import { FlowEngine, type FlowOptions } from "../../../core/flow/engine.ts";
import type { FlowEventName, FlowEvents, FlowSubscriber } from "../../../core/flow/subscriber.ts";
import { Address } from "../../../core/wire/address.ts";

export const FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16;

/** One end of a conversation. */
export interface End {
  readonly address: string;
  readonly port: number;
}

export const CLIENT: End = { address: "192.0.2.1", port: 50_000 };
export const SERVER: End = { address: "192.0.2.2", port: 80 };

/** A frame and when it was seen, in milliseconds. */
export interface Timed {
  readonly bytes: Uint8Array;
  readonly ms: number;
}

/** A segment's header; the rest is zero. */
export interface SegmentFields {
  readonly sequence?: number;
  readonly acknowledgment?: number;
  readonly flags?: number;
  readonly window?: number;
  readonly payload?: Uint8Array | string;
}

const ASCII = new TextEncoder();

/** Text as bytes; bytes as they are. */
export function bytesOf(payload: Uint8Array | string | undefined): Uint8Array {
  return typeof payload === "string" ? ASCII.encode(payload) : payload ?? new Uint8Array(0);
}

/** A TCP segment in an Ethernet frame. */
export function tcp(from: End, to: End, fields: SegmentFields): Uint8Array {
  const payload = bytesOf(fields.payload);
  const segment = new Uint8Array(20 + payload.length);
  const view = new DataView(segment.buffer);
  view.setUint16(0, from.port);
  view.setUint16(2, to.port);
  view.setUint32(4, (fields.sequence ?? 0) >>> 0);
  view.setUint32(8, (fields.acknowledgment ?? 0) >>> 0);
  view.setUint16(12, 0x5000 | (fields.flags ?? ACK));
  view.setUint16(14, fields.window ?? 1000);
  segment.set(payload, 20);
  return ip(from, to, 6, segment);
}

/** A UDP datagram in an Ethernet frame. */
export function udp(from: End, to: End, payload: Uint8Array | string): Uint8Array {
  return ip(from, to, 17, udpDatagram(from, to, bytesOf(payload)));
}

/** The same without IP. */
export function udpDatagram(from: End, to: End, payload: Uint8Array): Uint8Array {
  const datagram = new Uint8Array(8 + payload.length);
  const view = new DataView(datagram.buffer);
  view.setUint16(0, from.port);
  view.setUint16(2, to.port);
  view.setUint16(4, datagram.length);
  datagram.set(payload, 8);
  return datagram;
}

/** An IP packet of the addresses' version, in an Ethernet frame. */
export function ip(from: End, to: End, protocol: number, payload: Uint8Array): Uint8Array {
  const source = Address.parse(from.address).toBytes();
  const destination = Address.parse(to.address).toBytes();
  const is4 = source.length === 4;
  const header = new Uint8Array(is4 ? 20 : 40);
  const view = new DataView(header.buffer);
  if (is4) {
    view.setUint16(0, 0x4500);
    view.setUint16(2, 20 + payload.length);
    header.set([64, protocol], 8);
    header.set([...source, ...destination], 12);
  } else {
    header.set([0x60]);
    view.setUint16(4, payload.length);
    header.set([protocol, 64], 6);
    header.set([...source, ...destination], 8);
  }
  const packet = new Uint8Array(header.length + payload.length);
  packet.set(header);
  packet.set(payload, header.length);
  return ethernet(is4 ? 0x0800 : 0x86dd, packet);
}

/** An Ethernet frame. */
export function ethernet(etherType: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(14 + payload.length);
  frame.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, etherType >> 8, etherType & 0xff]);
  frame.set(payload, 14);
  return frame;
}

/** A TCP connection being spoken, with the numbers kept for both sides. */
export class Talk {
  readonly frames: Timed[] = [];
  /** The next sequence number of each side: the client's, then the server's. */
  readonly next: [number, number];
  ms = 1000;

  constructor(
    readonly client: End = CLIENT,
    readonly server: End = SERVER,
    initial: readonly [number, number] = [1000, 5000],
  ) {
    this.next = [initial[0], initial[1]];
  }

  /** One segment of a side (0 is the client), a millisecond after the last. */
  say(side: 0 | 1, flags: number, payload: Uint8Array | string = ""): this {
    const [from, to] = side === 0 ? [this.client, this.server] : [this.server, this.client];
    const data = bytesOf(payload);
    const fields = {
      sequence: this.next[side],
      acknowledgment: (flags & ACK) === 0 ? 0 : this.next[1 - side],
      flags,
      payload: data,
    };
    this.frames.push({ bytes: tcp(from, to, fields), ms: this.ms++ });
    this.next[side] += data.length + ((flags & SYN) >> 1) + (flags & FIN);
    return this;
  }

  /** SYN, its answer, ACK. */
  open(): this {
    return this.say(0, SYN).say(1, SYN | ACK).say(0, ACK);
  }

  /** FIN, FIN, ACK. */
  close(): this {
    return this.say(0, FIN | ACK).say(1, FIN | ACK).say(0, ACK);
  }
}

/** Writes down what it is given, as text. */
export class Notebook implements FlowSubscriber {
  readonly wants: ReadonlySet<string>;
  readonly seen: string[] = [];
  constructor(
    readonly hooks: { readonly [Name in FlowEventName]?: (subject: FlowEvents[Name]) => unknown },
    readonly accepts?: Accepts,
  ) {
    this.wants = new Set(Object.keys(hooks));
  }
  flowFilterFor(): Accepts | undefined {
    return this.accepts;
  }
  deliver<Name extends FlowEventName>(name: Name, subject: FlowEvents[Name]): void {
    const written = this.hooks[name]?.(subject);
    if (written !== undefined) this.seen.push(String(written));
  }
}

/** Runs frames through an engine, which it gives back. */
export async function follow(
  frames: Iterable<Timed>,
  subscribers: readonly FlowSubscriber[],
  options: FlowOptions = {},
): Promise<FlowEngine> {
  const engine = new FlowEngine(subscribers, { maxFlows: 4096, ...options });
  const source = new MemorySource(
    Array.from(frames, ({ bytes, ms }) => ({
      bytes,
      seconds: Math.floor(ms / 1000),
      nanoseconds: Math.round((ms % 1000) * 1e6),
    })),
  );
  await new Dispatcher({ consumers: [engine] }).run(source);
  return engine;
}

/** Numbers that look like chance and are the same in every run (mulberry32). */
export function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
