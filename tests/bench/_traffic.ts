// tests/bench/_traffic.ts: traffic for measuring: the same bytes on every machine.
import { createOutput } from "../../core/capture/deno_file.ts";
import { PcapWriter } from "../../core/capture/pcap_writer.ts";
import { CountedBatch, CountedSource } from "./_counted_source.ts";

/** Bytes between two frames in memory, as in a ring. */
const STRIDE = 512;
const HOSTS = 5_000;

/** A seeded generator (mulberry32): numbers from 0 up to 1. */
export function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Frames in one piece of memory. */
export interface Traffic {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each begins. */
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/**
 * Frames as they pass by: TCP three times in four, UDP, a quarter of them over
 * IPv6, every eighth with a VLAN tag; hosts by a Zipf law, ports of services and
 * others, payloads that no decoder knows.
 */
export function traffic(count: number): Traffic {
  const random = seeded(1);
  const bytes = new Uint8Array(count * STRIDE);
  const starts = Int32Array.from({ length: count }, (_, k) => k * STRIDE);
  const lengths = Int32Array.from(starts, (start) => writeFrame(bytes, start, random));
  return { bytes, starts, lengths };
}

/** One frame; its length. */
function writeFrame(bytes: Uint8Array, start: number, random: () => number): number {
  const isTagged = random() < 1 / 8, isSix = random() < 1 / 4, isTcp = random() < 3 / 4;
  const payloadLength = 40 + Math.floor(random() * 300);
  const transportLength = (isTcp ? 20 : 8) + payloadLength;
  let at = start + 12;
  const put = (...values: number[]) => {
    for (const value of values) bytes[at++] = value;
  };
  if (isTagged) put(0x81, 0, 0, 7);
  if (isSix) {
    put(0x86, 0xdd, 0x60, 0, 0, 0, transportLength >> 8, transportLength, isTcp ? 6 : 17, 64);
    for (let side = 0; side < 2; side++) {
      const host = zipf(random);
      put(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, host >> 8, host);
    }
  } else {
    const total = 20 + transportLength;
    put(0x08, 0, 0x45, 0, total >> 8, total, 0, 0, 0x40, 0, 64, isTcp ? 6 : 17, 0, 0);
    for (let side = 0; side < 2; side++) {
      const host = zipf(random);
      put(198, 18, host >> 8, host);
    }
  }
  const client = 32_768 + Math.floor(random() * 28_000);
  const service = random() < 0.7 ? [443, 80, 53][Math.floor(random() * 3)] : client ^ 0x1555;
  put(client >> 8, client, service >> 8, service);
  if (isTcp) put(0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x10, 0xff, 0xff, 0, 0, 0, 0);
  else put(transportLength >> 8, transportLength, 0, 0);
  for (let k = 0; k < payloadLength; k++) put(random() * 256);
  return at - start;
}

function zipf(random: () => number): number {
  return Math.floor(HOSTS ** random());
}

/** The same traffic again and again, a microsecond a packet, until `count` packets have passed. */
export class EndlessSource extends CountedSource {
  constructor(traffic: Traffic, count: number) {
    super(new TrafficBatch(traffic, count));
  }
}

/** A cursor over the traffic that begins again at its end. */
class TrafficBatch extends CountedBatch {
  #frame = 0;
  readonly #traffic: Traffic;

  constructor(traffic: Traffic, count: number) {
    super(count);
    this.bytes = traffic.bytes;
    this.#traffic = traffic;
  }

  protected override take(): void {
    const { starts, lengths } = this.#traffic, frame = this.#frame;
    this.start = starts[frame];
    this.capturedLength = this.originalLength = lengths[frame];
    this.#frame = frame + 1 === starts.length ? 0 : frame + 1;
  }
}

/** Frames that differ in a capture that is made. */
const FRAMES = 20_000;

/** Writes a capture of so many packets. */
export async function makeCapture(path: string, packets: number): Promise<void> {
  const source = new EndlessSource(traffic(FRAMES), packets);
  const writer = new PcapWriter(createOutput(path), source.interfaces[0]);
  for await (const batch of source) while (batch.next()) writer.write(batch);
  writer.close();
}
