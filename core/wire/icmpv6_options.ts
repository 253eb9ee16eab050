// core/wire/icmpv6_options.ts: the options of neighbour discovery, RFC 4861, section 4.6, and those since.
import { keptAddress, keptAddresses } from "./_kept.ts";
import { Address, IPV6_LENGTH, MAC_LENGTH } from "./address.ts";
import { text, u16, u32, u48 } from "./bytes.ts";
import {
  address,
  boolean,
  bytes as bytesField,
  integer,
  list,
  text as textField,
} from "./field.ts";
import type { Fields } from "./field.ts";

/** Option types (IANA "IPv6 Neighbor Discovery Option Formats"). */
export const NeighborOptionType = {
  SourceLinkAddress: 1,
  TargetLinkAddress: 2,
  Prefix: 3,
  RedirectedHeader: 4,
  Mtu: 5,
  AdvertisementInterval: 7,
  HomeAgent: 8,
  SourceAddressList: 9,
  TargetAddressList: 10,
  Timestamp: 13,
  Nonce: 14,
  Route: 24,
  DnsServers: 25,
  FlagsExtension: 26,
  DnsSearchList: 31,
  AddressRegistration: 33,
  CaptivePortal: 37,
  Nat64Prefix: 38,
} as const;

/** One option: its type, and the fields that this type has. Lifetimes of 2^32 - 1 are for ever. */
export interface NeighborOption {
  readonly type: number;
  /** Bytes of the whole option: a multiple of 8. */
  readonly length: number;
  /** Of links with addresses like Ethernet's. */
  readonly linkAddress?: Address;
  readonly prefix?: Address;
  /** Bits of the prefix that count, 0 to 128. */
  readonly prefixLength?: number;
  readonly onLink?: boolean;
  readonly autonomous?: boolean;
  readonly routerAddress?: boolean;
  readonly validLifetime?: number;
  readonly preferredLifetime?: number;
  readonly mtu?: number;
  /** Milliseconds between a mobile router's advertisements (RFC 6275). */
  readonly advertisementInterval?: number;
  readonly homeAgentPreference?: number;
  /** Seconds. */
  readonly lifetime?: number;
  /** -1 low, 0 medium, 1 high (RFC 4191). */
  readonly preference?: number;
  readonly addresses?: readonly Address[];
  readonly dnsServers?: readonly Address[];
  readonly dnsSearchList?: readonly string[];
  /** Seconds since 1970 (RFC 3971, section 5.3.1). */
  readonly timestamp?: number;
  readonly nonce?: Uint8Array;
  readonly captivePortal?: string;
  /** Of RFC 8781. */
  readonly nat64Prefix?: Address;
  readonly nat64PrefixLength?: number;
  /** Of RFC 6775. */
  readonly registrationStatus?: number;
  readonly data?: Uint8Array;
}

/** What {@linkcode NeighborOption} has, for printing. */
export const NEIGHBOR_OPTION_FIELDS: Fields = {
  type: integer("what it is"),
  length: integer("the whole option", "bytes"),
  linkAddress: address("of the sender's or target's interface"),
  prefix: address("of the link or route"),
  prefixLength: integer("bits that count"),
  onLink: boolean("addresses of the prefix are on the link"),
  autonomous: boolean("hosts may make addresses of it"),
  routerAddress: boolean("the prefix holds the router's address, RFC 6275"),
  validLifetime: integer("until addresses end", "seconds"),
  preferredLifetime: integer("until new connections use others", "seconds"),
  mtu: integer("of the link", "bytes"),
  advertisementInterval: integer("between advertisements, RFC 6275", "milliseconds"),
  homeAgentPreference: integer("RFC 6275"),
  lifetime: integer("until this ends", "seconds"),
  preference: integer("-1 low, 0 medium, 1 high, RFC 4191"),
  addresses: list(address("of RFC 3122's lists")),
  dnsServers: list(address("a resolver, RFC 8106")),
  dnsSearchList: list(textField("a domain, RFC 8106")),
  timestamp: integer("since 1970, RFC 3971", "seconds"),
  nonce: bytesField("RFC 3971"),
  captivePortal: textField("URI, RFC 8910"),
  nat64Prefix: address("that a translator to IPv4 listens to, RFC 8781"),
  nat64PrefixLength: integer("bits that count"),
  registrationStatus: integer("RFC 6775"),
  data: bytesField("of an option not decoded further"),
};

/** All options between `start` and `end`, up to the first that lies or is cut. */
export function neighborOptions(bytes: Uint8Array, start: number, end: number): NeighborOption[] {
  const options: NeighborOption[] = [];
  for (let at = start; at + 2 <= end;) {
    const type = bytes[at], length = bytes[at + 1] * 8;
    if (length === 0 || at + length > end) break;
    options.push({ type, length, ...details(bytes, at, type, length) });
    at += length;
  }
  return options;
}

