// core/_usual.ts: the walk over frames such as nearly all are: Ethernet, tags, IP, TCP or UDP.
//
// It says of such a frame what the views' `at` say, and keeps numbers only; the views are set when
// somebody asks for them (tests/bench/decode_bench.ts). Where anything is out of the ordinary (bytes
// cut short, a field that lies, a later fragment, a length in place of a type) it stops before that
// layer, and the views take over. tests/core/usual_test.ts compares the two on every seed.
import { u16 } from "./wire/bytes.ts";
import { ETHERNET_HEADER_LENGTH, LAST_LENGTH } from "./wire/ethernet.ts";
import { IPV4_HEADER_LENGTH } from "./wire/ipv4.ts";
import { IPV6_HEADER_LENGTH } from "./wire/ipv6.ts";
import { PROTOCOLS } from "./wire/mod.ts";
import { ETHER_TYPE, IP_PROTOCOL, LINK_TYPE, TCP_PORT, UDP_PORT } from "./wire/select.ts";
import type { ProtocolRegistry } from "./wire/table.ts";
import { TCP_HEADER_LENGTH } from "./wire/tcp.ts";
import { UDP_HEADER_LENGTH } from "./wire/udp.ts";
import { VLAN_HEADER_LENGTH } from "./wire/vlan.ts";
import type { Walked } from "./_walker.ts";

/** The protocols that this walk knows; each has a bit in {@linkcode Walked.unset}. */
export const USUAL = ["ethernet", "vlan", "ipv4", "ipv6", "tcp", "udp"] as const;

/** The bit of a protocol in {@linkcode Walked.unset}; 0 where it is none of the usual. */
export function usualBit(name: string): number {
  const place = USUAL.findIndex((usual) => usual === name);
  return place < 0 ? 0 : 1 << place;
}

const NAMES = Object.keys(PROTOCOLS);
const [ETHERNET, VLAN, IPV4, IPV6, TCP, UDP] = USUAL.map((name) => 1 + NAMES.indexOf(name));
const [ETHERNET_BIT, VLAN_BIT, IPV4_BIT, IPV6_BIT, TCP_BIT, UDP_BIT] = USUAL.map(usualBit);

/** EtherTypes: two of tags, two of IP (IEEE 802 Numbers). */
const VLAN_TYPE = 0x8100, SERVICE_VLAN_TYPE = 0x88a8, IPV4_TYPE = 0x0800, IPV6_TYPE = 0x86dd;
/** IP protocol numbers (IANA "Protocol Numbers"). */
const TCP_PROTOCOL = 6, UDP_PROTOCOL = 17;

/** What announces the layers that this walk knows. */
const ANNOUNCED = [
  [LINK_TYPE | 1, ETHERNET],
  [ETHER_TYPE | VLAN_TYPE, VLAN],
  [ETHER_TYPE | SERVICE_VLAN_TYPE, VLAN],
  [ETHER_TYPE | IPV4_TYPE, IPV4],
  [ETHER_TYPE | IPV6_TYPE, IPV6],
  [IP_PROTOCOL | TCP_PROTOCOL, TCP],
  [IP_PROTOCOL | UDP_PROTOCOL, UDP],
] as const;

/** Byte offsets from the start of the header (RFC 791, 8200, 9293, 768), as far as the walk asks. */
const AT = {
  IPV4: { TOTAL_LENGTH: 2, FRAGMENT: 6, PROTOCOL: 9 },
  IPV6: { PAYLOAD_LENGTH: 4, NEXT_HEADER: 6 },
  TCP: { DATA_OFFSET: 12 },
  UDP: { LENGTH: 4 },
} as const;
/**
 * What other modules say, once more: a constant of the module's own is one in the machine code, an
 * imported one is loaded and tested at each use (tests/bench/decode_bench.ts: 3 ns a packet).
 */
const HEADER = {
  ETHERNET: ETHERNET_HEADER_LENGTH,
  VLAN: VLAN_HEADER_LENGTH,
  IPV4: IPV4_HEADER_LENGTH,
  IPV6: IPV6_HEADER_LENGTH,
  TCP: TCP_HEADER_LENGTH,
  UDP: UDP_HEADER_LENGTH,
} as const;
const SPACE = { LINK_TYPE, ETHER_TYPE, IP_PROTOCOL, TCP_PORT, UDP_PORT } as const;
const GREATEST_LENGTH = LAST_LENGTH;

/** Of an IPv4 header's flags and offset: where in the datagram the fragment begins. */
const FRAGMENT_OFFSET_BITS = 0x1fff;

/** Whether the registry still has the built-in protocols where this walk expects them. */
export function knowsUsual({ protocols, bySelector }: ProtocolRegistry): boolean {
  return ANNOUNCED.every(([selector, id]) =>
    bySelector[selector] === id && protocols[id].view === PROTOCOLS[NAMES[id - 1] as "tcp"].view
  );
}

