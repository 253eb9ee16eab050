// core/wire/address.ts: MAC, IPv4 and IPv6 addresses as numbers, with text made late.
import { HEX, i32, u16 } from "./bytes.ts";

/** Bytes of each kind of address. */
export const MAC_LENGTH = 6;
export const IPV4_LENGTH = 4;
export const IPV6_LENGTH = 16;

const NOTHING: Uint8Array = new Uint8Array(IPV6_LENGTH);

/**
 * A window on the 4, 6 or 16 bytes of an address. It copies nothing: the
 * address that a packet hands out holds until the handler returns, and
 * {@linkcode Address.keep} makes one that stays.
 *
 * @example
 * ```ts
 * import { assert, assertStrictEquals } from "@std/assert";
 * const here = Address.parse("192.0.2.1");
 * assertStrictEquals(`${here}`, "192.0.2.1");
 * assert(here.equals(new Address().at(Uint8Array.of(192, 0, 2, 1), 0, 4)));
 * assertStrictEquals(`${Address.parse("2001:DB8:0:0::1")}`, "2001:db8::1");
 * ```
 */
export class Address {
  // Not private, so that assertEquals and its like see them: what is kept has bytes of its own.
  /** What the address lies in. */
  bytes: Uint8Array = NOTHING;
  /** Where it begins there. */
  offset = 0;
  /** Bytes of the address: 4 (IPv4), 6 (MAC) or 16 (IPv6). */
  kind: number = IPV4_LENGTH;

  /** Moves the window. The caller has checked that the bytes are there. */
  at(bytes: Uint8Array, offset: number, kind: number): this {
    this.bytes = bytes;
    this.offset = offset;
    this.kind = kind;
    return this;
  }

  /** 32-bit words that tell this address from others of its kind: 1, 2 (MAC) or 4. */
  get wordCount(): number {
    return (this.kind + 3) >> 2;
  }

  /** One of those words, as a signed number. `index` is below {@linkcode wordCount}. */
  word(index: number): number {
    // The second word of a MAC address has two bytes of its own.
    if (this.kind === MAC_LENGTH && index === 1) return u16(this.bytes, this.offset + 4);
    return i32(this.bytes, this.offset + index * 4);
  }

  /** A well-mixed 32-bit number, equal for equal addresses, the same in every run. */
  hash(): number {
    const bytes = this.bytes, at = this.offset;
    if (this.kind === IPV4_LENGTH) return mix(i32(bytes, at));
    if (this.kind === MAC_LENGTH) return mix(i32(bytes, at) ^ Math.imul(u16(bytes, at + 4), C1));
    return mix(
      i32(bytes, at) ^ Math.imul(i32(bytes, at + 4), C1) ^ Math.imul(i32(bytes, at + 8), C2) ^
        Math.imul(i32(bytes, at + 12), C3),
    );
  }

  /** Whether the other is the same address, of the same kind. */
  equals(other: Address): boolean {
    if (this.kind !== other.kind) return false;
    const mine = this.bytes, theirs = other.bytes;
    for (let k = 0; k < this.kind; k++) {
      if (mine[this.offset + k] !== theirs[other.offset + k]) return false;
    }
    return true;
  }

  /** A copy that outlives the packet. */
  keep(): Address {
    return new Address().at(this.toBytes(), 0, this.kind);
  }

  /** The bytes in network order, copied. */
  toBytes(): Uint8Array {
    const copy = new Uint8Array(this.kind);
    // For so few bytes a loop is faster than slice().
    for (let k = 0; k < copy.length; k++) copy[k] = this.bytes[this.offset + k];
    return copy;
  }

  /** The usual text: dotted (RFC 791), compressed (RFC 5952), or hexadecimal with colons. */
  toString(): string {
    const bytes = this.bytes, at = this.offset;
    if (this.kind === IPV4_LENGTH) return ipv4Text(bytes, at);
    if (this.kind === IPV6_LENGTH) return ipv6Text(bytes, at);
    let text = HEX[bytes[at]];
    for (let k = 1; k < this.kind; k++) text += ":" + HEX[bytes[at + k]];
    return text;
  }

  /** As {@linkcode toString}. */
  toJSON(): string {
    return this.toString();
  }

  /** For the console and the differences that tests show. */
  [Symbol.for("Deno.customInspect")](): string {
    return `Address(${this})`;
  }

