// core/filter/generate/network.ts: hosts and networks.
import { allOf, anyOf, type Condition } from "../condition.ts";
import { ipv6Words, partialIpv4 } from "../address.ts";
import type { Identifier, Qualifiers, Span } from "../tree.ts";
import type { Context } from "./context.ts";
import { byDirection, ethernetHost, EtherType, linkType } from "./link_layer.ts";
import { decnetAddress, decnetHost } from "./decnet.ts";
import type { Place } from "./place.ts";

/** Where IPv4 addresses are, in bytes from the network header: source, destination. */
const ADDRESSES_AT = {
  [EtherType.Ipv4]: [12, 16],
  // The protocol addresses of an ARP packet for IPv4 over Ethernet (RFC 826).
  [EtherType.Arp]: [14, 24],
  [EtherType.Rarp]: [14, 24],
} as const;

/** An address or a network that some host of the packet has. */
export function host(
  code: Context,
  place: Place,
  qualifiers: Qualifiers,
  identifier: Identifier,
  span: Span,
): Condition {
  const { protocol, direction, type } = qualifiers;
  switch (identifier.kind) {
    case "mac":
      if ((type ?? "host") !== "host" || !isLink(protocol)) {
        return code.fail(span, "a MAC address needs ether before it", "write ether host …");
      }
      return ethernetHost(code, place, identifier.text, direction, span);
    case "arcnet":
      return code.fail(span, "ARCnet addresses are not supported");
    case "name": {
      const address = type === "net" ? undefined : writtenAddress(identifier.text);
      if (address !== undefined) return host(code, place, qualifiers, address, span);
      return code.fail(
        span,
        `the address of "${identifier.text}" is not known: names are never looked up`,
        "write the address",
      );
    }
    case "ipv6": {
      const words = ipv6Words(identifier.text)!;
      const bits = identifier.bits ?? 128;
      if (bits > 128) return code.fail(span, `an IPv6 prefix has at most 128 bits, not ${bits}`);
      if (type !== "net" && bits !== 128) return code.fail(span, "only net takes a prefix length");
      const masks = [0, 1, 2, 3].map((word) => prefixMask(bits - 32 * word));
      if (words.some((word, at) => (word & ~masks[at]) !== 0)) {
        return code.fail(span, `bits are set behind the prefix of ${bits} bits`);
      }
      return ipv6Host(code, place, qualifiers, words, masks, span);
    }
    default: {
      const masked = identifier.kind === "ipv4 network" || identifier.kind === "ipv4 masked";
      if (protocol === "decnet" && !(masked && code.target.compat)) {
        return decnetHost(code, place, decnetAddress(code, identifier, span), direction, span);
      }
      const network = ipv4Network(code, type ?? "host", identifier, span);
      // libpcap takes the low half of what is no DECnet address at all.
      if (protocol === "decnet") {
        return decnetHost(code, place, network.address & 0xffff, direction, span);
      }
      return ipv4Host(code, place, qualifiers, network, span);
    }
  }
}

/** An address that was written as a name, behind a backslash; as inet_aton(3) reads it. */
function writtenAddress(text: string): Identifier | undefined {
  if (ipv6Words(text) !== undefined) return { kind: "ipv6", text };
  const parts = text.split(".");
  if (
    parts.length > 4 ||
    !parts.every((part) => /^(0[xX][0-9A-Fa-f]+|0[0-7]*|[1-9][0-9]*)$/.test(part))
  ) {
    return undefined;
  }
  const numbers = parts.map((part) => /^0[0-7]+$/.test(part) ? parseInt(part, 8) : Number(part));
  const last = numbers.pop()!;
  if (numbers.some((number) => number > 255) || last >= 256 ** (4 - numbers.length)) {
    return undefined;
  }
  // The last part fills all bytes that are left.
  const value = numbers.reduce((sum, number, at) => sum + number * 256 ** (3 - at), last);
  return { kind: "number", value };
}

/** Whether a protocol word stands for the link layer. */
export function isLink(protocol: string | undefined): boolean {
  return protocol !== undefined &&
    ["link", "ether", "ppp", "slip", "fddi", "tr", "wlan"].includes(protocol);
}

