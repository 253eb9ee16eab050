// plugins/testing/_tunnel_layers.ts: GRE and VXLAN; IP in IP needs no layer of its own.
import { announced, four, joined, type Layer, type Neighbours, three, two } from "./_layer.ts";

/** Fields of a GRE header; what is left out stands in brackets. */
export interface GreFields {
  /** [none] */
  readonly key?: number;
  /** [none] */
  readonly sequenceNumber?: number;
  /** As an EtherType [that of the layer above]. */
  readonly protocol?: number;
}

/** GRE (RFC 2784, RFC 2890). */
export class GreLayer implements Layer {
  readonly name = "gre";
  readonly ipProtocol = 47;
  readonly #fields: GreFields;

  constructor(fields: GreFields) {
    this.#fields = fields;
  }

  encode(payload: Uint8Array, { above }: Neighbours): Uint8Array {
    const { key, sequenceNumber, protocol } = this.#fields;
    const flags = Number(key !== undefined) << 13 | Number(sequenceNumber !== undefined) << 12;
    return joined(
      two(flags),
      two(announced("etherType", protocol, this.name, above, 0)),
      key === undefined ? [] : four(key),
      sequenceNumber === undefined ? [] : four(sequenceNumber),
      payload,
    );
  }
}

/** Fields of a VXLAN header. */
export interface VxlanFields {
  /** VXLAN network identifier, 0 to 16,777,215. */
  readonly vni: number;
}

/** VXLAN (RFC 7348); an Ethernet frame comes next. */
export class VxlanLayer implements Layer {
  readonly name = "vxlan";
  readonly port = 4789;
  readonly #fields: VxlanFields;

  constructor(fields: VxlanFields) {
    this.#fields = fields;
  }

  encode(payload: Uint8Array): Uint8Array {
    return joined([0x08, 0, 0, 0], three(this.#fields.vni), [0], payload);
  }
}
