// core/wire/ipv6_options.ts: what IPv6's hop-by-hop and destination options share, RFC 8200, section 4.2.
import { IPV6_EXTENSION_FIELDS, Ipv6Extension } from "./_ipv6_extension.ts";
import { keptAddress } from "./_kept.ts";
import { type Address, IPV6_LENGTH } from "./address.ts";
import { u16, u32 } from "./bytes.ts";
import type { Fault } from "./fault.ts";
import { address, bytes as bytesField, group, hexadecimal, integer, list } from "./field.ts";
import type { Fields } from "./field.ts";

/** The fixed part of a CALIPSO option (RFC 5570, section 5.1). */
const CALIPSO_LENGTH = 8;

/** Byte offsets from the start of the header (RFC 8200, section 4.3). */
const AT = { OPTIONS: 2 } as const;

/** Option types (IANA "Destination Options and Hop-by-Hop Options"). */
export const Ipv6OptionType = {
  Pad1: 0x00,
  PadN: 0x01,
  TunnelLimit: 0x04,
  RouterAlert: 0x05,
  Calipso: 0x07,
  PerformanceMetrics: 0x0f,
  QuickStart: 0x26,
  MinimumPathMtu: 0x30,
  Rpl: 0x63,
  JumboPayload: 0xc2,
  HomeAddress: 0xc9,
} as const;

/** One option: its type, and the fields that this type has. */
export interface Ipv6Option {
  readonly type: number;
  /** Bytes of the option's data; 0 for the padding of one byte, which has none. */
  readonly length: number;
  /** 0: every router looks, for multicast listener discovery (RFC 2711). */
  readonly routerAlert?: number;
  /** Bytes after the IPv6 header, 65,536 and more (RFC 2675). */
  readonly jumboPayloadLength?: number;
  /** Where a mobile node is at home (RFC 6275, section 6.3). */
  readonly homeAddress?: Address;
  /** Tunnels that may still be put around (RFC 2473, section 4.1.1). */
  readonly tunnelEncapsulationLimit?: number;
  /** Of RFC 9268: the least on the way so far, and what came back. */
  readonly minimumPathMtu?: number;
  readonly returnedPathMtu?: number;
  /** Of RFC 8250. */
  readonly sequenceThis?: number;
  readonly sequenceLast?: number;
  /** Of RFC 6553. */
  readonly rplInstance?: number;
  readonly rplSenderRank?: number;
  /** Of RFC 5570. */
  readonly domainOfInterpretation?: number;
  /** Of RFC 4782. */
  readonly quickStartRate?: number;
  readonly quickStartTimeToLive?: number;
  readonly quickStartNonce?: number;
  /** The data of an option that is not decoded further. */
  readonly data?: Uint8Array;
}

/** What {@linkcode Ipv6Option} has, for printing. */
export const IPV6_OPTION_FIELDS: Fields = {
  type: hexadecimal("what to do when unknown, whether it may change, and the number"),
  length: integer("the option's data", "bytes"),
  routerAlert: integer("why routers should look, RFC 2711"),
  jumboPayloadLength: integer("everything after the IPv6 header, RFC 2675", "bytes"),
  homeAddress: address("where a mobile node is at home, RFC 6275"),
  tunnelEncapsulationLimit: integer("tunnels that may still be put around, RFC 2473"),
  minimumPathMtu: integer("least so far, RFC 9268", "bytes"),
  returnedPathMtu: integer("what came back, RFC 9268", "bytes"),
  sequenceThis: integer("number of this packet, RFC 8250"),
  sequenceLast: integer("number of the packet last seen, RFC 8250"),
  rplInstance: integer("RFC 6553"),
  rplSenderRank: integer("RFC 6553"),
  domainOfInterpretation: integer("of the labels, RFC 5570"),
  quickStartRate: integer("40 kbit/s times 2 to this power, RFC 4782"),
  quickStartTimeToLive: integer("RFC 4782"),
  quickStartNonce: integer("RFC 4782"),
  data: bytesField("of an option not decoded further"),
};

