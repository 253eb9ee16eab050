// core/wire/vrrp.ts: virtual router redundancy, RFC 5798 (version 3) and RFC 3768 (version 2).
import { type Address, IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { u16 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { address, type Fields, hexadecimal, integer, list } from "./field.ts";
import { Ipv4 } from "./ipv4.ts";

/** Byte offsets from the start of the message. */
const AT = { VERSION: 0, ROUTER_ID: 1, PRIORITY: 2, COUNT: 3, INTERVAL: 4, CHECKSUM: 6 } as const;

/** Bytes before the addresses. */
export const VRRP_HEADER_LENGTH = AT.CHECKSUM + 2;

/** The time to live of what no router has forwarded. */
const FAR = 255;

const AUTHENTICATION: readonly string[] = ["none", "simple", "ah"];

/**
 * One advertisement.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const vrrp = new Vrrp();
 * vrrp.at(Uint8Array.of(0x31, 51, 200, 1, 0, 100, 0, 0, 192, 0, 2, 1), 0, 12);
 * assertStrictEquals(vrrp.priority, 200);
 * assertStrictEquals(`${vrrp.addresses[0]}`, "192.0.2.1");
 * ```
 */
export class Vrrp extends Application {
  static override readonly title = "Virtual Router Redundancy Protocol";
  static override readonly specification = "RFC 5798";
  static override readonly fields: Fields = {
    version: integer("2 or 3"),
    type: integer("1 is an advertisement"),
    virtualRouterId: integer("which virtual router"),
    priority: integer("255 owns the addresses, 0 is giving up"),
    intervalMs: integer("between advertisements", "milliseconds"),
    checksum: hexadecimal("as it stands"),
    addresses: list(address("of the virtual router")),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < VRRP_HEADER_LENGTH) return truncated("checksum", VRRP_HEADER_LENGTH);
    const version = bytes[start] >> 4;
    if (version !== 2 && version !== 3) return malformed("version");
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** 2 or 3. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION] >> 4;
  }

  /** 1 is an advertisement; there is no other. */
  get type(): number {
    return this.bytes[this.start + AT.VERSION] & 0xf;
  }

  /** 1 to 255. */
  get virtualRouterId(): number {
    return this.bytes[this.start + AT.ROUTER_ID];
  }

  /** 0 to 255. */
  get priority(): number {
    return this.bytes[this.start + AT.PRIORITY];
  }

  /** Whole seconds in version 2, hundredths of them in version 3. */
  get intervalMs(): number {
    const at = this.start + AT.INTERVAL;
    return this.version === 2 ? this.bytes[at + 1] * 1000 : (u16(this.bytes, at) & 0xfff) * 10;
  }

  /** As it stands. */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /** Of the virtual router. The message does not say their kind: its length does. */
  get addresses(): Address[] {
    const count = this.bytes[this.start + AT.COUNT];
    const from = this.start + VRRP_HEADER_LENGTH;
    const isIpv6 = this.version === 3 && this.wireEnd - from >= count * IPV6_LENGTH;
    const kind = isIpv6 ? IPV6_LENGTH : IPV4_LENGTH;
    const to = Math.min(this.payloadEnd, from + count * kind);
    return new Cursor(this.bytes, from, to).addresses(kind);
  }

  /** `VRRPv2, Advertisement, vrid 51, prio 200, authtype none, intvl 1s, length 20`, as tcpdump has it. */
  override summary(_detail: number): string {
    const { version, frame } = this;
    const below = frame.below(this);
    const hops = below instanceof Ipv4 ? below.timeToLive : FAR;
    // A router has forwarded it, or somebody else has made it up (RFC 5798, section 5.1.1.3).
    const wrong = hops === FAR ? "" : `(ttl ${hops}), `;
    const rest = version === 2
      ? `authtype ${this.#authentication}, intvl ${this.intervalMs / 1000}s`
      : `intvl ${this.intervalMs / 10}cs`;
    return `VRRPv${version}, Advertisement, ${wrong}vrid ${this.virtualRouterId}, ` +
      `prio ${this.priority}, ${rest}${this.lengthText}`;
  }

  /** How version 2 proves who it is (RFC 2338, section 5.3.6). */
  get #authentication(): string {
    const type = this.bytes[this.start + AT.INTERVAL];
    return AUTHENTICATION[type] ?? `unknown type${type}`;
  }
}
