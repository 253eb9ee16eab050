// tests/live/_coverage.ts: which bytes of its streams a capture file has, found without our streams.
import { bytesInput } from "../../core/capture/byte_stream.ts";
import { openCapture } from "../../core/capture/open.ts";
import { Packet } from "../../core/packet.ts";

/** How much of what a server said is in a capture file. */
export interface Coverage {
  /** Bytes that are in none of its packets, before the last that is. */
  readonly missing: number;
  /** The same with those that came when the client had acknowledged them already. */
  readonly missingInTime: number;
  /** Segments that begin before the end of one that came earlier. */
  readonly outOfOrder: number;
}

/** A stretch of a stream. */
type Stretch = readonly [from: number, to: number];

/** What a server says to one client. */
class Reading {
  readonly #first: number;
  readonly #seen: Stretch[] = [];
  readonly #inTime: Stretch[] = [];
  #acknowledged = 0;
  #reached = 0;
  #outOfOrder = 0;

  /** @param first the sequence number of the stream's first byte */
  constructor(first: number) {
    this.#first = first;
  }

  segment(sequence: number, length: number): void {
    const from = (sequence - this.#first) >>> 0, to = from + length;
    if (length === 0) return;
    if (from < this.#reached) this.#outOfOrder++;
    this.#reached = Math.max(this.#reached, to);
    this.#seen.push([from, to]);
    if (to > this.#acknowledged) this.#inTime.push([Math.max(from, this.#acknowledged), to]);
  }

  acknowledge(sequence: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, (sequence - this.#first) >>> 0);
  }

  get coverage(): Coverage {
    const outOfOrder = this.#outOfOrder;
    return { missing: holes(this.#seen), missingInTime: holes(this.#inTime), outOfOrder };
  }
}

function holes(stretches: readonly Stretch[]): number {
  let missing = 0, end = 0;
  for (const [from, to] of stretches.toSorted(([a], [b]) => a - b)) {
    missing += Math.max(0, from - end);
    end = Math.max(end, to);
  }
  return missing;
}

/** The coverage of what came from a port, by the address that it went to. */
export async function coverageOf(path: string, port: number): Promise<Map<string, Coverage>> {
  const readings = new Map<string, Reading>();
  using source = await openCapture(bytesInput(Deno.readFileSync(path)));
  const packet = new Packet();
  let number = 0;
  for await (const batch of source) {
    while (batch.next()) {
      packet.set(batch, ++number);
      const { ip, tcp } = packet;
      if (ip === undefined || tcp === undefined) continue;
      if (tcp.destinationPort === port) {
        if (tcp.flags.ack) readings.get(`${ip.source}`)?.acknowledge(tcp.acknowledgmentNumber);
      } else if (tcp.flags.syn) {
        readings.set(`${ip.destination}`, new Reading(tcp.sequenceNumber + 1));
      } else {
        readings.get(`${ip.destination}`)?.segment(tcp.sequenceNumber, tcp.payloadLength);
      }
    }
  }
  return new Map([...readings].map(([client, { coverage }]) => [client, coverage]));
}
