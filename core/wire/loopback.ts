// core/wire/loopback.ts: BSD loopback, LINKTYPE_NULL and LINKTYPE_LOOP.
import { u16, u32, u32le } from "./bytes.ts";
import { LAST_LENGTH } from "./ethernet.ts";
import { Fault, truncated } from "./fault.ts";
import { hexadecimal, integer } from "./field.ts";
import { Direct, ETHER_TYPE, IP_VERSION, type Selector } from "./select.ts";
import { View } from "./view.ts";

/** Bytes of the header: one number (www.tcpdump.org/linktypes.html, LINKTYPE_NULL). */
export const LOOPBACK_HEADER_LENGTH = 4;

/** LINKTYPE_LOOP: the number is in network byte order. */
const LINK_TYPE_LOOP = 108;
/** AF_INET, and AF_INET6 of NetBSD and OpenBSD, FreeBSD, and macOS. */
const INET = 2, INET6_NETBSD = 24, INET6_FREEBSD = 28, INET6_DARWIN = 30;
/** Some hosts put PPP frames there as they are. */
const PPP_ADDRESS_AND_CONTROL = 0xff03;

/**
 * One loopback header. In LINKTYPE_NULL the family is in the byte order of the
 * host that captured; as families are small, the bytes tell.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const loopback = new Loopback();
 * loopback.at(Uint8Array.of(30, 0, 0, 0), 0, 4);
 * assertStrictEquals(loopback.family, 30);
 * loopback.at(Uint8Array.of(0, 0, 0, 2), 0, 4);
 * assertStrictEquals(loopback.family, 2);
 * ```
 */
export class Loopback extends View {
  static override readonly title = "BSD loopback";
  static override readonly specification = "LINKTYPE_NULL";
  static override readonly fields = {
    family: integer("address family: 2 is IPv4; 24, 28 and 30 are IPv6"),
    etherType: hexadecimal("what the payload is, where the host wrote that instead"),
  };

  /** The number of the header; -1 where a PPP frame is in its place. */
  #value = 0;
  /** Whether that is an EtherType. */
  #isType = false;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < LOOPBACK_HEADER_LENGTH) return truncated("family", LOOPBACK_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    const networkOrder = this.frame.linkType === LINK_TYPE_LOOP;
    if (!networkOrder && u16(bytes, start) === PPP_ADDRESS_AND_CONTROL) {
      this.#value = -1;
      this.#isType = false;
      this.payloadStart = start;
      this.next = Direct.Ppp;
      return Fault.None;
    }
    this.#value = networkOrder ? u32(bytes, start) : eitherOrder(bytes, start);
    this.#isType = !networkOrder && this.#value > LAST_LENGTH && this.#value <= 0xffff;
    this.payloadStart = start + LOOPBACK_HEADER_LENGTH;
    this.next = this.#isType ? ETHER_TYPE | this.#value : payload(this.#value);
    return Fault.None;
  }

  /** The capturing host's AF_ number; `undefined` where there is a type instead. */
  get family(): number | undefined {
    return this.#value < 0 || this.#isType ? undefined : this.#value;
  }

  /** The EtherType, where the host wrote that instead of a family. */
  get etherType(): number | undefined {
    return this.#isType ? this.#value : undefined;
  }

  override summary(_detail: number): string {
    return this.family === undefined
      ? ""
      : `AF ${this.family}, length ${this.wireEnd - this.start}`;
  }
}

/** Families and types both fit into sixteen bits: the half that is zero is the upper one. */
function eitherOrder(bytes: Uint8Array, at: number): number {
  const little = u32le(bytes, at);
  return little > 0xffff && (little & 0xffff) === 0 ? u32(bytes, at) : little;
}

function payload(value: number): Selector {
  switch (value) {
    case INET:
      return IP_VERSION | 4;
    case INET6_NETBSD:
    case INET6_FREEBSD:
    case INET6_DARWIN:
      return IP_VERSION | 6;
    default:
      return 0;
  }
}