/** The fields of both headers. */
export const IPV6_OPTIONS_FIELDS = {
  ...IPV6_EXTENSION_FIELDS,
  options: list(group("an option", IPV6_OPTION_FIELDS)),
};

/** A header that is a list of options. */
export abstract class Ipv6Options extends Ipv6Extension {
  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    return this.extension(bytes, start, end, wireEnd, "options", "options");
  }

  /** The options in their order, padding too, made anew; they end at the first that lies. */
  get options(): Ipv6Option[] {
    const { bytes, payloadStart: end } = this;
    const options: Ipv6Option[] = [];
    for (let at = this.start + AT.OPTIONS; at < end;) {
      const type = bytes[at];
      if (type === Ipv6OptionType.Pad1) {
        options.push({ type, length: 0 });
        at++;
        continue;
      }
      if (at + 1 >= end || at + 2 + bytes[at + 1] > end) break;
      const length = bytes[at + 1];
      options.push({ type, length, ...details(bytes, at + 2, type, length) });
      // One that is too short for itself says nothing of where the next begins.
      if (type === Ipv6OptionType.Calipso && length < CALIPSO_LENGTH) break;
      at += 2 + length;
    }
    return options;
  }

  /** Where the data of the first option of `type` and `length` begins; -1 when there is none. */
  protected find(type: number, length: number): number {
    const { bytes, payloadStart: end } = this;
    for (let at = this.start + AT.OPTIONS; at < end;) {
      if (bytes[at] === Ipv6OptionType.Pad1) {
        at++;
        continue;
      }
      if (at + 1 >= end || at + 2 + bytes[at + 1] > end) return -1;
      if (bytes[at] === type && bytes[at + 1] === length) return at + 2;
      at += 2 + bytes[at + 1];
    }
    return -1;
  }
}

function details(bytes: Uint8Array, at: number, type: number, length: number): Partial<Ipv6Option> {
  switch (type) {
    case Ipv6OptionType.PadN:
      return {};
    case Ipv6OptionType.RouterAlert:
      if (length === 2) return { routerAlert: u16(bytes, at) };
      break;
    case Ipv6OptionType.JumboPayload:
      if (length === 4) return { jumboPayloadLength: u32(bytes, at) };
      break;
    case Ipv6OptionType.HomeAddress:
      if (length === IPV6_LENGTH) return { homeAddress: keptAddress(bytes, at, IPV6_LENGTH) };
      break;
    case Ipv6OptionType.TunnelLimit:
      if (length === 1) return { tunnelEncapsulationLimit: bytes[at] };
      break;
    case Ipv6OptionType.MinimumPathMtu:
      if (length !== 4) break;
      // The last bit asks for an answer.
      return { minimumPathMtu: u16(bytes, at), returnedPathMtu: u16(bytes, at + 2) & 0xfffe };
    case Ipv6OptionType.PerformanceMetrics:
      if (length !== 10) break;
      return { sequenceThis: u16(bytes, at + 2), sequenceLast: u16(bytes, at + 4) };
    case Ipv6OptionType.Rpl:
      if (length >= 4) return { rplInstance: bytes[at + 1], rplSenderRank: u16(bytes, at + 2) };
      break;
    case Ipv6OptionType.Calipso:
      if (length < CALIPSO_LENGTH) break;
      return {
        domainOfInterpretation: u32(bytes, at),
        data: bytes.slice(at + 4, at + length),
      };
    case Ipv6OptionType.QuickStart:
      if (length !== 6) break;
      return {
        quickStartRate: bytes[at] & 15,
        quickStartTimeToLive: bytes[at + 1],
        quickStartNonce: u32(bytes, at + 2) >>> 2,
      };
  }
  return { data: bytes.slice(at, at + length) };
}