interface Ipv4Network {
  readonly address: number;
  readonly mask: number;
}

/** What an IPv4 identifier covers. */
function ipv4Network(
  code: Context,
  type: string,
  identifier: Exclude<Identifier, { kind: "name" | "ipv6" | "mac" | "arcnet" }>,
  span: Span,
): Ipv4Network {
  if (identifier.kind === "number") {
    // "host 10" is 0.0.0.10, but "net 10" is 10.0.0.0/8.
    let { value: address } = identifier;
    let mask = 0xffff_ffff;
    while (type === "net" && address !== 0 && address < 0x0100_0000) {
      address *= 256;
      mask = mask << 8 >>> 0;
    }
    return { address, mask };
  }
  const written = leftAligned(code, identifier.text, span);
  if (identifier.kind === "ipv4") return written;
  if (type !== "net") return code.fail(span, "only net takes a mask", "write net …");
  let mask: number;
  if (identifier.kind === "ipv4 masked") {
    mask = leftAligned(code, identifier.mask, span).address;
  } else {
    const { bits } = identifier;
    if (bits > 32) return code.fail(span, `an IPv4 prefix has at most 32 bits, not ${bits}`);
    mask = prefixMask(bits);
  }
  const outside = (written.address & ~mask) >>> 0;
  if (outside !== 0) {
    const inside = dotted(written.address & mask);
    return code.fail(span, "bits are set that the mask leaves out", `the network is ${inside}`);
  }
  return { address: written.address, mask };
}

/** `10.1` is 10.1.0.0, of which two bytes count. */
function leftAligned(code: Context, text: string, span: Span): Ipv4Network {
  const partial = partialIpv4(text);
  if (partial === undefined) return code.fail(span, `${text} is no IPv4 address`);
  const address = partial.value * 2 ** (32 - partial.bits);
  return { address, mask: prefixMask(partial.bits) };
}

/** A mask of this many ones on the left; none below 0, all 32 above. */
function prefixMask(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? 0xffff_ffff : 0xffff_ffff << (32 - bits) >>> 0;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => address >>> shift & 0xff).join(".");
}

function ipv4Host(
  code: Context,
  place: Place,
  { protocol, direction, type }: Qualifiers,
  network: Ipv4Network,
  span: Span,
): Condition {
  const addresses = (etherType: keyof typeof ADDRESSES_AT): Condition => {
    const [source, destination] = ADDRESSES_AT[etherType].map((offset) =>
      allOf(
        linkType(code, place, etherType, span),
        code.maskedEqual(code.networkLoad(place, 4, offset), network.address, network.mask),
      )
    );
    return byDirection(code, direction, span, source, destination);
  };
  switch (protocol) {
    case undefined:
      // Behind MPLS labels there is nothing but IP.
      if (place.labels > 0) return addresses(EtherType.Ipv4);
      return anyOf(
        addresses(EtherType.Ipv4),
        addresses(EtherType.Arp),
        addresses(EtherType.Rarp),
      );
    case "ip":
      return addresses(EtherType.Ipv4);
    case "arp":
      return addresses(EtherType.Arp);
    case "rarp":
      return addresses(EtherType.Rarp);
    default:
      return refuseProtocol(code, protocol, type, "IPv4", span);
  }
}

function ipv6Host(
  code: Context,
  place: Place,
  { protocol, direction, type }: Qualifiers,
  words: number[],
  masks: number[],
  span: Span,
): Condition {
  if (protocol !== undefined && protocol !== "ip6") {
    return refuseProtocol(code, protocol, type, "IPv6", span);
  }
  const address = (offset: number): Condition =>
    allOf(
      linkType(code, place, EtherType.Ipv6, span),
      ...words.map((word, at) =>
        code.maskedEqual(code.networkLoad(place, 4, offset + 4 * at), word, masks[at])
      ),
    );
  return byDirection(code, direction, span, address(8), address(24));
}

function refuseProtocol(
  code: Context,
  protocol: string,
  type: string | undefined,
  family: string,
  span: Span,
): never {
  return code.fail(span, `"${protocol} ${type ?? "host"}" does not go with an ${family} address`);
}
