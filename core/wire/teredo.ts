// core/wire/teredo.ts: IPv6 over UDP through address translation, RFC 4380.
import { Address, IPV4_LENGTH } from "./address.ts";
import { u16 } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { address, boolean, bytes as bytesField, integer } from "./field.ts";
import { IP_VERSION } from "./select.ts";
import { View } from "./view.ts";

/** What may stand before the IPv6 header (RFC 4380, section 5.1.1). */
const ORIGIN = 0x0000, AUTHENTICATION = 0x0001;

/** Bytes of an origin indication. */
const ORIGIN_LENGTH = 8;
/** Bytes of an authentication header besides client identifier and value: nonce and confirmation. */
const AUTHENTICATION_LENGTH = 4 + 8 + 1;

/** Bytes of the shortest packet: an IPv6 header (a "bubble" is nothing else). */
export const TEREDO_MINIMUM_LENGTH = 40;

/** IPv6's "no next header". */
const NO_NEXT_HEADER = 59;

/**
 * What Teredo puts between UDP and IPv6: often nothing.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const packet = new Uint8Array(48);
 * packet.set([0, 0, 0xf2, 0x27, 0x3f, 0xff, 0xfd, 0xfe, 0x60, 0, 0, 0, 0, 0, 59]);
 * const teredo = new Teredo();
 * teredo.at(packet, 0, 48);
 * assertStrictEquals(`${teredo.originAddress}:${teredo.originPort}`, "192.0.2.1:3544");
 * assertStrictEquals(teredo.bubble, true);
 * ```
 */
export class Teredo extends View {
  static override readonly title = "Teredo";
  static override readonly specification = "RFC 4380";
  static override readonly fields = {
    clientIdentifier: bytesField("of the authentication header"),
    authenticationValue: bytesField("of the authentication header"),
    nonce: bytesField("of the authentication header"),
    confirmation: integer("of the authentication header; not 0 asks the client for a new key"),
    originAddress: address("of the sender as the server saw it"),
    originPort: integer("of the sender as the server saw it"),
    bubble: boolean("carries nothing, and only keeps a mapping open"),
  };

  #origin = new Address();
  #originBytes = new Uint8Array(IPV4_LENGTH);
  /** Where both headers begin; -1 when they are not there. */
  #authenticationAt = -1;
  #originAt = -1;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    let at = start;
    this.#authenticationAt = this.#originAt = -1;
    if (end - at < 2) return truncated("originPort", TEREDO_MINIMUM_LENGTH);
    if (u16(bytes, at) === AUTHENTICATION) {
      const length = end - at < 4
        ? AUTHENTICATION_LENGTH
        : AUTHENTICATION_LENGTH + bytes[at + 2] + bytes[at + 3];
      if (end - at < length + 2) return truncated("confirmation", length + 2);
      this.#authenticationAt = at;
      at += length;
    }
    if (u16(bytes, at) === ORIGIN) {
      if (end - at < ORIGIN_LENGTH + 1) {
        return truncated("originAddress", at - start + ORIGIN_LENGTH + 1);
      }
      this.#originAt = at;
      at += ORIGIN_LENGTH;
    }
    if (bytes[at] >> 4 !== 6) return malformed("payload");
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = at;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = IP_VERSION | 6;
    return Fault.None;
  }

  /** Names the client, lent. */
  get clientIdentifier(): Uint8Array | undefined {
    const at = this.#authenticationAt + 4;
    if (at < 4) return undefined;
    return this.bytes.subarray(at, at + this.bytes[at - 2]);
  }

  /** Proves the sender, lent. */
  get authenticationValue(): Uint8Array | undefined {
    const at = this.#authenticationAt;
    if (at < 0) return undefined;
    const first = at + 4 + this.bytes[at + 2];
    return this.bytes.subarray(first, first + this.bytes[at + 3]);
  }

  /** Eight bytes that the answer repeats, lent. */
  get nonce(): Uint8Array | undefined {
    const at = this.#nonceAt;
    return at < 0 ? undefined : this.bytes.subarray(at, at + 8);
  }

  /** Not 0: the client is to get a new key. */
  get confirmation(): number | undefined {
    const at = this.#nonceAt;
    return at < 0 ? undefined : this.bytes[at + 8];
  }

  /** Where the packet came from, as the server saw it. On the wire all bits are turned. */
  get originAddress(): Address | undefined {
    if (this.#originAt < 0) return undefined;
    for (let k = 0; k < IPV4_LENGTH; k++) {
      this.#originBytes[k] = ~this.bytes[this.#originAt + 4 + k];
    }
    return this.#origin.at(this.#originBytes, 0, IPV4_LENGTH);
  }

  /** Port that the packet came from, as the server saw it. On the wire all bits are turned. */
  get originPort(): number | undefined {
    return this.#originAt < 0 ? undefined : u16(this.bytes, this.#originAt + 2) ^ 0xffff;
  }

  /** Whether nothing follows the IPv6 header (RFC 4380, section 2.8). */
  get bubble(): boolean | undefined {
    const at = this.payloadStart;
    if (at + TEREDO_MINIMUM_LENGTH > this.payloadEnd) return undefined;
    return this.bytes[at + 6] === NO_NEXT_HEADER && u16(this.bytes, at + 4) === 0;
  }

  get #nonceAt(): number {
    const at = this.#authenticationAt;
    return at < 0 ? -1 : at + 4 + this.bytes[at + 2] + this.bytes[at + 3];
  }

  override summary(_detail: number): string {
    const { originAddress, originPort } = this;
    return originAddress === undefined ? "Teredo" : `Teredo, origin ${originAddress}.${originPort}`;
  }
}
