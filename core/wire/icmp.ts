// core/wire/icmp.ts: ICMP, RFC 792.
import { icmpText } from "./_icmp_text.ts";
import { keptAddress } from "./_kept.ts";
import { Address, IPV4_LENGTH } from "./address.ts";
import { i32, u16, u32 } from "./bytes.ts";
import { type ChecksumStatus, statusOf, sumWords } from "./checksum.ts";
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
import { IcmpType } from "./icmp_types.ts";
import { isWhole } from "./pseudo_header.ts";
import { Quoted, QUOTED_FIELDS } from "./quoted.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the message; those from `REST` on are each type's own. */
const AT = {
  TYPE: 0,
  CODE: 1,
  CHECKSUM: 2,
  REST: 4,
  QUOTED_LENGTH: 5,
  SECOND: 6,
  BODY: 8,
} as const;

/** Bytes that every message has. */
export const ICMP_HEADER_LENGTH = AT.REST;

/** The code of an unreachable destination that tells the next hop's MTU (RFC 1191). */
const FRAGMENTATION_NEEDED = 4;

/** A router, and how much it wants to be the default one (RFC 1256). */
export interface AdvertisedRouter {
  readonly address: Address;
  /** Higher is better; -2^31 is never. */
  readonly preference: number;
}

/**
 * One message. What a type does not have is `undefined`.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const icmp = new Icmp();
 * icmp.at(Uint8Array.of(8, 0, 0xf7, 0xfd, 0, 1, 0, 1), 0, 8);
 * assertStrictEquals(icmp.identifier, 1);
 * assertStrictEquals(icmp.checksumStatus, "valid");
 * assertStrictEquals(icmp.summary(1), "ICMP echo request, id 1, seq 1, length 8");
 * ```
 */
export class Icmp extends View {
  static override readonly title = "Internet Control Message Protocol";
  static override readonly specification = "RFC 792, RFC 4884, RFC 8335";
  static override readonly fields = {
    type: integer("what it is"),
    code: integer("which kind of it"),
    checksum: hexadecimal("as it stands"),
    checksumStatus: text("valid, wrong or unverifiable"),
    identifier: integer("of the asker: echo, timestamp, mask, extended echo"),
    sequenceNumber: integer("of the question"),
    gateway: address("where to send instead; redirect only"),
    pointer: integer("the byte that is wrong; parameter problem only"),
    mtu: integer("of the next hop; where fragmentation is needed only", "bytes"),
    lifetime: integer("of a router advertisement", "seconds"),
    routers: list(group("an advertised router", {
      address: address("its address"),
      preference: integer("higher is better"),
    })),
    originateTime: integer("asked, since midnight UTC", "milliseconds"),
    receiveTime: integer("arrived, since midnight UTC", "milliseconds"),
    transmitTime: integer("answered, since midnight UTC", "milliseconds"),
    addressMask: address("of the network"),
    outboundHops: integer("RFC 1393"),
    returnHops: integer("RFC 1393"),
    outputSpeed: integer("RFC 1393", "bytes per second"),
    outputMtu: integer("RFC 1393", "bytes"),
    local: boolean("the interface asked for is the receiver's own; extended echo"),
    state: integer("of the neighbour asked for; extended echo reply"),
    active: boolean("the interface works; extended echo reply"),
    ipv4Enabled: boolean("it has IPv4; extended echo reply"),
    ipv6Enabled: boolean("it has IPv6; extended echo reply"),
    interfaceAskedFor: group("of an extended echo", ICMP_EXTENSION_FIELDS),
    quoted: group("the packet that the error is about", QUOTED_FIELDS),
    extensions: group("of an error, RFC 4884", ICMP_EXTENSIONS_FIELDS),
  };

  #gateway = new Address();
  #addressMask = new Address();
  #quoted: Quoted | undefined;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < ICMP_HEADER_LENGTH) return truncated("checksum", ICMP_HEADER_LENGTH);
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

  /** Whether the checksum is right. */
  get checksumStatus(): ChecksumStatus {
    if (!isWhole(this)) return "unverifiable";
    return statusOf(sumWords(this.bytes, this.start, this.payloadEnd));
  }

