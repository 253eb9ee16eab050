// core/output/_line_colors.ts: packet lines in colour, by protocol.
import { blue, cyan, gray, green, magenta, red, yellow } from "@std/fmt/colors";
import type { Packet } from "../packet.ts";
import type { Writer } from "./writer.ts";

/** Colours of protocols, and so of all that they carry and that has none of its own. */
const COLORS: { readonly [protocol: string]: (text: string) => string } = {
  tcp: green,
  udp: cyan,
  sctp: blue,
  icmp: magenta,
  icmpv6: magenta,
  igmp: magenta,
  arp: yellow,
};

/** What begins and what ends a colour. */
interface Codes {
  readonly on: string;
  readonly off: string;
}

/** Prints what begins and ends the colours of a line. */
export class LineColors {
  readonly #time = codes(gray);
  readonly #fault = codes(red);
  readonly #protocols = new Map(
    Object.entries(COLORS).map(([name, color]) => [name, codes(color)]),
  );
  #off = "";

  beginTime(out: Writer): void {
    out.text(this.#time.on);
  }

  /** Ends the time's colour and begins that of the packet. */
  beginLayers(out: Writer, packet: Packet): void {
    out.text(this.#time.off);
    const { on, off } = this.#of(packet);
    out.text(on);
    this.#off = off;
  }

  /** Ends the line's colour. */
  end(out: Writer): void {
    out.text(this.#off);
  }

  #of({ depth, ids, registry, faultCode }: Packet): Codes {
    if (faultCode !== 0) return this.#fault;
    for (let at = depth - 1; at >= 0; at--) {
      const found = this.#protocols.get(registry.protocols[ids[at]].name);
      if (found !== undefined) return found;
    }
    return { on: "", off: "" };
  }
}

/** The codes of a colour; empty where `NO_COLOR` is set, whatever else was said. */
function codes(color: (text: string) => string): Codes {
  const [on, off] = color("\0").split("\0");
  return { on, off };
}
