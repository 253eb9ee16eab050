// plugins/testing/_transport_layers.ts: UDP and TCP.
import { padded } from "./_ip_layers.ts";
import { four, joined, type Layer, type Neighbours, setChecksum, two } from "./_layer.ts";

/** A port that belongs to no service (RFC 6335, section 6). */
const CLIENT_PORT = 49_152;
/** A service's port where nothing says which: discard, RFC 863. */
const SERVICE_PORT = 9;

/** The two ports of a datagram or segment; what is left out stands in brackets. */
export interface PortFields {
  /** [49152, or what carries the payload when that comes from a service] */
  readonly sourcePort?: number;
  /** [that of the service above, else 9] */
  readonly destinationPort?: number;
}

function portsOf({ sourcePort, destinationPort }: PortFields, above: Layer | undefined): number[] {
  const service = above?.port ?? SERVICE_PORT;
  const [from, to] = above?.fromServer ? [service, CLIENT_PORT] : [CLIENT_PORT, service];
  return [...two(sourcePort ?? from), ...two(destinationPort ?? to)];
}

/** UDP (RFC 768). */
export class UdpLayer implements Layer {
  readonly name = "udp";
  readonly ipProtocol = 17;
  readonly #fields: PortFields;

  constructor(fields: PortFields) {
    this.#fields = fields;
  }

  encode(payload: Uint8Array, { above, below }: Neighbours): Uint8Array {
    const length = 8 + payload.length;
    const datagram = joined(portsOf(this.#fields, above), two(length), [0, 0], payload);
    const pseudo = below?.pseudoHeader?.(this.ipProtocol, length);
    // Without addresses there is nothing to cover: zero says that there is no checksum.
    if (pseudo === undefined) return datagram;
    setChecksum(datagram, 6, pseudo);
    // A checksum of zero is written as its other form (RFC 768, "Fields").
    if (datagram[6] === 0 && datagram[7] === 0) datagram.fill(0xff, 6, 8);
    return datagram;
  }
}

/** The letters of {@linkcode TcpFields.flags}, as scapy has them, and their bits. */
const FLAGS: ReadonlyMap<string, number> = new Map(
  ["F", "S", "R", "P", "A", "U", "E", "C"].map((letter, bit) => [letter, 1 << bit]),
);

/** Fields of a TCP header; what is left out stands in brackets. */
export interface TcpFields extends PortFields {
  /** Letters of `FSRPAUEC`: `"S"`, `"SA"`, `"PA"` [`"A"`]. */
  readonly flags?: string;
  /** [0] */
  readonly sequenceNumber?: number;
  /** [0] */
  readonly acknowledgmentNumber?: number;
  /** [64,240] */
  readonly window?: number;
  /** [0] */
  readonly urgentPointer?: number;
  /** Maximum segment size, as an option [none]. */
  readonly maximumSegmentSize?: number;
  /** Window scale, as an option [none]. */
  readonly windowScale?: number;
  /** Further options as they stand; zeros fill them to a multiple of four bytes [none]. */
  readonly options?: Uint8Array;
}

/** TCP (RFC 9293). */
export class TcpLayer implements Layer {
  readonly name = "tcp";
  readonly ipProtocol = 6;
  readonly #fields: TcpFields;

  constructor(fields: TcpFields) {
    this.#fields = fields;
  }

  encode(payload: Uint8Array, { above, below }: Neighbours): Uint8Array {
    const fields = this.#fields;
    const options = padded(optionsOf(fields));
    const segment = joined(
      portsOf(fields, above),
      four(fields.sequenceNumber ?? 0),
      four(fields.acknowledgmentNumber ?? 0),
      [(5 + options.length / 4) << 4, flagBits(fields.flags ?? "A")],
      two(fields.window ?? 64_240),
      [0, 0],
      two(fields.urgentPointer ?? 0),
      options,
      payload,
    );
    const pseudo = below?.pseudoHeader?.(this.ipProtocol, segment.length) ?? 0;
    return setChecksum(segment, 16, pseudo);
  }
}

/** RFC 9293, section 3.2; RFC 7323, section 2. A no-operation keeps the next on its boundary. */
function optionsOf({ maximumSegmentSize, windowScale, options = new Uint8Array(0) }: TcpFields) {
  return joined(
    maximumSegmentSize === undefined ? [] : [2, 4, ...two(maximumSegmentSize)],
    windowScale === undefined ? [] : [1, 3, 3, windowScale],
    options,
  );
}

function flagBits(letters: string): number {
  let bits = 0;
  for (const letter of letters) {
    const bit = FLAGS.get(letter);
    if (bit === undefined) {
      throw new TypeError(`"${letter}" is no TCP flag; there are ${[...FLAGS.keys()].join("")}`);
    }
    bits |= bit;
  }
  return bits;
}
