// core/wire/icmpv6.ts: ICMPv6, RFC 4443, with neighbour and multicast listener discovery.
import { icmpv6Text } from "./_icmpv6_text.ts";
import { keptAddresses } from "./_kept.ts";
import { Address, IPV6_LENGTH } from "./address.ts";
import { u16, u32 } from "./bytes.ts";
import type { ChecksumStatus } from "./checksum.ts";
import { Fault, truncated } from "./fault.ts";
import { address, boolean, group, hexadecimal, integer, list, text } from "./field.ts";
import {
  extensionsStart,
  ICMP_EXTENSION_FIELDS,
  ICMP_EXTENSIONS_FIELDS,
  type IcmpExtension,
  type IcmpExtensions,
  icmpExtensions,
  onlyExtension,
} from "./icmp_extensions.ts";
import { Icmpv6Type } from "./icmp_types.ts";
import {
  findNeighborOption,
  NEIGHBOR_OPTION_FIELDS,
  type NeighborOption,
  neighborOptions,
  NeighborOptionType,
  preferenceOf,
} from "./icmpv6_options.ts";
import {
  floating,
  GROUP_RECORD_FIELDS,
  type GroupRecord,
  groupRecords,
} from "./multicast_listener.ts";
import {
  NODE_INFORMATION_FIELDS,
  type NodeInformation,
  nodeInformation,
} from "./node_information.ts";
import { transportChecksum } from "./pseudo_header.ts";
import { Quoted, QUOTED_FIELDS } from "./quoted.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the message; those from `REST` on are each type's own. */
const AT = {
  TYPE: 0,
  CODE: 1,
  CHECKSUM: 2,
  REST: 4,
  SECOND: 6,
  BODY: 8,
  /** Of neighbour messages, listener queries and redirects. */
  TARGET: 8,
  DESTINATION: 24,
} as const;

/** Bytes that every message has. */
export const ICMPV6_HEADER_LENGTH = AT.REST;

/** Its number over IP, which the checksum covers. */
const ICMPV6_PROTOCOL = 58;

/** A listener query of version 2 is longer than this (RFC 3810, section 8.1). */
const QUERY_V1_LENGTH = 24;

/**
 * Where the options begin in the messages that have some (RFC 4861, section 4;
 * RFC 3122; RFC 6275, section 6.8).
 */
const OPTIONS_AT: { readonly [type: number]: number } = {
  [Icmpv6Type.RouterSolicitation]: 8,
  [Icmpv6Type.RouterAdvertisement]: 16,
  [Icmpv6Type.NeighborSolicitation]: 24,
  [Icmpv6Type.NeighborAdvertisement]: 24,
  [Icmpv6Type.Redirect]: 40,
  [Icmpv6Type.InverseSolicitation]: 8,
  [Icmpv6Type.InverseAdvertisement]: 8,
  147: 8,
};

/**
 * One message. What a type does not have is `undefined`.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const icmpv6 = new Icmpv6();
 * icmpv6.at(Uint8Array.of(128, 0, 0, 0, 0, 7, 0, 1), 0, 8);
 * assertStrictEquals(icmpv6.identifier, 7);
 * assertStrictEquals(icmpv6.summary(1), "ICMP6, echo request, id 7, seq 1, length 8");
 * ```
 */
