// core/wire/ipv4_options.ts: the options of an IPv4 header, RFC 791, section 3.1.
import { keptAddress, keptAddresses } from "./_kept.ts";
import { type Address, IPV4_LENGTH } from "./address.ts";
import { u16, u32 } from "./bytes.ts";
import { address, bytes as bytesField, group, integer, list } from "./field.ts";
import type { Fields } from "./field.ts";

/** Option types (IANA "Internet Protocol Version 4 Parameters"): copied flag, class and number. */
export const Ipv4OptionType = {
  EndOfList: 0,
  NoOperation: 1,
  RecordRoute: 7,
  MtuProbe: 11,
  MtuReply: 12,
  QuickStart: 25,
  Timestamp: 68,
  Traceroute: 82,
  Security: 130,
  LooseSourceRoute: 131,
  CommercialSecurity: 134,
  StreamIdentifier: 136,
  StrictSourceRoute: 137,
  RouterAlert: 148,
} as const;

/** A time that a hop put down. */
export interface Ipv4Timestamp {
  /** Whose it is; `undefined` where only times are asked for. */
  readonly address?: Address;
  /** Milliseconds since midnight UTC; with the high bit set, a time of another kind. */
  readonly timeMs: number;
}

/** One option: its type, and the fields that this type has. */
export interface Ipv4Option {
  readonly type: number;
  /** Bytes of the whole option: 1 for the two that have no length. */
  readonly length: number;
  /** From 1: where the next hop writes (routes and timestamps). */
  readonly pointer?: number;
  /** The hops recorded so far, or still to take. */
  readonly addresses?: readonly Address[];
  /** Hops that found no room for their time. */
  readonly overflow?: number;
  /** 0: times only, 1: with addresses, 3: of the hops that the sender named. */
  readonly timestampMode?: number;
  readonly timestamps?: readonly Ipv4Timestamp[];
  /** 0: every router looks at the packet (RFC 2113). */
  readonly routerAlert?: number;
  readonly streamId?: number;
  readonly mtu?: number;
  /** Of RFC 1108: 0x3d top secret, 0x5a secret, 0x96 confidential, 0xab unclassified. */
  readonly classification?: number;
  /** Domain of interpretation (CIPSO, FIPS 188). */
  readonly domainOfInterpretation?: number;
  /** The identifier, hops and originator of RFC 1393. */
  readonly tracerouteId?: number;
  readonly outboundHops?: number;
  readonly returnHops?: number;
  readonly originator?: Address;
  /** Request, report or response and rate of RFC 4782. */
  readonly quickStartFunction?: number;
  readonly quickStartRate?: number;
  readonly quickStartTimeToLive?: number;
  readonly quickStartNonce?: number;
  /** What follows type and length, in an option that is not decoded further. */
  readonly data?: Uint8Array;
}

/** What {@linkcode Ipv4Option} has, for printing. */
export const IPV4_OPTION_FIELDS: Fields = {
  type: integer("copied flag, class and number"),
  length: integer("the whole option", "bytes"),
  pointer: integer("where the next hop writes, from 1", "bytes"),
  addresses: list(address("a hop taken, or to take")),
  overflow: integer("hops that found no room"),
  timestampMode: integer("0: times, 1: with addresses, 3: addresses given"),
  timestamps: list(group("a hop's time", {
    address: address("the hop"),
    timeMs: integer("since midnight UTC", "milliseconds"),
  })),
  routerAlert: integer("0: every router looks at the packet, RFC 2113"),
  streamId: integer("SATNET stream"),
  mtu: integer("RFC 1063", "bytes"),
  classification: integer("security level, RFC 1108"),
  domainOfInterpretation: integer("of the labels, CIPSO"),
  tracerouteId: integer("RFC 1393"),
  outboundHops: integer("RFC 1393"),
  returnHops: integer("RFC 1393"),
  originator: address("who asked, RFC 1393"),
  quickStartFunction: integer("0: rate request, 8: report, RFC 4782"),
  quickStartRate: integer("40 kbit/s times 2 to this power, RFC 4782"),
  quickStartTimeToLive: integer("RFC 4782"),
  quickStartNonce: integer("RFC 4782"),
  data: bytesField("of an option not decoded further"),
};

