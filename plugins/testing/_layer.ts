// plugins/testing/_layer.ts: what a layer of a made packet is, and how headers are put together.
import { Address } from "../../core/wire/address.ts";
import { sumWords } from "../../core/wire/checksum.ts";

/** One layer of a packet in the making. */
export interface Layer {
  /** What error messages call it. */
  readonly name: string;
  /** What announces it over Ethernet, VLAN tags and GRE; absent where it cannot stand there. */
  readonly etherType?: number;
  /** What announces it over IP. */
  readonly ipProtocol?: number;
  /** The port of its service, for the layer below to take where it was given none. */
  readonly port?: number;
  /** It comes from the service: the port is the source's. */
  readonly fromServer?: boolean;
  /** The layer with all that it carries. */
  encode(payload: Uint8Array, neighbours: Neighbours): Uint8Array;
  /** The sum of the pseudo header that transport checksums cover (RFC 9293, 3.1; RFC 8200, 8.1). */
  pseudoHeader?(protocol: number, length: number): number;
}

/** The layers next to one. */
export interface Neighbours {
  /** What it carries. */
  readonly above?: Layer;
  /** What carries it. */
  readonly below?: Layer;
}

/** An address as tests write it. */
export type AddressLike = string | Address;

/** The bytes of an address of `kind` bytes. Throws a `TypeError` for one of another kind. */
export function addressBytes(address: AddressLike, kind: number): Uint8Array {
  const parsed = typeof address === "string" ? Address.parse(address) : address;
  if (parsed.kind === kind) return parsed.toBytes();
  throw new TypeError(`${parsed} has ${parsed.kind} bytes; an address of ${kind} belongs here`);
}

/** Two bytes in network order. Throws a `RangeError` for what does not fit, as the next two do. */
export function two(value: number): number[] {
  return bytesOf(value, 2);
}

/** Three bytes in network order. */
export function three(value: number): number[] {
  return bytesOf(value, 3);
}

/** Four bytes in network order. */
export function four(value: number): number[] {
  return bytesOf(value, 4);
}

function bytesOf(value: number, count: number): number[] {
  const most = 2 ** (8 * count) - 1;
  if (!(Number.isInteger(value) && value >= 0 && value <= most)) {
    throw new RangeError(`${value} does not fit ${count} bytes of a header: 0 to ${most} do`);
  }
  return Array.from({ length: count }, (_, at) => (value >>> 8 * (count - 1 - at)) & 0xff);
}

/** All of it, one behind the other. */
export function joined(...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Writes the checksum of the whole of `bytes` at `at`, where zeros stand until now (RFC 1071). */
export function setChecksum(bytes: Uint8Array, at: number, sum = 0): Uint8Array {
  bytes.set(two(checksumOf(sumWords(bytes, 0, bytes.length, sum))), at);
  return bytes;
}

/** The checksum for a sum of words. */
export function checksumOf(sum: number): number {
  while (sum > 0xffff) sum = (sum % 0x1_0000) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}

/**
 * The number by which a header announces what it carries: the one given, else that of the layer
 * above, else `alone`. Throws a `TypeError` where the layer above has no such number.
 */
export function announced(
  space: "etherType" | "ipProtocol",
  given: number | undefined,
  self: string,
  above: Layer | undefined,
  alone: number,
): number {
  if (given !== undefined) return given;
  if (above === undefined || above instanceof RawLayer) return alone;
  const number = above[space];
  if (number === undefined) throw new TypeError(`${above.name} does not run over ${self}`);
  return number;
}

/** Bytes as they are given, for what the builder does not know. */
export class RawLayer implements Layer {
  readonly name = "payload";
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  encode(payload: Uint8Array): Uint8Array {
    return joined(this.#bytes, payload);
  }
}
