// plugins/testing/_icmp_layers.ts: ICMP for both versions of IP, and neighbor discovery.
import { IPV6_LENGTH, MAC_LENGTH } from "../../core/wire/address.ts";
import {
  addressBytes,
  type AddressLike,
  four,
  joined,
  type Layer,
  type Neighbours,
  setChecksum,
  two,
} from "./_layer.ts";

/** Fields of an ICMP message; what is left out stands in brackets. */
export interface IcmpFields {
  /** [an echo request: 8, for IPv6 128] */
  readonly type?: number;
  /** [0] */
  readonly code?: number;
  /** The first half of the message's second word [1]. */
  readonly identifier?: number;
  /** The second half of it: the MTU of "fragmentation needed", for one [1]. */
  readonly sequenceNumber?: number;
}

const CHECKSUM_AT = 2;

/** ICMP (RFC 792). */
export class IcmpLayer implements Layer {
  readonly name = "icmp";
  readonly ipProtocol = 1;
  readonly #fields: IcmpFields;

  constructor(fields: IcmpFields) {
    this.#fields = fields;
  }

  encode(payload: Uint8Array): Uint8Array {
    return setChecksum(message({ type: 8, ...this.#fields }, payload), CHECKSUM_AT);
  }
}

/** ICMPv6 (RFC 4443). */
export class Icmpv6Layer implements Layer {
  readonly name = "icmpv6";
  readonly ipProtocol = 58;
  readonly #fields: IcmpFields;

  constructor(fields: IcmpFields) {
    this.#fields = fields;
  }

  encode(payload: Uint8Array, { below }: Neighbours): Uint8Array {
    return covered(message({ type: 128, ...this.#fields }, payload), below);
  }
}

/** Fields of a neighbor solicitation or advertisement; what is left out stands in brackets. */
export interface NeighborFields {
  /** [`"solicitation"`] */
  readonly kind?: "solicitation" | "advertisement";
  /** Who is asked for, or who answers [`2001:db8::2`]. */
  readonly target?: AddressLike;
  /** Link-layer address of the sender, or of the target in an advertisement [`02:00:00:00:00:01`]. */
  readonly linkAddress?: AddressLike;
}

/** Neighbor discovery (RFC 4861, sections 4.3, 4.4, 4.6.1). */
export class NeighborLayer implements Layer {
  readonly name = "neighbor discovery";
  readonly ipProtocol = 58;
  readonly #fields: NeighborFields;

  constructor(fields: NeighborFields) {
    this.#fields = fields;
  }

  encode(payload: Uint8Array, { below }: Neighbours): Uint8Array {
    const {
      kind = "solicitation",
      target = "2001:db8::2",
      linkAddress = "02:00:00:00:00:01",
    } = this.#fields;
    const solicits = kind === "solicitation";
    // The flags of an advertisement: solicited, override.
    const head = solicits ? [135, 0, 0, 0, ...four(0)] : [136, 0, 0, 0, ...four(0x6000_0000)];
    const option = [solicits ? 1 : 2, 1, ...addressBytes(linkAddress, MAC_LENGTH)];
    return covered(joined(head, addressBytes(target, IPV6_LENGTH), option, payload), below);
  }
}

function message(fields: IcmpFields, payload: Uint8Array): Uint8Array {
  const { type = 0, code = 0, identifier = 1, sequenceNumber = 1 } = fields;
  return joined([type, code, 0, 0], two(identifier), two(sequenceNumber), payload);
}

/** With the checksum that covers the pseudo header too (RFC 4443, section 2.3). */
function covered(bytes: Uint8Array, below: Layer | undefined): Uint8Array {
  return setChecksum(bytes, CHECKSUM_AT, below?.pseudoHeader?.(58, bytes.length) ?? 0);
}