/** All options between `start` and `end`, up to the end of the list or to the first that lies. */
export function ipv4Options(bytes: Uint8Array, start: number, end: number): Ipv4Option[] {
  const options: Ipv4Option[] = [];
  for (let at = start; at < end;) {
    const type = bytes[at];
    if (type === Ipv4OptionType.EndOfList || type === Ipv4OptionType.NoOperation) {
      options.push({ type, length: 1 });
      if (type === Ipv4OptionType.EndOfList) break;
      at++;
      continue;
    }
    const length = at + 1 < end ? bytes[at + 1] : 0;
    if (length < 2 || at + length > end) break;
    options.push({ type, length, ...details(bytes, at, type, length) });
    at += length;
  }
  return options;
}

/** Where a source route with hops still to take ends; -1 when there is none. It allocates nothing. */
export function sourceRouteEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at + 1 < end;) {
    const type = bytes[at];
    if (type === Ipv4OptionType.EndOfList) return -1;
    if (type === Ipv4OptionType.NoOperation) {
      at++;
      continue;
    }
    const length = bytes[at + 1];
    if (length < 2 || at + length > end) return -1;
    if (type === Ipv4OptionType.LooseSourceRoute || type === Ipv4OptionType.StrictSourceRoute) {
      const isOpen = length >= 3 + IPV4_LENGTH && bytes[at + 2] <= length;
      return isOpen ? at + length : -1;
    }
    at += length;
  }
  return -1;
}

function details(bytes: Uint8Array, at: number, type: number, length: number): Partial<Ipv4Option> {
  const end = at + length;
  switch (type) {
    case Ipv4OptionType.RecordRoute:
    case Ipv4OptionType.LooseSourceRoute:
    case Ipv4OptionType.StrictSourceRoute:
      if (length < 3) break;
      return {
        pointer: bytes[at + 2],
        addresses: keptAddresses(bytes, at + 3, end, IPV4_LENGTH),
      };
    case Ipv4OptionType.Timestamp:
      if (length < 4) break;
      return {
        pointer: bytes[at + 2],
        overflow: bytes[at + 3] >> 4,
        timestampMode: bytes[at + 3] & 15,
        timestamps: timestamps(bytes, at + 4, end, bytes[at + 3] & 15),
      };
    case Ipv4OptionType.RouterAlert:
      if (length === 4) return { routerAlert: u16(bytes, at + 2) };
      break;
    case Ipv4OptionType.StreamIdentifier:
      if (length === 4) return { streamId: u16(bytes, at + 2) };
      break;
    case Ipv4OptionType.MtuProbe:
    case Ipv4OptionType.MtuReply:
      if (length === 4) return { mtu: u16(bytes, at + 2) };
      break;
    case Ipv4OptionType.Security:
      if (length > 2) {
        return { classification: bytes[at + 2], data: bytes.slice(at + 3, end) };
      }
      break;
    case Ipv4OptionType.CommercialSecurity:
      if (length < 6) break;
      return { domainOfInterpretation: u32(bytes, at + 2), data: bytes.slice(at + 6, end) };
    case Ipv4OptionType.Traceroute:
      if (length !== 12) break;
      return {
        tracerouteId: u16(bytes, at + 2),
        outboundHops: u16(bytes, at + 4),
        returnHops: u16(bytes, at + 6),
        originator: keptAddress(bytes, at + 8, IPV4_LENGTH),
      };
    case Ipv4OptionType.QuickStart:
      if (length !== 8) break;
      return {
        quickStartFunction: bytes[at + 2] >> 4,
        quickStartRate: bytes[at + 2] & 15,
        quickStartTimeToLive: bytes[at + 3],
        quickStartNonce: u32(bytes, at + 4) >>> 2,
      };
  }
  return { data: bytes.slice(at + 2, end) };
}

function timestamps(
  bytes: Uint8Array,
  start: number,
  end: number,
  mode: number,
): Ipv4Timestamp[] {
  const times: Ipv4Timestamp[] = [];
  if (mode === 0) {
    for (let at = start; at + 4 <= end; at += 4) times.push({ timeMs: u32(bytes, at) });
    return times;
  }
  for (let at = start; at + 8 <= end; at += 8) {
    times.push({
      address: keptAddress(bytes, at, IPV4_LENGTH),
      timeMs: u32(bytes, at + IPV4_LENGTH),
    });
  }
  return times;
}