export class Icmpv6 extends View {
  static override readonly title = "Internet Control Message Protocol for IPv6";
  static override readonly specification = "RFC 4443, RFC 4861, RFC 3810, RFC 4620, RFC 8335";
  static override readonly fields = {
    type: integer("what it is"),
    code: integer("which kind of it"),
    checksum: hexadecimal("as it stands"),
    checksumStatus: text("valid, wrong or unverifiable"),
    identifier: integer("of the asker: echo, extended echo"),
    sequenceNumber: integer("of the question"),
    mtu: integer("of the next hop; packet too big only", "bytes"),
    pointer: integer("the byte that is wrong; parameter problem only"),
    currentHopLimit: integer("hosts are to send with; router advertisement only"),
    managed: boolean("addresses come from DHCPv6; router advertisement only"),
    otherConfiguration: boolean("other things come from DHCPv6; router advertisement only"),
    homeAgent: boolean("RFC 6275; router advertisement only"),
    preference: integer("-1 low, 0 medium, 1 high; router advertisement only"),
    proxy: boolean("RFC 4389; router advertisement only"),
    routerLifetime: integer("0 is no default router; router advertisement only", "seconds"),
    reachableTime: integer(
      "a neighbour counts as there; router advertisement only",
      "milliseconds",
    ),
    retransmitTimer: integer("between solicitations; router advertisement only", "milliseconds"),
    targetAddress: address("neighbour asked for or told of, or better next hop"),
    destinationAddress: address("what is redirected"),
    router: boolean("the target is one; neighbour advertisement only"),
    solicited: boolean("somebody asked; neighbour advertisement only"),
    override: boolean("what was known is to be replaced; neighbour advertisement only"),
    options: list(group("an option of neighbour discovery", NEIGHBOR_OPTION_FIELDS)),
    maximumResponseDelay: integer("of a listener query", "milliseconds"),
    multicastAddress: address("asked for, listened to or left"),
    suppress: boolean("routers leave their timers alone; listener query version 2"),
    robustness: integer("how often lost messages are made up for; listener query version 2"),
    queryInterval: integer("listener query version 2", "seconds"),
    sources: list(address("asked for; listener query version 2")),
    recordCount: integer("of a listener report version 2, as it says"),
    records: list(group("of a listener report version 2", GROUP_RECORD_FIELDS)),
    nodeInformation: group("RFC 4620", NODE_INFORMATION_FIELDS),
    local: boolean("the interface asked for is the receiver's own; extended echo"),
    state: integer("of the neighbour asked for; extended echo reply"),
    active: boolean("the interface works; extended echo reply"),
    ipv4Enabled: boolean("it has IPv4; extended echo reply"),
    ipv6Enabled: boolean("it has IPv6; extended echo reply"),
    interfaceAskedFor: group("of an extended echo", ICMP_EXTENSION_FIELDS),
    quoted: group("the packet that the error or redirect is about", QUOTED_FIELDS),
    extensions: group("of an error, RFC 4884", ICMP_EXTENSIONS_FIELDS),
  };

