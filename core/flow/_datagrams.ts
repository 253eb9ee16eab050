// core/flow/_datagrams.ts: fragments in, whole datagrams out, decoded.
import { Packet } from "../packet.ts";
import { type Datagram, Fragments } from "./_fragments.ts";
import type { FlowKey } from "./_key.ts";

/** Fragments of fragments, as tunnels make them, are put together so deep. */
const MAX_NESTED = 4;

/** Who accepts a frame of a link type, as bits. */
export type Judge = (linkType: number, frame: Uint8Array) => number;

/** Puts datagrams together and sets keys on them. */
export class Datagrams {
  readonly #fragments: Fragments;
  readonly #judge: Judge;
  #whole: Packet | undefined;

  /** @param maxBytes what fragments may take that wait for others */
  constructor(maxBytes: number, judge: Judge) {
    this.#fragments = new Fragments(maxBytes);
    this.#judge = judge;
  }

  /** Datagrams that were given up. */
  get dropped(): number {
    return this.#fragments.dropped;
  }

  /** Bytes of fragments that wait, with what keeping them costs. */
  get used(): number {
    return this.#fragments.used;
  }

  /** Gives up what has taken too long. */
  expire(timeMs: number): void {
    this.#fragments.expire(timeMs);
  }

  /**
   * Takes a frame with a fragment, on which `key` is set. Where it makes a
   * datagram whole, `key` is set on that, lent until the next; else the result
   * is `undefined`. The datagram may be a fragment again.
   */
  collect(key: FlowKey, frame: Packet, accepted: number): Datagram | undefined {
    const { vlan, interfaceId } = key;
    let packet = frame;
    let so = { frames: 1, wireBytes: frame.originalLength, accepted };
    for (let depth = 0; depth < MAX_NESTED && key.fragment !== undefined; depth++) {
      const context = `${vlan} ${interfaceId} ${depth}`;
      const datagram = this.#fragments.add(packet, key.fragment, key.fragmentIsIpv4, context, so);
      if (datagram === undefined) return undefined;
      const judged = depth === 0 ? this.#judge(frame.linkType, asFrame(datagram, frame)) : 0;
      const whole = { ...datagram, accepted: datagram.accepted | judged };
      so = whole;
      packet = this.#decode(whole, frame);
      const isWhole = key.set(packet, vlan, interfaceId);
      if (key.fragment === undefined) return isWhole ? whole : undefined;
    }
    return undefined;
  }

  /** A datagram as a packet, seen when its last frame was. */
  #decode({ bytes, selector }: Datagram, frame: Packet): Packet {
    const whole = this.#whole ??= new Packet(frame.registry);
    whole.setBytes(bytes, { selector, seconds: frame.seconds });
    whole.nanoseconds = frame.nanoseconds;
    return whole;
  }
}

/**
 * What the frame would be, had the datagram not been cut: filters see ports in
 * it that no fragment of IPv6 shows them.
 */
function asFrame({ bytes, ipStart }: Datagram, frame: Packet): Uint8Array {
  const before = frame.bytes.subarray(frame.start, ipStart);
  const whole = new Uint8Array(before.length + bytes.length);
  whole.set(before);
  whole.set(bytes, before.length);
  return whole;
}
