// core/filter/generate/place.ts: where a packet's headers are, at one point of a filter.
import type { Variable } from "../expression.ts";
import { LinkType, linkTypeName } from "../../capture/link_type.ts";

/** Bytes from the start of the packet, or from where a variable says. */
export interface Position {
  readonly base?: Variable;
  readonly offset: number;
}

/** The link layers whose filters are compiled. */
export type LinkLayer =
  | "ethernet"
  | "sll"
  | "sll2"
  | "raw"
  | "ipv4"
  | "ipv6"
  | "null"
  | "loop"
  | "ppp";

/**
 * What the terms of a filter look at. `vlan`, `mpls`, `pppoes` and the tunnels
 * move it: what follows them looks behind their header.
 */
export interface Place {
  readonly layer: LinkLayer;
  /** The link layer's first byte: what `ether[0]` is. */
  readonly link: Position;
  /** The field that tells the protocol of the payload. */
  readonly type: Position;
  /** What lies behind the link layer's header. */
  readonly payload: Position;
  /** From the payload to the network header: the MPLS labels between them. */
  readonly network: number;
  /** The same for protocols that lie behind an 802.2 header. */
  readonly networkAfterLlc: number;
  /** MPLS labels behind which we look. */
  readonly labels: number;
  /** Inside a tunnel there need not be an Ethernet header: then link and payload are one place. */
  readonly maybeWithoutLink: boolean;
  /** Live: the tag that the kernel has moved out of the packet was looked at already. */
  readonly tagTaken: boolean;
  /** A word for equal places. */
  readonly key: string;
}

/** Link types by number, with the layer and where type field and payload are. */
const LAYOUTS: ReadonlyMap<number, readonly [LinkLayer, type: number, payload: number]> = new Map([
  [LinkType.Ethernet, ["ethernet", 12, 14]],
  // Linux cooked capture, sll(7) of libpcap: the type is the header's last field …
  [LinkType.LinuxSll, ["sll", 14, 16]],
  // … and in version 2 its first.
  [LinkType.LinuxSll2, ["sll2", 0, 20]],
  [LinkType.Raw, ["raw", 0, 0]],
  // DLT_RAW of Linux and of OpenBSD, where somebody has written it to a file.
  [12, ["raw", 0, 0]],
  [14, ["raw", 0, 0]],
  [LinkType.Ipv4, ["ipv4", 0, 0]],
  [LinkType.Ipv6, ["ipv6", 0, 0]],
  [LinkType.Null, ["null", 0, 4]],
  [LinkType.Loop, ["loop", 0, 4]],
  // PPP with address and control bytes.
  [LinkType.Ppp, ["ppp", 2, 4]],
]);

/** Whether filters for a link type can be compiled. */
export function isFilterable(linkType: number): boolean {
  return LAYOUTS.has(linkType);
}

/**
 * The place where every filter begins.
 * @throws {RangeError} for link types that have no filters.
 */
export function startingPlace(linkType: number): Place {
  const layout = LAYOUTS.get(linkType);
  if (layout === undefined) {
    throw new RangeError(`Cannot filter packets of ${linkTypeName(linkType)}`);
  }
  const [layer, type, payload] = layout;
  return moved({
    layer,
    link: { offset: 0 },
    type: { offset: type },
    payload: { offset: payload },
    network: 0,
    networkAfterLlc: layer === "ethernet" ? 3 : 0,
    labels: 0,
    maybeWithoutLink: false,
    tagTaken: false,
    key: "",
  }, {});
}

/** A place with some of it changed. */
export function moved(place: Place, change: Partial<Place>): Place {
  const next = { ...place, ...change, key: "" };
  const positions = [next.link, next.type, next.payload]
    .map(({ base, offset }) => `${base?.id ?? ""}+${offset}`);
  const key = [
    next.layer,
    ...positions,
    next.network,
    next.networkAfterLlc,
    next.labels,
    next.maybeWithoutLink,
    next.tagTaken,
  ].join(",");
  return { ...next, key };
}

/** A position some bytes further on. */
export function after(position: Position, bytes: number): Position {
  return { ...position, offset: position.offset + bytes };
}