  #target = new Address();
  #destination = new Address();
  #multicast = new Address();
  #quoted: Quoted | undefined;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < ICMPV6_HEADER_LENGTH) return truncated("checksum", ICMPV6_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = Math.min(end, start + AT.BODY);
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    return Fault.None;
  }

  /** What it is (icmp_types.ts names them). */
  get type(): number {
    return this.bytes[this.start + AT.TYPE];
  }

  /** Which kind of the type, 0 to 255. */
  get code(): number {
    return this.bytes[this.start + AT.CODE];
  }

  /** The checksum as it stands. */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /** Whether the checksum is right, by the IP header below. */
  get checksumStatus(): ChecksumStatus {
    return transportChecksum(this, ICMPV6_PROTOCOL);
  }

  /** Tells the askers of one host from each other, 0 to 65,535. */
  get identifier(): number | undefined {
    const asks = this.#isEcho || this.#isExtendedEcho;
    return asks && this.#has(AT.SECOND) ? u16(this.bytes, this.start + AT.REST) : undefined;
  }

  /** Counts the questions: 0 to 65,535, in an extended echo to 255. */
  get sequenceNumber(): number | undefined {
    if (!this.#has(AT.BODY)) return undefined;
    const at = this.start + AT.SECOND;
    if (this.#isEcho) return u16(this.bytes, at);
    return this.#isExtendedEcho ? this.bytes[at] : undefined;
  }

  /** Bytes that the next hop takes. */
  get mtu(): number | undefined {
    return this.#is(Icmpv6Type.PacketTooBig, AT.BODY)
      ? u32(this.bytes, this.start + AT.REST)
      : undefined;
  }

  /** The byte of the quoted packet that is wrong, from 0. */
  get pointer(): number | undefined {
    return this.#is(Icmpv6Type.ParameterProblem, AT.BODY)
      ? u32(this.bytes, this.start + AT.REST)
      : undefined;
  }

  /** 0 is "not told". */
  get currentHopLimit(): number | undefined {
    return this.#is(Icmpv6Type.RouterAdvertisement, AT.SECOND)
      ? this.bytes[this.start + AT.REST]
      : undefined;
  }

  get managed(): boolean | undefined {
    return this.#advertised(0x80);
  }

  get otherConfiguration(): boolean | undefined {
    return this.#advertised(0x40);
  }

  get homeAgent(): boolean | undefined {
    return this.#advertised(0x20);
  }

  /** As a default router: -1 low, 0 medium, 1 high (RFC 4191). */
  get preference(): number | undefined {
    return this.#is(Icmpv6Type.RouterAdvertisement, AT.SECOND)
      ? preferenceOf(this.bytes[this.start + AT.REST + 1])
      : undefined;
  }

  get proxy(): boolean | undefined {
    return this.#advertised(0x04);
  }

  /** Seconds; 0 is "no default router". */
  get routerLifetime(): number | undefined {
    return this.#is(Icmpv6Type.RouterAdvertisement, AT.BODY)
      ? u16(this.bytes, this.start + AT.SECOND)
      : undefined;
  }

  /** Milliseconds; 0 is "not told". */
  get reachableTime(): number | undefined {
    return this.#is(Icmpv6Type.RouterAdvertisement, 12)
      ? u32(this.bytes, this.start + 8)
      : undefined;
  }

  /** Milliseconds; 0 is "not told". */
  get retransmitTimer(): number | undefined {
    return this.#is(Icmpv6Type.RouterAdvertisement, 16)
      ? u32(this.bytes, this.start + 12)
      : undefined;
  }

  /** The neighbour that is asked for or told of; in a redirect the better next hop. */
  get targetAddress(): Address | undefined {
    const { type } = this;
    const targeted = type >= Icmpv6Type.NeighborSolicitation && type <= Icmpv6Type.Redirect;
    if (!targeted || !this.#has(AT.TARGET + IPV6_LENGTH)) return undefined;
    return this.#target.at(this.bytes, this.start + AT.TARGET, IPV6_LENGTH);
  }

  /** What is redirected; the same as the target when it is on the link. */
  get destinationAddress(): Address | undefined {
    if (!this.#is(Icmpv6Type.Redirect, AT.DESTINATION + IPV6_LENGTH)) return undefined;
    return this.#destination.at(this.bytes, this.start + AT.DESTINATION, IPV6_LENGTH);
  }

  get router(): boolean | undefined {
    return this.#neighbor(0x80);
  }

  get solicited(): boolean | undefined {
    return this.#neighbor(0x40);
  }

  get override(): boolean | undefined {
    return this.#neighbor(0x20);
  }

  /** The options in their order, made anew; `undefined` in a message that has none. */
  get options(): NeighborOption[] | undefined {
    const first = OPTIONS_AT[this.type];
    if (first === undefined || !this.#has(first)) return undefined;
    return neighborOptions(this.bytes, this.start + first, this.payloadEnd);
  }

  /** Milliseconds within which listeners are to answer. */
  get maximumResponseDelay(): number | undefined {
    if (!this.#isListener || !this.#has(AT.SECOND)) return undefined;
    const code = u16(this.bytes, this.start + AT.REST);
    return this.#isQueryV2 ? floating(code, 16) : code;
  }

  /** The group asked for, listened to or left; `::` asks for all. */
  get multicastAddress(): Address | undefined {
    if (!this.#isListener || !this.#has(AT.TARGET + IPV6_LENGTH)) return undefined;
    return this.#multicast.at(this.bytes, this.start + AT.TARGET, IPV6_LENGTH);
  }

  get suppress(): boolean | undefined {
    return this.#isQueryV2 ? (this.bytes[this.start + 24] & 8) !== 0 : undefined;
  }

  get robustness(): number | undefined {
    return this.#isQueryV2 ? this.bytes[this.start + 24] & 7 : undefined;
  }

  /** Seconds between the querier's questions. */
  get queryInterval(): number | undefined {
    return this.#isQueryV2 ? floating(this.bytes[this.start + 25], 8) : undefined;
  }

  /** The sources asked for, as many as were captured. Made anew. */
  get sources(): Address[] | undefined {
    if (!this.#isQueryV2) return undefined;
    const first = this.start + 28;
    const last = first + u16(this.bytes, this.start + 26) * IPV6_LENGTH;
    return keptAddresses(this.bytes, first, Math.min(last, this.payloadEnd), IPV6_LENGTH);
  }

  /** Records that the report says it has. */
  get recordCount(): number | undefined {
    return this.#is(Icmpv6Type.ListenerReportV2, AT.BODY)
      ? u16(this.bytes, this.start + AT.SECOND)
      : undefined;
  }

  /** The records that are there whole, made anew. */
  get records(): GroupRecord[] | undefined {
    const { recordCount, bytes, start, payloadEnd } = this;
    if (recordCount === undefined) return undefined;
    return groupRecords(bytes, start + AT.BODY, payloadEnd, recordCount, IPV6_LENGTH);
  }

  /** What is asked or told about a node (RFC 4620). Made anew. */
  get nodeInformation(): NodeInformation | undefined {
    const { type, code, bytes, start, payloadEnd } = this;
    const isReply = type === Icmpv6Type.NodeReply;
    if (!isReply && type !== Icmpv6Type.NodeQuery) return undefined;
    if (!this.#has(AT.REST + 12)) return undefined;
    return nodeInformation(bytes, start + AT.REST, payloadEnd, isReply, code);
  }

  /** The interface asked for is the receiver's own, and not a neighbour of it. */
  get local(): boolean | undefined {
    return this.#extendedBit(Icmpv6Type.ExtendedEchoRequest, 1);
  }

  /** Of the neighbour: 0 none, 1 incomplete, 2 reachable, 3 stale, 4 delay, 5 probe, 6 failed. */
  get state(): number | undefined {
    return this.#is(Icmpv6Type.ExtendedEchoReply, AT.BODY)
      ? this.bytes[this.start + AT.SECOND + 1] >> 5
      : undefined;
  }

  get active(): boolean | undefined {
    return this.#extendedBit(Icmpv6Type.ExtendedEchoReply, 4);
  }

  get ipv4Enabled(): boolean | undefined {
    return this.#extendedBit(Icmpv6Type.ExtendedEchoReply, 2);
  }

  get ipv6Enabled(): boolean | undefined {
    return this.#extendedBit(Icmpv6Type.ExtendedEchoReply, 1);
  }

  /** Which interface an extended echo asks for (RFC 8335, section 2.1). */
  get interfaceAskedFor(): IcmpExtension | undefined {
    if (this.type !== Icmpv6Type.ExtendedEchoRequest) return undefined;
    return onlyExtension(this.bytes, this.start + AT.BODY, this.payloadEnd);
  }

  /** The packet that the message is about; `undefined` where no whole IP header of it is quoted. */
  get quoted(): Quoted | undefined {
    let start = this.start + AT.BODY, end = this.payloadEnd;
    if (this.type === Icmpv6Type.Redirect) {
      const options = this.start + OPTIONS_AT[Icmpv6Type.Redirect];
      const at = findNeighborOption(this.bytes, options, end, NeighborOptionType.RedirectedHeader);
      if (at < 0) return undefined;
      start = at + 8;
      end = at + this.bytes[at + 1] * 8;
    } else if (this.isError && this.#has(AT.BODY)) end = this.#extensionsStart;
    else return undefined;
    const quoted = this.#quoted ??= new Quoted();
    return quoted.at(this.bytes, start, end) ? quoted : undefined;
  }

  /** What the router adds to the quoted packet (RFC 4884). */
  get extensions(): IcmpExtensions | undefined {
    if (!this.isError || !this.#has(AT.BODY)) return undefined;
    const at = this.#extensionsStart;
    return at < this.payloadEnd ? icmpExtensions(this.bytes, at, this.payloadEnd) : undefined;
  }

  /** Whether it tells of a packet that went wrong, and quotes it. */
  get isError(): boolean {
    return this.type >= Icmpv6Type.Unreachable && this.type <= Icmpv6Type.ParameterProblem;
  }

  get #extensionsStart(): number {
    const { type, bytes, start, payloadEnd } = this;
    if (type !== Icmpv6Type.Unreachable && type !== Icmpv6Type.TimeExceeded) return payloadEnd;
    // In words of 64 bits (RFC 4884, section 4).
    return extensionsStart(bytes, start + AT.BODY, payloadEnd, bytes[start + AT.REST] * 8);
  }

  /** Whether so many bytes of the message were captured. */
  #has(length: number): boolean {
    return this.start + length <= this.payloadEnd;
  }

  #is(type: number, length: number): boolean {
    return this.type === type && this.#has(length);
  }

  get #isEcho(): boolean {
    return this.type === Icmpv6Type.EchoRequest || this.type === Icmpv6Type.EchoReply;
  }

  get #isExtendedEcho(): boolean {
    const { type } = this;
    return type === Icmpv6Type.ExtendedEchoRequest || type === Icmpv6Type.ExtendedEchoReply;
  }

  get #isListener(): boolean {
    return this.type >= Icmpv6Type.ListenerQuery && this.type <= Icmpv6Type.ListenerDone;
  }

  /** By length, as the versions differ in nothing else. */
  get #isQueryV2(): boolean {
    return this.type === Icmpv6Type.ListenerQuery &&
      this.wireEnd - this.start > QUERY_V1_LENGTH && this.#has(28);
  }

  #advertised(bit: number): boolean | undefined {
    return this.#is(Icmpv6Type.RouterAdvertisement, AT.SECOND)
      ? (this.bytes[this.start + AT.REST + 1] & bit) !== 0
      : undefined;
  }

  #neighbor(bit: number): boolean | undefined {
    return this.#is(Icmpv6Type.NeighborAdvertisement, AT.BODY)
      ? (this.bytes[this.start + AT.REST] & bit) !== 0
      : undefined;
  }

  #extendedBit(type: number, bit: number): boolean | undefined {
    return this.#is(type, AT.BODY)
      ? (this.bytes[this.start + AT.SECOND + 1] & bit) !== 0
      : undefined;
  }

  override summary(_detail: number): string {
    return `ICMP6, ${icmpv6Text(this)}, length ${this.wireEnd - this.start}`;
  }
}
