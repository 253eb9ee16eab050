// core/capture/link_type.ts: what the first bytes of a frame are.
import { LINK_TYPE_NAMES } from "./_link_type_names.ts";

/**
 * Link types by their number in capture files (LINKTYPE_ of
 * https://www.tcpdump.org/linktypes.html). A number that is not listed here
 * stays a number.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(linkTypeName(LinkType.Ethernet), "EN10MB (Ethernet)");
 * ```
 */
export const LinkType = {
  /** BSD loopback: a 4-byte address family in the byte order of the capturing host. */
  Null: 0,
  Ethernet: 1,
  /** PPP as in RFC 1661 and RFC 1662. */
  Ppp: 9,
  /** Raw IP, version 4 or 6 by the first nibble. */
  Raw: 101,
  /** PPP in HDLC-like framing, or Cisco HDLC (RFC 1547). */
  PppHdlc: 50,
  PppEther: 51,
  CiscoHdlc: 104,
  Ieee80211: 105,
  /** OpenBSD loopback: as Null, in network byte order. */
  Loop: 108,
  LinuxSll: 113,
  Ieee80211Radiotap: 127,
  Ipv4: 228,
  Ipv6: 229,
  LinuxSll2: 276,
} as const;
/** One of {@linkcode LinkType}, or a number that has no name here. */
export type LinkType = number;

/** The name that libpcap gives a link type, with what it means; `LINKTYPE_n` for others. */
export function linkTypeName(linkType: LinkType): string {
  return LINK_TYPE_NAMES.get(linkType) ?? `LINKTYPE_${linkType}`;
}

/**
 * The link type of that name, as libpcap spells it, in capitals or not: `EN10MB`. Names of link
 * types without a name here are `LINKTYPE_n`. `undefined` for all else.
 */
export function linkTypeByName(name: string): LinkType | undefined {
  const wanted = name.toUpperCase().replace(/^DLT_/, "");
  for (const [linkType, text] of LINK_TYPE_NAMES) {
    if (text.split(" ")[0] === wanted) return linkType;
  }
  const [, number] = /^LINKTYPE_(\d+)$/.exec(wanted) ?? [];
  return number === undefined ? undefined : Number(number);
}
