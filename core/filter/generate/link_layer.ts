// core/filter/generate/link_layer.ts: tests of the link layer's type field and addresses.
import { allOf, ALWAYS, anyOf, compare, type Condition, NEVER, not } from "../condition.ts";
import { macBytes } from "../address.ts";
import type { DirectionWord, Span } from "../tree.ts";
import type { Context } from "./context.ts";
import { after, type Place } from "./place.ts";

/** Values of the EtherType field (IEEE 802 numbers, IANA). */
export const EtherType = {
  Ipv4: 0x0800,
  Arp: 0x0806,
  Rarp: 0x8035,
  Ipv6: 0x86dd,
  AppleTalk: 0x809b,
  AppleTalkArp: 0x80f3,
  Ipx: 0x8137,
  Decnet: 0x6003,
  DecMopDump: 0x6001,
  DecMopRemote: 0x6002,
  DecLat: 0x6004,
  DecSca: 0x6007,
  Vlan: 0x8100,
  ServiceVlan: 0x88a8,
  OldQinq: 0x9100,
  Mpls: 0x8847,
  PppoeDiscovery: 0x8863,
  PppoeSession: 0x8864,
  Loopback: 0x9000,
  /** Ethernet inside a tunnel. */
  TransparentEthernet: 0x6558,
} as const;

/** Service access points of IEEE 802.2. */
export const Sap = { Ip: 0x06, Stp: 0x42, Ipx: 0xe0, Netbeui: 0xf0, Iso: 0xfe } as const;

/** The largest value that is a length and not a type (IEEE 802.3). */
const LONGEST_8023 = 1500;

/** PPP's numbers (IANA "Point-to-Point Protocol Field Assignments") for types and SAPs. */
const PPP_PROTOCOL: ReadonlyMap<number, number> = new Map([
  [EtherType.Ipv4, 0x0021],
  [Sap.Iso, 0x0023],
  [EtherType.Decnet, 0x0027],
  [EtherType.AppleTalk, 0x0029],
  [0x0600, 0x0025], // Xerox NS
  [Sap.Ipx, 0x002b],
  [Sap.Stp, 0x0031],
  [EtherType.Ipv6, 0x0057],
]);

/** PPP's number for MPLS unicast. */
export const PPP_MPLS = 0x0281;

/** Address families of the BSD loopback header; IPv6 differs from system to system. */
const AF_INET = 2;
const AF_INET6_LINUX = 10;
const AF_INET6_BSD = [24, 28, 30];

/**
 * The payload is of this protocol. A type up to 1500 is an 802.2 service access
 * point; what there is on the place's link layer decides how it is looked for.
 */
export function linkType(code: Context, place: Place, type: number, span: Span): Condition {
  if (place.labels > 0) return mplsType(code, place, type, span);
  const field = code.load(2, place.type);
  switch (place.layer) {
    case "ethernet":
      return ethernetType(code, place, type);
    case "sll":
      return sllType(code, place, type);
    case "sll2":
      return code.equal(field, type);
    case "ppp":
      return code.equal(field, PPP_PROTOCOL.get(type) ?? type);
    case "raw": {
      // No type field: the version is the first four bits.
      const version = type === EtherType.Ipv4 ? 0x40 : type === EtherType.Ipv6 ? 0x60 : undefined;
      if (version === undefined) return NEVER;
      return code.maskedEqual(code.load(1, place.link), version, 0xf0);
    }
    case "ipv4":
      return type === EtherType.Ipv4 ? ALWAYS : NEVER;
    case "ipv6":
      return type === EtherType.Ipv6 ? ALWAYS : NEVER;
    case "null":
    case "loop":
      return loopbackType(code, place, type);
  }
}

function ethernetType(code: Context, place: Place, type: number): Condition {
  const field = code.load(2, place.type);
  const is8023 = code.atMost(field, LONGEST_8023);
  switch (type) {
    case Sap.Ip:
    case Sap.Netbeui:
    case Sap.Iso:
      // Source and destination access point, both this one.
      return allOf(is8023, code.equal(code.load(2, place.payload), type << 8 | type));
    case Sap.Ipx:
      return anyOf(
        code.equal(field, EtherType.Ipx),
        allOf(
          is8023,
          anyOf(
            snap(code, place, 0x000000, EtherType.Ipx),
            code.equal(code.load(1, place.payload), Sap.Ipx),
            // Novell's "raw 802.3": a checksum of all ones, where LLC would be.
            code.equal(code.load(2, place.payload), 0xffff),
          ),
        ),
      );
    case EtherType.AppleTalk:
      return anyOf(code.equal(field, type), allOf(is8023, snap(code, place, 0x080007, type)));
    case EtherType.AppleTalkArp:
      return anyOf(code.equal(field, type), allOf(is8023, snap(code, place, 0x000000, type)));
    default:
      if (type > LONGEST_8023) return code.equal(field, type);
      return allOf(is8023, code.equal(code.load(1, place.payload), type));
  }
}

/** Linux cooked: 802.2 and Novell's 802.3 have small numbers of their own (linux/if_ether.h). */
function sllType(code: Context, place: Place, type: number): Condition {
  const [P_802_3, P_802_2] = [1, 4];
  const field = code.load(2, place.type);
  const is8022 = code.equal(field, P_802_2);
  switch (type) {
    case Sap.Ip:
    case Sap.Netbeui:
    case Sap.Iso:
      return allOf(is8022, code.equal(code.load(2, place.payload), type << 8 | type));
    case Sap.Ipx:
      return anyOf(
        code.equal(field, EtherType.Ipx),
        code.equal(field, P_802_3),
        allOf(
          is8022,
          anyOf(
            code.equal(code.load(1, place.payload), Sap.Ipx),
            snap(code, place, 0x000000, EtherType.Ipx),
          ),
        ),
      );
    case EtherType.AppleTalk:
      return anyOf(code.equal(field, type), allOf(is8022, snap(code, place, 0x080007, type)));
    case EtherType.AppleTalkArp:
      return anyOf(code.equal(field, type), allOf(is8022, snap(code, place, 0x000000, type)));
    default:
      if (type > LONGEST_8023) return code.equal(field, type);
      return allOf(is8022, code.equal(code.load(1, place.payload), type));
  }
}