  /** Tells the askers of one host from each other, 0 to 65,535. */
  get identifier(): number | undefined {
    return this.#isNumbered && this.#has(AT.SECOND)
      ? u16(this.bytes, this.start + AT.REST)
      : undefined;
  }

  /** Counts the questions: 0 to 65,535, in an extended echo to 255. */
  get sequenceNumber(): number | undefined {
    if (!this.#isNumbered || !this.#has(AT.BODY)) return undefined;
    const at = this.start + AT.SECOND;
    return this.#isExtendedEcho ? this.bytes[at] : u16(this.bytes, at);
  }

  /** Where to send instead. */
  get gateway(): Address | undefined {
    if (this.type !== IcmpType.Redirect || !this.#has(AT.BODY)) return undefined;
    return this.#gateway.at(this.bytes, this.start + AT.REST, IPV4_LENGTH);
  }

  /** The byte of the quoted packet that is wrong, from 0. */
  get pointer(): number | undefined {
    if (this.type !== IcmpType.ParameterProblem || !this.#has(AT.QUOTED_LENGTH)) return undefined;
    return this.bytes[this.start + AT.REST];
  }

  /** Bytes that the next hop takes (RFC 1191); 0 from routers that do not tell. */
  get mtu(): number | undefined {
    if (this.type !== IcmpType.Unreachable || this.code !== FRAGMENTATION_NEEDED) return undefined;
    return this.#has(AT.BODY) ? u16(this.bytes, this.start + AT.SECOND) : undefined;
  }

  /** Seconds for which an advertisement holds (RFC 1256). */
  get lifetime(): number | undefined {
    if (this.type !== IcmpType.RouterAdvertisement || !this.#has(AT.BODY)) return undefined;
    return u16(this.bytes, this.start + AT.SECOND);
  }

  /** The advertised routers (RFC 1256), as many as were captured. Made anew. */
  get routers(): AdvertisedRouter[] | undefined {
    if (this.type !== IcmpType.RouterAdvertisement || !this.#has(AT.BODY)) return undefined;
    const { bytes, start } = this;
    const count = bytes[start + AT.REST];
    // In words of 32 bits; two are an address and its preference.
    const size = bytes[start + AT.REST + 1] * 4;
    if (size < 8) return [];
    const routers: AdvertisedRouter[] = [];
    for (let at = start + AT.BODY; at + size <= this.payloadEnd && routers.length < count;) {
      routers.push({
        address: keptAddress(bytes, at, IPV4_LENGTH),
        preference: i32(bytes, at + IPV4_LENGTH),
      });
      at += size;
    }
    return routers;
  }

  /** Milliseconds since midnight UTC when the question left. */
  get originateTime(): number | undefined {
    return this.#time(AT.BODY);
  }

  /** Milliseconds since midnight UTC when the question arrived. */
  get receiveTime(): number | undefined {
    return this.#time(AT.BODY + 4);
  }

  /** Milliseconds since midnight UTC when the answer left. */
  get transmitTime(): number | undefined {
    return this.#time(AT.BODY + 8);
  }

  /** The network's mask (RFC 950). */
  get addressMask(): Address | undefined {
    const { type } = this;
    if (type !== IcmpType.AddressMask && type !== IcmpType.AddressMaskReply) return undefined;
    if (!this.#has(AT.BODY + IPV4_LENGTH)) return undefined;
    return this.#addressMask.at(this.bytes, this.start + AT.BODY, IPV4_LENGTH);
  }

  get outboundHops(): number | undefined {
    return this.#isTraceroute(12) ? u16(this.bytes, this.start + 8) : undefined;
  }

  get returnHops(): number | undefined {
    return this.#isTraceroute(12) ? u16(this.bytes, this.start + 10) : undefined;
  }

  /** Bytes per second of the next link. */
  get outputSpeed(): number | undefined {
    return this.#isTraceroute(16) ? u32(this.bytes, this.start + 12) : undefined;
  }

  /** Bytes that the next link takes. */
  get outputMtu(): number | undefined {
    return this.#isTraceroute(20) ? u32(this.bytes, this.start + 16) : undefined;
  }

  /** The interface asked for is the receiver's own, and not a neighbour of it. */
  get local(): boolean | undefined {
    return this.#extendedBit(IcmpType.ExtendedEcho, 1);
  }

  /** Of the neighbour: 0 none, 1 incomplete, 2 reachable, 3 stale, 4 delay, 5 probe, 6 failed. */
  get state(): number | undefined {
    if (this.type !== IcmpType.ExtendedEchoReply || !this.#has(AT.BODY)) return undefined;
    return this.bytes[this.start + AT.SECOND + 1] >> 5;
  }

  get active(): boolean | undefined {
    return this.#extendedBit(IcmpType.ExtendedEchoReply, 4);
  }

  get ipv4Enabled(): boolean | undefined {
    return this.#extendedBit(IcmpType.ExtendedEchoReply, 2);
  }

  get ipv6Enabled(): boolean | undefined {
    return this.#extendedBit(IcmpType.ExtendedEchoReply, 1);
  }

  /** Which interface an extended echo asks for (RFC 8335, section 2.1). */
  get interfaceAskedFor(): IcmpExtension | undefined {
    if (this.type !== IcmpType.ExtendedEcho) return undefined;
    return onlyExtension(this.bytes, this.start + AT.BODY, this.payloadEnd);
  }

  /** The packet that the error is about; `undefined` where no whole IP header of it is quoted. */
  get quoted(): Quoted | undefined {
    if (!this.isError || !this.#has(AT.BODY)) return undefined;
    const quoted = this.#quoted ??= new Quoted();
    const start = this.start + AT.BODY;
    return quoted.at(this.bytes, start, this.#extensionsStart) ? quoted : undefined;
  }

  /** What the router adds to the quoted packet (RFC 4884). */
  get extensions(): IcmpExtensions | undefined {
    if (!this.isError || !this.#has(AT.BODY)) return undefined;
    const at = this.#extensionsStart;
    return at < this.payloadEnd ? icmpExtensions(this.bytes, at, this.payloadEnd) : undefined;
  }

  /** Whether it tells of a packet that went wrong, and quotes it. */
  get isError(): boolean {
    const { type } = this;
    return (type >= IcmpType.Unreachable && type <= IcmpType.Redirect) ||
      type === IcmpType.TimeExceeded || type === IcmpType.ParameterProblem ||
      type === IcmpType.Photuris;
  }

  get #extensionsStart(): number {
    const { type, bytes, start, payloadEnd } = this;
    const extensible = type === IcmpType.Unreachable || type === IcmpType.TimeExceeded ||
      type === IcmpType.ParameterProblem;
    if (!extensible) return payloadEnd;
    // In words of 32 bits (RFC 4884, section 3).
    const told = bytes[start + AT.QUOTED_LENGTH] * 4;
    return extensionsStart(bytes, start + AT.BODY, payloadEnd, told);
  }

  /** Whether so many bytes of the message were captured. */
  #has(length: number): boolean {
    return this.start + length <= this.payloadEnd;
  }

  get #isNumbered(): boolean {
    const { type } = this;
    return type === IcmpType.Echo || type === IcmpType.EchoReply || this.#isExtendedEcho ||
      (type >= IcmpType.Timestamp && type <= IcmpType.AddressMaskReply) ||
      // The domain name messages of RFC 1788.
      type === 37 || type === 38;
  }

  get #isExtendedEcho(): boolean {
    return this.type === IcmpType.ExtendedEcho || this.type === IcmpType.ExtendedEchoReply;
  }

  #extendedBit(type: number, bit: number): boolean | undefined {
    if (this.type !== type || !this.#has(AT.BODY)) return undefined;
    return (this.bytes[this.start + AT.SECOND + 1] & bit) !== 0;
  }

  #time(at: number): number | undefined {
    const { type } = this;
    if (type !== IcmpType.Timestamp && type !== IcmpType.TimestampReply) return undefined;
    return this.#has(at + 4) ? u32(this.bytes, this.start + at) : undefined;
  }

  #isTraceroute(length: number): boolean {
    return this.type === IcmpType.Traceroute && this.#has(length);
  }

  override summary(_detail: number): string {
    return `ICMP ${icmpText(this)}, length ${this.wireEnd - this.start}`;
  }
}
