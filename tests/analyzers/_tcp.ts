// tests/analyzers/_tcp.ts: segments for tests of what TCP does.
import { ethernet, type PacketBuilder } from "whiff/testing";

/** Ports and addresses of a connection. */
export interface Ends {
  readonly client?: string;
  readonly server?: string;
  readonly clientPort?: number;
  readonly serverPort?: number;
}

/** A segment: flags, sequence number, acknowledgment number, bytes of payload, window. */
export type Segment = readonly [
  flags: string,
  seq: number,
  ack?: number,
  bytes?: number,
  win?: number,
];

/** A function for each side that makes a segment of it. */
export function sides(ends: Ends = {}) {
  const { client = "10.0.0.1", server = "10.0.0.2", clientPort = 40_000, serverPort = 80 } = ends;
  const make = (
    [source, destination]: readonly [string, string],
    [sourcePort, destinationPort]: readonly [number, number],
    [flags, sequenceNumber, acknowledgmentNumber = 0, bytes = 0, window = 1000]: Segment,
  ): PacketBuilder =>
    ethernet().ipv4({ source, destination })
      .tcp({ sourcePort, destinationPort, flags, sequenceNumber, acknowledgmentNumber, window })
      .payload(new Uint8Array(bytes));
  return {
    client: (...segment: Segment) => make([client, server], [clientPort, serverPort], segment),
    server: (...segment: Segment) => make([server, client], [serverPort, clientPort], segment),
  };
}

/** A handshake: the client's numbers go on at 1, the server's at 101. */
export function handshake({ client, server }: ReturnType<typeof sides>): PacketBuilder[] {
  return [client("S", 0), server("SA", 100, 1), client("A", 1, 101)];
}
