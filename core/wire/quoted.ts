// core/wire/quoted.ts: the packet that an ICMP error quotes, RFC 792 and RFC 4443, section 2.4.
import { u16, u32 } from "./bytes.ts";
import { Fault } from "./fault.ts";
import { group, integer } from "./field.ts";
import { Ipv4 } from "./ipv4.ts";
import { Ipv6 } from "./ipv6.ts";
import { Tcp } from "./tcp.ts";
import { Udp } from "./udp.ts";

/** What an IP packet may be longer than a quote of it: any length that a header can tell. */
const LONGEST = 0x1_0000 + 40;

/** IP protocols that the walk over a quote has to know. */
const Next = {
  HopByHop: 0,
  Icmp: 1,
  Tcp: 6,
  Udp: 17,
  Routing: 43,
  Fragment: 44,
  Authentication: 51,
  Icmpv6: 58,
  DestinationOptions: 60,
  Dccp: 33,
  Sctp: 132,
  UdpLite: 136,
} as const;

/** A quoted ICMP message's own header. */
export interface QuotedIcmp {
  readonly type: number;
  readonly code: number;
  /** Of an echo, its second half; which is left out where it is not quoted. */
  readonly identifier?: number;
  readonly sequenceNumber?: number;
}

/** Of an ICMP message: request and reply of echo. */
const ECHOES: { readonly [protocol: number]: readonly number[] } = {
  [Next.Icmp]: [0, 8],
  [Next.Icmpv6]: [128, 129],
};

/** The part of a TCP header that every quote has: its first 8 bytes. */
export type QuotedTcp = Pick<Tcp, "sourcePort" | "destinationPort" | "sequenceNumber">;

const ICMP_FIELDS = {
  type: integer("what it is"),
  code: integer("which kind of it"),
  identifier: integer("of an echo"),
  sequenceNumber: integer("of an echo"),
};

/** What {@linkcode Quoted} has, for printing. */
export const QUOTED_FIELDS = {
  ipv4: group("IPv4 header", Ipv4.fields),
  ipv6: group("IPv6 header", Ipv6.fields),
  protocol: integer("what the packet carried, after any extension headers"),
  sourcePort: integer("sender's port: TCP, UDP, SCTP, DCCP, UDP-Lite"),
  destinationPort: integer("receiver's port"),
  tcp: group("TCP header, or its first three fields", Tcp.fields),
  udp: group("UDP header", Udp.fields),
  icmp: group("ICMP header", ICMP_FIELDS),
  icmpv6: group("ICMPv6 header", ICMP_FIELDS),
};

/**
 * The beginning of a packet, as far as it was quoted: its IP header, ports, and
 * transport header. It answers to the packet that the error is about, whose
 * source is the error's receiver. Lent like the view it came from.
 */
export class Quoted {
  readonly #ipv4 = new Ipv4();
  readonly #ipv6 = new Ipv6();
  readonly #tcp = new Tcp();
  readonly #udp = new Udp();
  #bytes: Uint8Array = new Uint8Array(0);
  #end = 0;
  #version = 0;
  #protocol = -1;
  /** Where the transport header begins; -1 where none is quoted. */
  #transport = -1;

  /** Sets the window; false where no whole IP header is quoted. */
  at(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.#end = end;
    this.#version = 0;
    this.#protocol = this.#transport = -1;
    if (start >= end) return false;
    const ip = bytes[start] >> 4 === 6 ? this.#ipv6 : this.#ipv4;
    if (ip.at(bytes, start, end, start + LONGEST) !== Fault.None) return false;
    this.#end = ip.payloadEnd;
    if (ip instanceof Ipv6) {
      this.#version = 6;
      this.#skipExtensions(ip.nextHeader, ip.payloadStart);
    } else {
      this.#version = 4;
      this.#protocol = ip.protocol;
      if (ip.fragmentOffset === 0) this.#transport = ip.payloadStart;
    }
    return true;
  }