/** Tags before the network header; a frame with more is not usual. */
const MOST_TAGS = 2;

/**
 * Walks from an Ethernet header up as far as the frame is usual. What lies above the last layer is
 * the rest, to be decoded by views if it is of an eager protocol.
 *
 * One long function, because it runs for every frame and the engine stops inlining after a few
 * calls: cut into one for each layer it takes half as long again (tests/bench/decode_bench.ts).
 */
export function walkUsual(
  walked: Walked,
  bytes: Uint8Array,
  frameStart: number,
  frameEnd: number,
  frameWireEnd: number,
): void {
  const { ids, starts } = walked;
  // Whole numbers from here on: the frame's length on the wire comes as any number.
  let start = frameStart | 0, end = frameEnd | 0, wireEnd = frameWireEnd | 0;
  let depth = 0, unset = 0, next = SPACE.LINK_TYPE | 1, otherwise = 0;
  usual: {
    if (end - start < HEADER.ETHERNET) break usual;
    let type = u16(bytes, start + HEADER.ETHERNET - 2);
    if (type <= GREATEST_LENGTH) break usual;
    ids[0] = ETHERNET;
    starts[0] = start;
    depth = 1;
    unset = ETHERNET_BIT;
    start += HEADER.ETHERNET;
    next = SPACE.ETHER_TYPE | type;

    while ((type === VLAN_TYPE || type === SERVICE_VLAN_TYPE) && depth <= MOST_TAGS) {
      if (end - start < HEADER.VLAN) break usual;
      type = u16(bytes, start + HEADER.VLAN - 2);
      if (type <= GREATEST_LENGTH) break usual;
      ids[depth] = VLAN;
      starts[depth++] = start;
      unset |= VLAN_BIT;
      start += HEADER.VLAN;
      next = SPACE.ETHER_TYPE | type;
    }

    let protocol: number;
    if (type === IPV4_TYPE) {
      if (end - start < HEADER.IPV4) break usual;
      const first = bytes[start], totalLength = u16(bytes, start + AT.IPV4.TOTAL_LENGTH);
      const headerLength = (first & 15) << 2;
      if (
        first >> 4 !== 4 || headerLength < HEADER.IPV4 || headerLength > end - start ||
        totalLength < headerLength ||
        (u16(bytes, start + AT.IPV4.FRAGMENT) & FRAGMENT_OFFSET_BITS) !== 0
      ) break usual;
      ids[depth] = IPV4;
      starts[depth++] = start;
      unset |= IPV4_BIT;
      protocol = bytes[start + AT.IPV4.PROTOCOL];
      if (start + totalLength < wireEnd) wireEnd = start + totalLength;
      start += headerLength;
    } else if (type === IPV6_TYPE) {
      if (end - start < HEADER.IPV6) break usual;
      const length = u16(bytes, start + AT.IPV6.PAYLOAD_LENGTH);
      if (bytes[start] >> 4 !== 6 || length === 0) break usual;
      ids[depth] = IPV6;
      starts[depth++] = start;
      unset |= IPV6_BIT;
      protocol = bytes[start + AT.IPV6.NEXT_HEADER];
      start += HEADER.IPV6;
      if (start + length < wireEnd) wireEnd = start + length;
    } else break usual;
    if (wireEnd < end) end = wireEnd;
    walked.networkEnd = end;
    walked.networkWireEnd = wireEnd;
    next = SPACE.IP_PROTOCOL | protocol;

    const header = start;
    if (protocol === TCP_PROTOCOL) {
      if (end - start < HEADER.TCP) break usual;
      const headerLength = (bytes[start + AT.TCP.DATA_OFFSET] >> 4) << 2;
      if (headerLength < HEADER.TCP || headerLength > end - start) break usual;
      ids[depth] = TCP;
      starts[depth++] = start;
      unset |= TCP_BIT;
      start += headerLength;
      next = SPACE.TCP_PORT;
    } else if (protocol === UDP_PROTOCOL) {
      if (end - start < HEADER.UDP) break usual;
      const length = u16(bytes, start + AT.UDP.LENGTH);
      if (length < HEADER.UDP) break usual;
      ids[depth] = UDP;
      starts[depth++] = start;
      unset |= UDP_BIT;
      if (start + length < wireEnd) wireEnd = start + length;
      if (wireEnd < end) end = wireEnd;
      start += HEADER.UDP;
      next = SPACE.UDP_PORT;
    } else break usual;

    if (start < end) {
      const source = u16(bytes, header), destination = u16(bytes, header + 2);
      // The lower port is the likelier to be a service's.
      otherwise = next | (source < destination ? destination : source);
      next |= source < destination ? source : destination;
    } else next = 0;
  }
  starts[depth] = start;
  walked.depth = depth;
  walked.unset = unset;
  walked.restStart = start;
  walked.restEnd = end;
  walked.restWireEnd = wireEnd;
  walked.restNext = next;
  walked.restOtherwise = otherwise;
}
