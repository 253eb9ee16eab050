// core/flow/_key.ts: which conversation a packet belongs to.
import type { Packet } from "../packet.ts";
import { u16 } from "../wire/bytes.ts";
import { IcmpType } from "../wire/icmp_types.ts";
import type { ProtocolRegistry } from "../wire/table.ts";
import { isFragment } from "./_fragment_header.ts";
import type { View } from "../wire/view.ts";
import { hashEnd, mix, SEED } from "./_hash.ts";

/** IP protocol numbers that a conversation treats in a way of their own. */
export const IpProtocol = {
  Icmp: 1,
  Tcp: 6,
  Udp: 17,
  Dccp: 33,
  Icmpv6: 58,
  Sctp: 132,
  UdpLite: 136,
} as const;

/** What a layer is to a conversation. Those from `Transport` on are the transport layers. */
const Role = {
  None: 0,
  Ipv4: 1,
  Ipv6: 2,
  Extension: 3,
  Fragment: 4,
  Transport: 5,
  Icmp: 6,
} as const;

/** The role and the IP protocol of each layer that has one, by its name in the table. */
const ROLES: { readonly [name: string]: readonly [role: number, protocol: number] } = {
  ipv4: [Role.Ipv4, 0],
  ipv6: [Role.Ipv6, 0],
  ipv6HopByHop: [Role.Extension, 0],
  ipv6Routing: [Role.Extension, 0],
  ipv6DestinationOptions: [Role.Extension, 0],
  ipv6Fragment: [Role.Fragment, 0],
  tcp: [Role.Transport, IpProtocol.Tcp],
  udp: [Role.Transport, IpProtocol.Udp],
  dccp: [Role.Transport, IpProtocol.Dccp],
  sctp: [Role.Transport, IpProtocol.Sctp],
  udpLite: [Role.Transport, IpProtocol.UdpLite],
  icmp: [Role.Icmp, IpProtocol.Icmp],
  icmpv6: [Role.Icmp, IpProtocol.Icmpv6],
};

/** Protocols that cannot be told apart by addresses alone: without their header there is no key. */
const WITH_PORTS: readonly number[] = [
  IpProtocol.Tcp,
  IpProtocol.Udp,
  IpProtocol.Dccp,
  IpProtocol.Sctp,
  IpProtocol.UdpLite,
];

/** Where addresses and protocol stand in the two IP headers (RFC 791, RFC 8200). */
const AT = { FRAGMENT_4: 6, PROTOCOL_4: 9, SOURCE_4: 12, SOURCE_6: 8 } as const;

/** Words of the longest address; a key has two such places. */
export const ADDRESS_WORDS = 4;

/** Where a transport layer lies, and what it carries. */
export interface Segment {
  readonly bytes: Uint8Array;
  /** The header. */
  readonly start: number;
  readonly payloadStart: number;
  /** The end of what was captured of the payload. */
  readonly payloadEnd: number;
  /** The end of what was on the wire of it. */
  readonly wireEnd: number;
}

/** Of an IPv4 header's flags and offset: whether there are more fragments, and this one's place. */
const FRAGMENT_BITS = 0x3fff;
/** The identifier in a tag, below priority and discard eligibility. */
const VLAN_IDENTIFIER = 0xfff;

/**
 * The key of one packet, set anew for each: innermost addresses, ports,
 * protocol, VLAN and interface, in the order of this packet's direction. ICMP
 * queries have their identifier in place of both ports.
 */
export class FlowKey {
  /** Source, then destination, four words each, in the byte order of the wire. */
  readonly words: Int32Array = new Int32Array(2 * ADDRESS_WORDS);
  /** Words of each address: 1 (IPv4) or 4 (IPv6). */
  wordCount = 1;
  sourcePort = 0;
  destinationPort = 0;
  /** IP protocol number. */
  protocol = 0;
  /** The outermost VLAN's identifier; 0 without a tag. */
  vlan = 0;
  interfaceId = 0;
  /** Everything but addresses and ports as one number. */
  context = 0;
  /** Equal for both directions. */
  hash = 0;
  /** The transport layer, lent like the key; `undefined` where the protocol has none that we know. */
  transport: Segment | undefined;
  /** The outermost header that makes the packet a fragment: IPv4's, or IPv6's fragment header. */
  fragment: View | undefined;
  /** Which of them it is. */
  fragmentIsIpv4 = false;
  /** Whether the sender's message answers another, as far as ICMP tells. */
  isAnswer = false;

