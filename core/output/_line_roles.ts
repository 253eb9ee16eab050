// core/output/_line_roles.ts: what each protocol's part in a packet line is.
import type { Protocol, ProtocolRegistry } from "../wire/table.ts";
import type { View } from "../wire/view.ts";

/** How a layer is printed. */
export const Role = {
  /** By its summary. */
  Upper: 0,
  /** Only with `-e`, or when there is nothing else. */
  Link: 1,
  /** Addresses, with the ports of what lies above. */
  Ip: 2,
  Tcp: 3,
  /** Only where nothing that it carries is printed. */
  Udp: 4,
} as const;
/** One of {@linkcode Role}. */
export type Role = typeof Role[keyof typeof Role];

/** A view of a transport with ports. */
export interface PortedView extends View {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

const LINK_LAYERS: ReadonlySet<string> = new Set([
  "ethernet",
  "vlan",
  "pbb",
  "macsec",
  "llc",
  "ppp",
  "pppDirection",
  "pppMultilink",
  "pppBridging",
  "chdlc",
  "sll",
  "loopback",
  "raw",
  "slow",
  "fabricPath",
  "ppi",
  "frameRelay",
  "pflog",
  "nflog",
  "arcnet",
]);

/** Layers that a blank, instead of a colon, divides from what they carry. */
const BLANK_AFTER: ReadonlySet<string> = new Set([
  "mpls",
  "pppoe",
  "radiotap",
  "wlan",
  "ipv6HopByHop",
  "ipv6DestinationOptions",
  "ipv6Routing",
  "ipv6Fragment",
]);

/** The parts of all protocols of one registry, by number. */
export class LineRoles {
  role: Role[] = [];
  /** Whether it has ports. */
  ported: boolean[] = [];
  name: string[] = [];
  /** What divides it from what it carries. */
  separator: string[] = [];
  #registry: ProtocolRegistry | undefined;
  #version = -1;

  /** Makes them those of `registry`. */
  use(registry: ProtocolRegistry): void {
    if (registry === this.#registry && registry.version === this.#version) return;
    this.#registry = registry;
    this.#version = registry.version;
    for (const protocol of registry.protocols) {
      if (protocol === undefined) continue;
      const { id, name, view } = protocol;
      this.role[id] = roleOf(protocol);
      this.ported[id] = "sourcePort" in view.fields && "destinationPort" in view.fields &&
        !protocol.lazy;
      this.name[id] = name;
      this.separator[id] = name === "vlan" ? ", " : BLANK_AFTER.has(name) ? " " : ": ";
    }
  }
}

function roleOf({ name }: Protocol): Role {
  if (LINK_LAYERS.has(name)) return Role.Link;
  if (name === "ipv4" || name === "ipv6") return Role.Ip;
  return name === "tcp" ? Role.Tcp : name === "udp" ? Role.Udp : Role.Upper;
}
