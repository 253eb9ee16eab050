// plugins/testing/_link_layers.ts: Ethernet, VLAN tags, ARP.
import { IPV4_LENGTH, MAC_LENGTH } from "../../core/wire/address.ts";
import {
  addressBytes,
  type AddressLike,
  announced,
  joined,
  type Layer,
  type Neighbours,
  two,
} from "./_layer.ts";

/** The EtherType for experiments (IEEE 802, 9.2.4), where nothing above says what it is. */
const EXPERIMENTAL = 0x88b5;

/** Fields of an Ethernet header; what is left out stands in brackets. */
export interface EthernetFields {
  /** [`02:00:00:00:00:01`] */
  readonly source?: AddressLike;
  /** [`02:00:00:00:00:02`] */
  readonly destination?: AddressLike;
  /** [that of the layer above] */
  readonly etherType?: number;
}

/** An Ethernet header (IEEE 802.3). */
export class EthernetLayer implements Layer {
  readonly name = "ethernet";
  /** Transparent Ethernet bridging, as GRE carries it (RFC 1701). */
  readonly etherType = 0x6558;
  readonly #fields: EthernetFields;

  constructor(fields: EthernetFields) {
    this.#fields = fields;
  }

  encode(payload: Uint8Array, { above }: Neighbours): Uint8Array {
    const { source = "02:00:00:00:00:01", destination = "02:00:00:00:00:02", etherType } =
      this.#fields;
    return joined(
      addressBytes(destination, MAC_LENGTH),
      addressBytes(source, MAC_LENGTH),
      two(announced("etherType", etherType, this.name, above, EXPERIMENTAL)),
      payload,
    );
  }
}

/** Fields of a VLAN tag; what is left out stands in brackets. */
export interface VlanFields {
  /** 0 to 4,095. */
  readonly id: number;
  /** 0 to 7 [0]. */
  readonly priority?: number;
  /** [false] */
  readonly dropEligible?: boolean;
  /** A service tag, 0x88a8 (IEEE 802.1ad) [false]. */
  readonly service?: boolean;
  /** [that of the layer above] */
  readonly etherType?: number;
}

/** A VLAN tag (IEEE 802.1Q). */
export class VlanLayer implements Layer {
  readonly name = "vlan";
  readonly etherType: number;
  readonly #fields: VlanFields;

  constructor(fields: VlanFields) {
    this.etherType = fields.service ? 0x88a8 : 0x8100;
    this.#fields = fields;
  }

  encode(payload: Uint8Array, { above }: Neighbours): Uint8Array {
    const { id, priority = 0, dropEligible = false, etherType } = this.#fields;
    return joined(
      two(priority << 13 | Number(dropEligible) << 12 | id),
      two(announced("etherType", etherType, this.name, above, EXPERIMENTAL)),
      payload,
    );
  }
}

/** Fields of ARP over Ethernet for IPv4; what is left out stands in brackets. */
export interface ArpFields {
  /** [`"request"`] */
  readonly operation?: "request" | "reply" | number;
  /** [`02:00:00:00:00:01`] */
  readonly senderHardwareAddress?: AddressLike;
  /** [`192.0.2.1`] */
  readonly senderProtocolAddress?: AddressLike;
  /** [zeros, as in a request] */
  readonly targetHardwareAddress?: AddressLike;
  /** [`192.0.2.2`] */
  readonly targetProtocolAddress?: AddressLike;
}

/** ARP (RFC 826). */
export class ArpLayer implements Layer {
  readonly name = "arp";
  readonly etherType = 0x0806;
  readonly #fields: ArpFields;

  constructor(fields: ArpFields) {
    this.#fields = fields;
  }

  encode(payload: Uint8Array): Uint8Array {
    const {
      operation = "request",
      senderHardwareAddress = "02:00:00:00:00:01",
      senderProtocolAddress = "192.0.2.1",
      targetHardwareAddress = "00:00:00:00:00:00",
      targetProtocolAddress = "192.0.2.2",
    } = this.#fields;
    const code = operation === "request" ? 1 : operation === "reply" ? 2 : operation;
    return joined(
      [0, 1, 0x08, 0x00, MAC_LENGTH, IPV4_LENGTH, ...two(code)],
      addressBytes(senderHardwareAddress, MAC_LENGTH),
      addressBytes(senderProtocolAddress, IPV4_LENGTH),
      addressBytes(targetHardwareAddress, MAC_LENGTH),
      addressBytes(targetProtocolAddress, IPV4_LENGTH),
      payload,
    );
  }
}
