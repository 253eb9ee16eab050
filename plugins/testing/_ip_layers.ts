// plugins/testing/_ip_layers.ts: IPv4, IPv6, and the fragments of both.
import { IPV4_LENGTH, IPV6_LENGTH } from "../../core/wire/address.ts";
import { sumWords } from "../../core/wire/checksum.ts";
import {
  addressBytes,
  type AddressLike,
  announced,
  four,
  joined,
  type Layer,
  type Neighbours,
  setChecksum,
  two,
} from "./_layer.ts";

/** The protocol for experiments (RFC 3692), where nothing above says what it is. */
const EXPERIMENTAL = 253;
const IPV4_HEADER_LENGTH = 20;
const CHECKSUM_AT = 10;
/** What a 16-bit length can say. */
const MAX_LENGTH = 0xffff;
/** Fragment offsets count in eights (RFC 791, section 3.1). */
export const FRAGMENT_UNIT = 8;

/** Fields of an IPv4 header; what is left out stands in brackets. */
export interface Ipv4Fields {
  /** [`192.0.2.1`] */
  readonly source?: AddressLike;
  /** [`192.0.2.2`] */
  readonly destination?: AddressLike;
  /** [64] */
  readonly timeToLive?: number;
  /** [that of the layer above] */
  readonly protocol?: number;
  /** [1] */
  readonly identification?: number;
  /** [false] */
  readonly dontFragment?: boolean;
  /** [false] */
  readonly moreFragments?: boolean;
  /** In bytes, a multiple of 8 [0]. */
  readonly fragmentOffset?: number;
  /** [0] */
  readonly typeOfService?: number;
  /** As they stand; filled with zeros to a multiple of four bytes [none]. */
  readonly options?: Uint8Array;
}

/** An IPv4 header (RFC 791). */
export class Ipv4Layer implements Layer {
  readonly name = "ipv4";
  readonly etherType = 0x0800;
  readonly ipProtocol = 4;
  readonly fields: Ipv4Fields;

  constructor(fields: Ipv4Fields) {
    this.fields = fields;
  }

  encode(payload: Uint8Array, { above }: Neighbours): Uint8Array {
    const { fields } = this;
    const options = padded(fields.options ?? new Uint8Array(0));
    const headerLength = IPV4_HEADER_LENGTH + options.length;
    const totalLength = checkedLength(headerLength + payload.length, this.name);
    const flags = Number(fields.dontFragment ?? false) << 14 |
      Number(fields.moreFragments ?? false) << 13;
    const header = joined(
      [0x40 | headerLength / 4, fields.typeOfService ?? 0],
      two(totalLength),
      two(fields.identification ?? 1),
      two(flags | (fields.fragmentOffset ?? 0) / FRAGMENT_UNIT),
      [fields.timeToLive ?? 64, this.protocolFor(above), 0, 0],
      this.#addresses(),
      options,
    );
    return joined(setChecksum(header, CHECKSUM_AT), payload);
  }

  pseudoHeader(protocol: number, length: number): number {
    return sumOf(this.#addresses()) + protocol + length;
  }

  /** The protocol number for what the packet carries. */
  protocolFor(above: Layer | undefined): number {
    return announced("ipProtocol", this.fields.protocol, this.name, above, EXPERIMENTAL);
  }

  #addresses(): Uint8Array {
    const { source = "192.0.2.1", destination = "192.0.2.2" } = this.fields;
    return joined(addressBytes(source, IPV4_LENGTH), addressBytes(destination, IPV4_LENGTH));
  }
}

/** Fields of an IPv6 header; what is left out stands in brackets. */
export interface Ipv6Fields {
  /** [`2001:db8::1`] */
  readonly source?: AddressLike;
  /** [`2001:db8::2`] */
  readonly destination?: AddressLike;
  /** [64; 255 below neighbor discovery, which asks for that] */
  readonly hopLimit?: number;
  /** [that of the layer above] */
  readonly nextHeader?: number;
  /** [0] */
  readonly trafficClass?: number;
  /** [0] */
  readonly flowLabel?: number;
}

/** An IPv6 header (RFC 8200). */
export class Ipv6Layer implements Layer {
  readonly name = "ipv6";
  readonly etherType = 0x86dd;
  readonly ipProtocol = 41;
  readonly fields: Ipv6Fields;

  constructor(fields: Ipv6Fields) {
    this.fields = fields;
  }

  encode(payload: Uint8Array, { above }: Neighbours): Uint8Array {
    const { trafficClass = 0, flowLabel = 0, hopLimit } = this.fields;
    const usualHops = above?.name === "neighbor discovery" ? 255 : 64;
    return joined(
      four(6 << 28 | trafficClass << 20 | flowLabel),
      two(checkedLength(payload.length, this.name)),
      [this.protocolFor(above), hopLimit ?? usualHops],
      this.#addresses(),
      payload,
    );
  }

  pseudoHeader(protocol: number, length: number): number {
    return sumOf(this.#addresses()) + protocol + length;
  }

  /** The next header for what the packet carries. */
  protocolFor(above: Layer | undefined): number {
    return announced("ipProtocol", this.fields.nextHeader, this.name, above, EXPERIMENTAL);
  }

  #addresses(): Uint8Array {
    const { source = "2001:db8::1", destination = "2001:db8::2" } = this.fields;
    return joined(addressBytes(source, IPV6_LENGTH), addressBytes(destination, IPV6_LENGTH));
  }
}

/** Which part of the whole a fragment is. */
export interface FragmentPart {
  readonly protocol: number;
  readonly identification: number;
  /** In bytes, a multiple of 8. */
  readonly fragmentOffset: number;
  readonly moreFragments: boolean;
}

/** The headers of one fragment of what `layer` carries. */
export function fragmentHeaders(layer: Ipv4Layer | Ipv6Layer, part: FragmentPart): Layer[] {
  if (layer instanceof Ipv4Layer) return [new Ipv4Layer({ ...layer.fields, ...part })];
  return [
    new Ipv6Layer({ ...layer.fields, nextHeader: Ipv6FragmentLayer.PROTOCOL }),
    new Ipv6FragmentLayer(part),
  ];
}

/** A fragment header (RFC 8200, section 4.5). */
class Ipv6FragmentLayer implements Layer {
  static readonly PROTOCOL = 44;
  readonly name = "ipv6 fragment";
  readonly ipProtocol: number = Ipv6FragmentLayer.PROTOCOL;
  readonly #part: FragmentPart;

  constructor(part: FragmentPart) {
    this.#part = part;
  }

  encode(payload: Uint8Array): Uint8Array {
    const { protocol, fragmentOffset, moreFragments, identification } = this.#part;
    return joined(
      [protocol, 0],
      two(fragmentOffset | Number(moreFragments)),
      four(identification),
      payload,
    );
  }
}

function checkedLength(length: number, name: string): number {
  if (length <= MAX_LENGTH) return length;
  throw new RangeError(`${length} bytes do not fit into ${name}: ${MAX_LENGTH} are possible`);
}

/** To the next multiple of four bytes. */
export function padded(options: Uint8Array): Uint8Array {
  return joined(options, new Uint8Array(-options.length & 3));
}

function sumOf(bytes: Uint8Array): number {
  return sumWords(bytes, 0, bytes.length);
}
