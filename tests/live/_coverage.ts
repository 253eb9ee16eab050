// tests/live/_coverage.ts: which bytes of its streams a capture file has, found without our streams.
import { bytesInput } from "../../core/capture/byte_stream.ts";
import { openCapture } from "../../core/capture/open.ts";
import { Packet } from "../../core/packet.ts";

/** How much of what a server said is in a capture file. */
export interface Coverage {
  /** Bytes that are in none of its packets, before the last that is. */
  missing: number;
  /** Packets that begin before the end of one that came earlier. */
  outOfOrder: number;
}

/** Segments of one direction, with their places in the stream. */
interface Segments {
  first: number;
  readonly places: (readonly [from: number, to: number])[];
}

/** The coverage of what came from a port, by the address that it went to. */
export async function coverageOf(path: string, port: number): Promise<Map<string, Coverage>> {
  const segments = new Map<string, Segments>();
  using source = await openCapture(bytesInput(Deno.readFileSync(path)));
  const packet = new Packet();
  let number = 0;
  for await (const batch of source) {
    while (batch.next()) {
      packet.set(batch, ++number);
      const { ip, tcp } = packet;
      if (ip === undefined || tcp?.sourcePort !== port) continue;
      const client = String(ip.destination);
      if (tcp.flags.syn) segments.set(client, { first: tcp.sequenceNumber + 1, places: [] });
      const known = segments.get(client);
      if (known === undefined) throw new Error("The file has no SYN of this connection");
      const from = (tcp.sequenceNumber - known.first) >>> 0;
      if (tcp.payloadLength > 0) known.places.push([from, from + tcp.payloadLength]);
    }
  }
  return new Map([...segments].map(([client, { places }]) => [client, coverage(places)]));
}

function coverage(places: Segments["places"]): Coverage {
  let outOfOrder = 0, reached = 0;
  for (const [from, to] of places) {
    if (from < reached) outOfOrder++;
    reached = Math.max(reached, to);
  }
  let missing = 0, end = 0;
  for (const [from, to] of places.toSorted(([a], [b]) => a - b)) {
    missing += Math.max(0, from - end);
    end = Math.max(end, to);
  }
  return { missing, outOfOrder };
}