  /** Group address: the low bit of the first byte (MAC), 224.0.0.0/4, or ff00::/8. */
  get isMulticast(): boolean {
    const first = this.bytes[this.offset];
    if (this.kind === MAC_LENGTH) return (first & 1) === 1;
    return this.kind === IPV4_LENGTH ? first >> 4 === 14 : first === 0xff;
  }

  /** All bits one: ff:ff:ff:ff:ff:ff or 255.255.255.255. IPv6 has none. */
  get isBroadcast(): boolean {
    if (this.kind === IPV6_LENGTH) return false;
    for (let k = 0; k < this.kind; k++) if (this.bytes[this.offset + k] !== 0xff) return false;
    return true;
  }

  /** From numbers: the words that {@linkcode word} gave. */
  static fromWords(words: ArrayLike<number>, at: number, kind: number): Address {
    const bytes = new Uint8Array(kind);
    for (let k = 0; k < kind; k++) {
      const shift = kind === MAC_LENGTH && k >= 4 ? (5 - k) * 8 : (3 - (k & 3)) * 8;
      bytes[k] = words[at + (k >> 2)] >>> shift;
    }
    return new Address().at(bytes, 0, kind);
  }

  /** From text of any of the three kinds. Throws a `SyntaxError` on anything else. */
  static parse(text: string): Address {
    const bytes = parseMac(text) ?? parseIpv4(text) ?? parseIpv6(text);
    if (bytes === undefined) {
      throw new SyntaxError(`Cannot read "${text}" as an address: not IPv4, IPv6 or MAC`);
    }
    return new Address().at(bytes, 0, bytes.length);
  }
}

// Odd constants with well-spread bits (the golden ratio's, and MurmurHash3's mixers).
const C0 = 0x9e3779b1, C1 = 0x85ebca6b, C2 = 0xc2b2ae35, C3 = 0x27d4eb2f;

function mix(word: number): number {
  const product = Math.imul(word, C0);
  return product ^ (product >>> 15);
}

/** Four bytes in dotted form. */
export function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** Sixteen bytes by RFC 5952: lower case, the longest run of zero groups as "::". */
function ipv6Text(bytes: Uint8Array, at: number): string {
  let runStart = -1, runLength = 1;
  for (let group = 0; group < 8;) {
    let after = group;
    while (after < 8 && u16(bytes, at + after * 2) === 0) after++;
    if (after - group > runLength) {
      runStart = group;
      runLength = after - group;
    }
    group = after > group ? after : group + 1;
  }
  // An embedded IPv4 address is written as one (RFC 5952, section 5).
  const mapped = runStart === 0 && runLength === 5 && u16(bytes, at + 10) === 0xffff;
  if (mapped) return `::ffff:${ipv4Text(bytes, at + 12)}`;
  let text = "";
  for (let group = 0; group < 8; group++) {
    if (group === runStart) {
      text += "::";
      group += runLength - 1;
      continue;
    }
    if (text !== "" && !text.endsWith(":")) text += ":";
    text += u16(bytes, at + group * 2).toString(16);
  }
  return text;
}

function parseMac(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}$/i.test(text)) return undefined;
  return Uint8Array.from(text.split(/[:-]/), (part) => parseInt(part, 16));
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && +part < 256)) {
    return undefined;
  }
  return Uint8Array.from(parts, Number);
}

function parseIpv6(text: string): Uint8Array | undefined {
  const tail = text.lastIndexOf(":") + 1;
  const embedded = text.includes(".") ? parseIpv4(text.slice(tail)) : undefined;
  if (text.includes(".") && embedded === undefined) return undefined;
  const groupText = embedded === undefined
    ? text
    : text.slice(0, tail) + hexGroup(embedded, 0) + ":" + hexGroup(embedded, 2);
  const halves = groupText.split("::");
  if (halves.length > 2) return undefined;
  const [head, rest] = halves.map((half) => half === "" ? [] : half.split(":"));
  const missing = 8 - head.length - (rest?.length ?? 0);
  if (rest === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = rest === undefined ? head : [...head, ...Array(missing).fill("0"), ...rest];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return Uint8Array.from(groups.flatMap((group) => {
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  }));
}

function hexGroup(bytes: Uint8Array, at: number): string {
  return u16(bytes, at).toString(16);
}