  /** What `transport` is, whatever class of views it comes from. */
  readonly #segment = {
    bytes: new Uint8Array(0) as Uint8Array,
    start: 0,
    payloadStart: 0,
    payloadEnd: 0,
    wireEnd: 0,
  };
  readonly #roles = new Uint8Array(256);
  readonly #protocols = new Uint8Array(256);
  readonly #vlanId: number;

  constructor(registry: ProtocolRegistry) {
    this.#vlanId = registry.byName("vlan")?.id ?? -1;
    for (const name in ROLES) {
      const id = registry.byName(name)?.id;
      if (id !== undefined) [this.#roles[id], this.#protocols[id]] = ROLES[name];
    }
  }

  /**
   * Sets the key to a packet's. False where the packet is not IP, or its
   * transport header is not there; a fragment is told apart first. `vlan` and `interfaceId` are the frame's
   * own; a datagram put together from fragments has them from its last one.
   */
  set(packet: Packet, vlan: number, interfaceId: number): boolean {
    this.vlan = vlan;
    this.interfaceId = interfaceId;
    this.fragment = undefined;
    return this.#setUsual(packet) || this.#setByViews(packet);
  }

  /** The outermost VLAN's identifier of a packet; 0 without a tag. */
  vlanOf(packet: Packet): number {
    const { unset, ids, starts, bytes } = packet;
    // In a usual frame the tag follows the addresses, and nothing else can be there.
    if (unset !== 0 && this.#roles[ids[1]] >= Role.Ipv4) return 0;
    if (unset !== 0 && ids[1] === this.#vlanId) return u16(bytes, starts[1]) & VLAN_IDENTIFIER;
    return packet.vlan?.id ?? 0;
  }

  /**
   * From the numbers of a usual frame, whose views nobody has asked for (see core/_usual.ts): TCP
   * or UDP over IP. False where it is something else.
   */
  #setUsual(packet: Packet): boolean {
    if (packet.unset === 0) return false;
    const { ids, starts, bytes } = packet;
    const top = packet.depth - 1;
    if (top < 2 || this.#roles[ids[top]] !== Role.Transport) return false;
    const ip = starts[top - 1];
    if (this.#roles[ids[top - 1]] === Role.Ipv4) {
      if ((u16(bytes, ip + AT.FRAGMENT_4) & FRAGMENT_BITS) !== 0) return false;
      this.wordCount = 1;
      this.#read(bytes, ip + AT.SOURCE_4, 2);
    } else {
      this.wordCount = ADDRESS_WORDS;
      this.#read(bytes, ip + AT.SOURCE_6, 2 * ADDRESS_WORDS);
    }
    const segment = this.#segment, start = starts[top];
    segment.bytes = bytes;
    segment.start = start;
    segment.payloadStart = packet.restStart;
    segment.payloadEnd = packet.restEnd;
    segment.wireEnd = packet.restWireEnd;
    this.transport = segment;
    this.protocol = this.#protocols[ids[top]];
    this.sourcePort = u16(bytes, start);
    this.destinationPort = u16(bytes, start + 2);
    this.isAnswer = false;
    return true;
  }

  #setByViews(packet: Packet): boolean {
    const { stack, ids } = packet;
    let upper = 0, ipRole: number = Role.None, transportId = 0;
    let ip: View | undefined, transport: View | undefined;
    for (let at = packet.depth - 1; at >= 0; at--) {
      const role = this.#roles[ids[at]];
      if (role === Role.None) continue;
      const view = stack[at];
      if (role >= Role.Transport) {
        if (ip !== undefined) continue;
        transport = view;
        transportId = ids[at];
        continue;
      }
      // The uppermost IP header or extension says what would come next.
      if (upper === 0) upper = view.next;
      if (role === Role.Fragment || role === Role.Ipv4) {
        if (isFragment(view, role === Role.Ipv4)) {
          this.fragment = view;
          this.fragmentIsIpv4 = role === Role.Ipv4;
        }
      }
      if (role <= Role.Ipv6 && ip === undefined) {
        ip = view;
        ipRole = role;
      }
    }
    this.transport = this.#segmentOf(transport);
    if (ip === undefined) return false;
    if (ipRole === Role.Ipv4) {
      this.wordCount = 1;
      this.#read(ip.bytes, ip.start + AT.SOURCE_4, 2);
    } else {
      this.wordCount = ADDRESS_WORDS;
      this.#read(ip.bytes, ip.start + AT.SOURCE_6, 2 * ADDRESS_WORDS);
    }
    if (transport !== undefined) {
      this.protocol = this.#protocols[transportId];
      this.#readPorts(transport, this.#roles[transportId]);
    } else {
      this.protocol = ipRole === Role.Ipv4 ? ip.bytes[ip.start + AT.PROTOCOL_4] : upper & 0xff;
      this.sourcePort = this.destinationPort = 0;
      this.isAnswer = false;
    }
    return transport !== undefined || !WITH_PORTS.includes(this.protocol);
  }

  #segmentOf(view: View | undefined): Segment | undefined {
    if (view === undefined) return undefined;
    const segment = this.#segment;
    segment.bytes = view.bytes;
    segment.start = view.start;
    segment.payloadStart = view.payloadStart;
    segment.payloadEnd = view.payloadEnd;
    segment.wireEnd = view.wireEnd;
    return segment;
  }

  /** Computes {@linkcode context} and {@linkcode hash}, which only a lookup needs. */
  finish(): void {
    const { words, wordCount } = this;
    this.context = this.protocol | (wordCount === 1 ? 0 : 0x100) | (this.vlan << 9) |
      (this.interfaceId << 21);
    const here = hashEnd(words, 0, wordCount, this.sourcePort);
    const there = hashEnd(words, ADDRESS_WORDS, wordCount, this.destinationPort);
    // A sum does not tell which came first.
    this.hash = mix(mix(SEED[1], here + there), this.context);
  }

  /** The words as they lie in memory: on the little-endian machines that there are, as on the wire. */
  #read(bytes: Uint8Array, at: number, count: number): void {
    const { words } = this;
    const half = count >> 1;
    for (let k = 0; k < count; k++, at += 4) {
      const place = k < half ? k : ADDRESS_WORDS + k - half;
      words[place] = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) |
        (bytes[at + 3] << 24);
    }
  }

  #readPorts({ bytes, start, payloadEnd }: View, role: number): void {
    this.isAnswer = false;
    if (role === Role.Transport) {
      this.sourcePort = u16(bytes, start);
      this.destinationPort = u16(bytes, start + 2);
      return;
    }
    const type = bytes[start];
    const isQuery = this.protocol === IpProtocol.Icmp ? ICMP_QUERIES[type] : ICMPV6_QUERIES[type];
    const identifier = isQuery !== undefined && payloadEnd - start >= 6 ? u16(bytes, start + 4) : 0;
    this.sourcePort = this.destinationPort = identifier;
    this.isAnswer = isQuery === false;
  }
}

/** Messages with an identifier in bytes 4 and 5: true for questions, false for answers. */
const ICMP_QUERIES: { readonly [type: number]: boolean } = {
  [IcmpType.Echo]: true,
  [IcmpType.EchoReply]: false,
  [IcmpType.Timestamp]: true,
  [IcmpType.TimestampReply]: false,
  [IcmpType.Information]: true,
  [IcmpType.InformationReply]: false,
  [IcmpType.AddressMask]: true,
  [IcmpType.AddressMaskReply]: false,
};

/** Echo (RFC 4443, section 4). */
const ICMPV6_QUERIES: { readonly [type: number]: boolean } = { 128: true, 129: false };
