// core/innermost.ts: a packet seen from its last IP header on.
import type { Packet, ProtocolViews } from "./packet.ts";
import type { View } from "./wire/view.ts";

/** The layers from the last IP header on; views as on the packet. Lent like the packet. */
export class Innermost {
  readonly #packet: Packet;

  /** For {@linkcode Packet.innermost}. */
  constructor(packet: Packet) {
    this.#packet = packet;
  }

  /** The last IP header, of either version. */
  get ip(): ProtocolViews["ipv4" | "ipv6"] {
    return this.#packet.stack[this.#first()] as ProtocolViews["ipv4" | "ipv6"];
  }

  /** The layers from the last IP header on. */
  get layers(): View[] {
    const layers = this.#packet.layers;
    const first = this.#first();
    return first < 0 ? layers : layers.slice(first);
  }

  /** The view of the protocol of that name from the last IP header on. */
  view<Name extends keyof ProtocolViews>(name: Name): ProtocolViews[Name] {
    const id = this.#packet.registry.byName(name)?.id;
    const { layers, ids } = this.#packet;
    for (let at = Math.max(0, this.#first()); at < layers.length; at++) {
      if (ids[at] === id) return layers[at] as ProtocolViews[Name];
    }
    return undefined;
  }

  #first(): number {
    const { ids, depth, registry } = this.#packet;
    const four = registry.byName("ipv4")?.id, six = registry.byName("ipv6")?.id;
    for (let at = depth - 1; at >= 0; at--) if (ids[at] === four || ids[at] === six) return at;
    return -1;
  }
}
