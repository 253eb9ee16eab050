// plugins/network.ts: address prefixes, such as 10.0.0.0/8.
import { Address, MAC_LENGTH } from "../core/wire/address.ts";

/**
 * The addresses that begin with the same bits (RFC 4632, section 3.1; RFC 4291,
 * section 2.3).
 *
 * @example
 * ```ts
 * import { assert, assertStrictEquals } from "@std/assert";
 * import { Address } from "../core/wire/address.ts";
 * const lan = Network.parse("192.168.0.0/16");
 * assert(lan.contains(Address.parse("192.168.7.1")));
 * assert(!lan.contains(Address.parse("192.169.0.1")));
 * assertStrictEquals(`${Network.parse("2001:db8::7/32")}`, "2001:db8::/32");
 * ```
 */
export class Network {
  /** The first address of the network. */
  readonly address: Address;
  /** The bits that all its addresses share: 0 to 32 (IPv4), or to 128 (IPv6). */
  readonly prefixLength: number;
  readonly #words: Int32Array;
  readonly #masks: Int32Array;

  /** The network of that size which the address is in. Throws a `RangeError` for what is none. */
  constructor(address: Address, prefixLength: number) {
    const bits = address.kind * 8;
    if (address.kind === MAC_LENGTH) throw new RangeError(`${address} is not an IP address`);
    if (!(Number.isInteger(prefixLength) && prefixLength >= 0 && prefixLength <= bits)) {
      throw new RangeError(
        `${address}/${prefixLength} is no network: 0 to ${bits} bits are possible`,
      );
    }
    this.prefixLength = prefixLength;
    this.#masks = Int32Array.from(
      { length: bits / 32 },
      (_, word) => mask(prefixLength - 32 * word),
    );
    this.#words = this.#masks.map((mask, word) => address.word(word) & mask);
    this.address = Address.fromWords(this.#words, 0, address.kind);
  }

  /** From `address/bits`; an address alone is a network of one. Throws a `SyntaxError`. */
  static parse(text: string): Network {
    const [address, bits, ...rest] = text.split("/");
    if (rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) {
      throw new SyntaxError(`Cannot read "${text}" as a network: not ADDRESS/BITS`);
    }
    const parsed = Address.parse(address);
    try {
      return new Network(parsed, bits === undefined ? parsed.kind * 8 : Number(bits));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new SyntaxError(`Cannot read "${text}" as a network: ${error.message}`);
    }
  }

  /** Whether the address is in the network; one of the other IP version never is. */
  contains(address: Address): boolean {
    if (address.kind !== this.address.kind) return false;
    for (let word = 0; word < this.#words.length; word++) {
      if ((address.word(word) & this.#masks[word]) !== this.#words[word]) return false;
    }
    return true;
  }

  /** As `address/bits`. */
  toString(): string {
    return `${this.address}/${this.prefixLength}`;
  }

  /** As {@linkcode toString}. */
  toJSON(): string {
    return this.toString();
  }
}

/** A word whose first `bits` are ones: none for 0 and less, all for 32 and more. */
function mask(bits: number): number {
  return bits <= 0 ? 0 : bits >= 32 ? -1 : ~(0xffff_ffff >>> bits);
}