/** Where the option of `type` begins; -1 when there is none whole. */
export function findNeighborOption(
  bytes: Uint8Array,
  start: number,
  end: number,
  type: number,
): number {
  for (let at = start; at + 2 <= end;) {
    const length = bytes[at + 1] * 8;
    if (length === 0 || at + length > end) return -1;
    if (bytes[at] === type) return at;
    at += length;
  }
  return -1;
}

function details(
  bytes: Uint8Array,
  at: number,
  type: number,
  length: number,
): Partial<NeighborOption> {
  const end = at + length;
  switch (type) {
    case NeighborOptionType.SourceLinkAddress:
    case NeighborOptionType.TargetLinkAddress:
      if (length === 8) return { linkAddress: keptAddress(bytes, at + 2, MAC_LENGTH) };
      break;
    case NeighborOptionType.Prefix:
      if (length === 32) return prefix(bytes, at);
      break;
    case NeighborOptionType.Mtu:
      return { mtu: u32(bytes, at + 4) };
    case NeighborOptionType.AdvertisementInterval:
      return { advertisementInterval: u32(bytes, at + 4) };
    case NeighborOptionType.HomeAgent:
      return { homeAgentPreference: u16(bytes, at + 4), lifetime: u16(bytes, at + 6) };
    case NeighborOptionType.SourceAddressList:
    case NeighborOptionType.TargetAddressList:
      return { addresses: keptAddresses(bytes, at + 8, end, IPV6_LENGTH) };
    case NeighborOptionType.Timestamp:
      // Seconds with 16 bits of fraction.
      if (length === 16) return { timestamp: u48(bytes, at + 8) };
      break;
    case NeighborOptionType.Nonce:
      return { nonce: bytes.slice(at + 2, end) };
    case NeighborOptionType.Route:
      return {
        prefix: paddedAddress(bytes, at + 8, end),
        prefixLength: bytes[at + 2],
        preference: preferenceOf(bytes[at + 3]),
        lifetime: u32(bytes, at + 4),
      };
    case NeighborOptionType.DnsServers:
      return {
        lifetime: u32(bytes, at + 4),
        dnsServers: keptAddresses(bytes, at + 8, end, IPV6_LENGTH),
      };
    case NeighborOptionType.DnsSearchList:
      return { lifetime: u32(bytes, at + 4), dnsSearchList: names(bytes, at + 8, end) };
    case NeighborOptionType.AddressRegistration:
      if (length !== 16) break;
      return { registrationStatus: bytes[at + 2], lifetime: u16(bytes, at + 6) * 60 };
    case NeighborOptionType.CaptivePortal:
      return { captivePortal: text(bytes, at + 2, end).replace(/\0+$/, "") };
    case NeighborOptionType.Nat64Prefix:
      if (length === 16) return nat64Prefix(bytes, at);
      break;
  }
  return { data: bytes.slice(at + 2, end) };
}

/** RFC 4861, section 4.6.2. */
function prefix(bytes: Uint8Array, at: number): Partial<NeighborOption> {
  const flags = bytes[at + 3];
  return {
    prefix: keptAddress(bytes, at + 16, IPV6_LENGTH),
    prefixLength: bytes[at + 2],
    onLink: (flags & 0x80) !== 0,
    autonomous: (flags & 0x40) !== 0,
    routerAddress: (flags & 0x20) !== 0,
    validLifetime: u32(bytes, at + 4),
    preferredLifetime: u32(bytes, at + 8),
  };
}

/** Bits of the prefix by the code in the low bits of the lifetime (RFC 8781, section 4). */
const NAT64_LENGTHS: readonly number[] = [96, 64, 56, 48, 40, 32];

function nat64Prefix(bytes: Uint8Array, at: number): Partial<NeighborOption> {
  const scaled = u16(bytes, at + 2);
  return {
    nat64Prefix: paddedAddress(bytes, at + 4, at + 16),
    nat64PrefixLength: NAT64_LENGTHS[scaled & 7],
    lifetime: scaled & 0xfff8,
  };
}

/** An address whose last bytes were left out. */
function paddedAddress(bytes: Uint8Array, start: number, end: number): Address {
  const whole = new Uint8Array(IPV6_LENGTH);
  whole.set(bytes.subarray(start, Math.min(end, start + IPV6_LENGTH)));
  return new Address().at(whole, 0, IPV6_LENGTH);
}

/**
 * A router's preference, in bits 3 and 4 of its flags (RFC 4191, section 2.1):
 * the reserved value counts as medium.
 */
export function preferenceOf(flags: number): number {
  const bits = (flags >> 3) & 3;
  return bits === 1 ? 1 : bits === 3 ? -1 : 0;
}

/** Names in DNS' form without compression, one after the other, up to padding or to one that is cut. */
export function names(bytes: Uint8Array, start: number, end: number): string[] {
  const found: string[] = [];
  let labels: string[] = [];
  for (let at = start; at < end;) {
    const length = bytes[at];
    if (length === 0) {
      if (labels.length === 0) break;
      found.push(labels.join("."));
      labels = [];
      at++;
      continue;
    }
    if (length > 63 || at + 1 + length > end) break;
    labels.push(text(bytes, at + 1, at + 1 + length));
    at += 1 + length;
  }
  return found;
}