/** An 802.2 SNAP header with this organisation and protocol (IEEE 802). */
function snap(code: Context, place: Place, organisation: number, type: number): Condition {
  // aa aa 03, three bytes of organisation, two of protocol: compared as two words.
  return allOf(
    code.equal(code.load(4, after(place.payload, 4)), (organisation << 16 | type) >>> 0),
    code.equal(code.load(4, place.payload), (0xaaaa0300 | organisation >>> 16) >>> 0),
  );
}

/** The BSD loopback header: four bytes of address family, in the order of the capturing host. */
function loopbackType(code: Context, place: Place, type: number): Condition {
  const { littleEndian, savefile, compat } = code.target;
  const families = type === EtherType.Ipv4
    ? [AF_INET]
    : type !== EtherType.Ipv6
    ? []
    : !savefile
    ? [AF_INET6_LINUX]
    : [30, 24, 28];
  const field = code.load(4, place.link);
  const orders = place.layer === "loop"
    ? [(family: number) => family]
    : compat
    ? [littleEndian ? swapped : (family: number) => family]
    : [swapped, (family: number) => family];
  const all = savefile && !compat && type === EtherType.Ipv6 ? AF_INET6_BSD : families;
  return anyOf(...orders.flatMap((order) => all.map((family) => code.equal(field, order(family)))));
}

/** The four bytes in the other order. */
function swapped(value: number): number {
  return ((value & 0xff) << 24 | (value & 0xff00) << 8 | value >>> 8 & 0xff00 | value >>> 24) >>> 0;
}

/** Behind MPLS nothing tells the protocol but the version of IP; the last label is marked. */
function mplsType(code: Context, place: Place, type: number, span: Span): Condition {
  if (type !== EtherType.Ipv4 && type !== EtherType.Ipv6) {
    return code.fail(span, "only ip and ip6 can be told apart behind MPLS labels");
  }
  const bottomOfStack = code.maskedEqual(code.networkLoad(place, 1, -2), 1, 1);
  const version = type === EtherType.Ipv4 ? 0x40 : 0x60;
  return allOf(bottomOfStack, code.maskedEqual(code.networkLoad(place, 1, 0), version, 0xf0));
}

/** Where the addresses of Ethernet are. */
const AT = { DESTINATION: 0, SOURCE: 6 } as const;

/** An Ethernet address, as six bytes. */
export function ethernetHost(
  code: Context,
  place: Place,
  text: string,
  direction: DirectionWord | undefined,
  span: Span,
): Condition {
  if (place.layer !== "ethernet") {
    return code.fail(span, "only Ethernet has link-layer addresses that can be filtered");
  }
  const bytes = macBytes(text);
  const source = ethernetAddress(code, place, AT.SOURCE, bytes);
  const destination = ethernetAddress(code, place, AT.DESTINATION, bytes);
  const either = byDirection(code, direction, span, source, destination);
  return allOf(hasLink(code, place), either);
}

/** To everybody on this Ethernet. */
export function ethernetBroadcast(code: Context, place: Place, span: Span): Condition {
  if (place.layer !== "ethernet") return code.fail(span, "this link layer has no broadcasts");
  const everybody = ethernetAddress(code, place, AT.DESTINATION, Array(6).fill(0xff));
  return allOf(hasLink(code, place), everybody);
}

/** To a group on this Ethernet: the first byte's lowest bit is set (IEEE 802.3, section 3.2.3). */
export function ethernetMulticast(code: Context, place: Place, span: Span): Condition {
  if (place.layer !== "ethernet") {
    return code.fail(span, "this link layer has no multicasts; try ip multicast");
  }
  return allOf(hasLink(code, place), code.test("set", code.load(1, place.link), 1));
}

function ethernetAddress(code: Context, place: Place, at: number, bytes: number[]): Condition {
  const [first, second, ...last] = bytes;
  const low = last.reduce((word, byte) => word * 256 + byte, 0);
  // The second part differs more often, so it is compared first.
  return allOf(
    code.equal(code.load(4, after(place.link, at + 2)), low),
    code.equal(code.load(2, after(place.link, at)), first << 8 | second),
  );
}

/** There is a link-layer header at all: in a tunnel it may be IP at once. */
function hasLink(code: Context, place: Place): Condition {
  const [link, payload] = [place.link.base, place.payload.base];
  if (!place.maybeWithoutLink || link === undefined || payload === undefined) return ALWAYS;
  return not(compare(code.make, "eq", link, payload));
}

/** Puts together what must hold of source and destination; the word says how. */
export function byDirection(
  code: Context,
  direction: DirectionWord | undefined,
  span: Span,
  source: Condition,
  destination: Condition,
): Condition {
  switch (direction) {
    case "src":
      return source;
    case "dst":
      return destination;
    case "src and dst":
      return allOf(source, destination);
    case undefined:
    case "src or dst":
      return anyOf(source, destination);
    default:
      return code.fail(span, `"${direction}" is about addresses of 802.11 only`);
  }
}