  #skipExtensions(next: number, at: number): void {
    const bytes = this.#bytes;
    let later = false;
    for (;;) {
      this.#protocol = next;
      let length;
      if (next === Next.Fragment) length = 8;
      else if (
        next === Next.HopByHop || next === Next.Routing || next === Next.DestinationOptions
      ) length = at + 1 < this.#end ? (bytes[at + 1] + 1) * 8 : 8;
      else if (next === Next.Authentication) {
        length = at + 1 < this.#end ? (bytes[at + 1] + 2) * 4 : 8;
      } else break;
      if (at + length > this.#end) return;
      if (next === Next.Fragment) later ||= (u16(bytes, at + 2) & 0xfff8) !== 0;
      next = bytes[at];
      at += length;
      // What the whole packet carries is not in a later fragment.
      if (later) {
        this.#protocol = next;
        return;
      }
    }
    this.#transport = at;
  }

  get ipv4(): Ipv4 | undefined {
    return this.#version === 4 ? this.#ipv4 : undefined;
  }

  get ipv6(): Ipv6 | undefined {
    return this.#version === 6 ? this.#ipv6 : undefined;
  }

  /** Whichever IP header there is. */
  get ip(): Ipv4 | Ipv6 | undefined {
    return this.ipv4 ?? this.ipv6;
  }

  /** What the packet carried (IANA "Protocol Numbers"); `undefined` outside a quote. */
  get protocol(): number | undefined {
    return this.#protocol < 0 ? undefined : this.#protocol;
  }

  /** Sender's port, of the protocols that have one, 0 to 65,535. */
  get sourcePort(): number | undefined {
    return this.#hasPorts && this.#has(4) ? u16(this.#bytes, this.#transport) : undefined;
  }

  /** Receiver's port, of the protocols that have one, 0 to 65,535. */
  get destinationPort(): number | undefined {
    return this.#hasPorts && this.#has(4) ? u16(this.#bytes, this.#transport + 2) : undefined;
  }

  /** The TCP header, or what 8 bytes of it tell. */
  get tcp(): Tcp | QuotedTcp | undefined {
    if (this.#protocol !== Next.Tcp || !this.#has(8)) return undefined;
    const at = this.#transport;
    if (this.#tcp.at(this.#bytes, at, this.#end, at + LONGEST) === Fault.None) return this.#tcp;
    return {
      sourcePort: u16(this.#bytes, at),
      destinationPort: u16(this.#bytes, at + 2),
      sequenceNumber: u32(this.#bytes, at + 4),
    };
  }

  get udp(): Udp | undefined {
    if (this.#protocol !== Next.Udp || !this.#has(8)) return undefined;
    const at = this.#transport;
    const fault = this.#udp.at(this.#bytes, at, this.#end, at + LONGEST);
    return fault === Fault.None ? this.#udp : undefined;
  }

  get icmp(): QuotedIcmp | undefined {
    return this.#icmpOf(Next.Icmp);
  }

  get icmpv6(): QuotedIcmp | undefined {
    return this.#icmpOf(Next.Icmpv6);
  }

  #icmpOf(protocol: number): QuotedIcmp | undefined {
    if (this.#protocol !== protocol || !this.#has(4)) return undefined;
    const bytes = this.#bytes, at = this.#transport;
    const message = { type: bytes[at], code: bytes[at + 1] };
    if (!ECHOES[protocol].includes(message.type) || !this.#has(8)) return message;
    return { ...message, identifier: u16(bytes, at + 4), sequenceNumber: u16(bytes, at + 6) };
  }

  /** Whether so many bytes of the transport header are quoted. */
  #has(length: number): boolean {
    return this.#transport >= 0 && this.#transport + length <= this.#end;
  }

  get #hasPorts(): boolean {
    const protocol = this.#protocol;
    return protocol === Next.Tcp || protocol === Next.Udp || protocol === Next.Sctp ||
      protocol === Next.Dccp || protocol === Next.UdpLite;
  }
}
