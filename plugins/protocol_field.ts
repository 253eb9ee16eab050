// plugins/protocol_field.ts: fields at fixed places, for protocols that plugins bring.
import { Address, IPV4_LENGTH, IPV6_LENGTH, MAC_LENGTH } from "../core/wire/address.ts";
import { text as textOf, u16, u16le, u24, u32, u32le, u64, u8 } from "../core/wire/bytes.ts";
import type { Field } from "../core/wire/field.ts";

/** One field of a protocol: where it is, and how it is read. Made by the functions of {@linkcode field}. */
export interface ProtocolField<T> {
  /** Its first byte, from the start of the header. */
  readonly at: number;
  /** Its bytes; `undefined` for all that is left. */
  readonly length: number | undefined;
  /** What prints and documents it. */
  readonly field: Field;
  /**
   * Reads it. The bytes are known to be there.
   *
   * @param end the first byte after the layer
   */
  read(bytes: Uint8Array, at: number, end: number): T;
}

type Read<T> = (bytes: Uint8Array, at: number, end: number) => T;

function fixed<T>(
  type: Field["type"],
  length: number,
  read: Read<T>,
): (at: number, meaning: string, unit?: string) => ProtocolField<T> {
  return (at, meaning, unit) => ({ at, length, field: described(type, meaning, unit), read });
}

function described(type: Field["type"], meaning: string, unit: string | undefined): Field {
  return unit === undefined ? { type, meaning } : { type, meaning, unit };
}

function addressField(kind: number): (at: number, meaning: string) => ProtocolField<Address> {
  return (at, meaning) => ({
    at,
    length: kind,
    field: { type: "address", meaning },
    read: (bytes, at) => new Address().at(bytes, at, kind),
  });
}

/**
 * Fields by their kind. Each takes its place, in bytes from the start of the
 * header, and what it means, as a phrase. Numbers are in network byte order, and
 * may have a unit: `field.u16(2, "time to live", "seconds")`.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const { read } = field.u16(2, "port");
 * assertStrictEquals(read(Uint8Array.of(0, 0, 0x10, 0x92), 2, 4), 4242);
 * ```
 */
export const field = {
  /** One byte. */
  u8: fixed("integer", 1, u8),
  /** Two bytes. */
  u16: fixed("integer", 2, u16),
  /** Three bytes. */
  u24: fixed("integer", 3, u24),
  /** Four bytes. */
  u32: fixed("integer", 4, u32),
  /** Eight bytes, as a bigint. */
  u64: fixed("integer", 8, u64),
  /** Two bytes, least significant first. */
  u16le: fixed("integer", 2, u16le),
  /** Four bytes, least significant first. */
  u32le: fixed("integer", 4, u32le),
  /** An IPv4 address. */
  ipv4: addressField(IPV4_LENGTH),
  /** An IPv6 address. */
  ipv6: addressField(IPV6_LENGTH),
  /** A MAC address. */
  mac: addressField(MAC_LENGTH),

  /** Some bits of one byte; `mask` says which, and they are moved to the right: `0xf0` is 0 to 15. */
  bits(at: number, mask: number, meaning: string, unit?: string): ProtocolField<number> {
    const shift = 31 - Math.clz32(mask & -mask);
    const read: Read<number> = (bytes, at) => (bytes[at] & mask) >> shift;
    return { at, length: 1, field: described("integer", meaning, unit), read };
  },

  /** A flag: whether any of the bits of `mask` is set. */
  flag(at: number, mask: number, meaning: string): ProtocolField<boolean> {
    const read: Read<boolean> = (bytes, at) => (bytes[at] & mask) !== 0;
    return { at, length: 1, field: { type: "boolean", meaning }, read };
  },

  /** Text in UTF-8, up to its first zero byte; `length` bytes, or all that is left. */
  text(at: number, meaning: string, length?: number): ProtocolField<string> {
    const read: Read<string> = (bytes, at, end) => {
      const last = length === undefined ? end : at + length;
      const zero = bytes.subarray(at, last).indexOf(0);
      return textOf(bytes, at, zero < 0 ? last : at + zero);
    };
    return { at, length, field: { type: "text", meaning }, read };
  },

  /** Bytes, lent; `length` of them, or all that is left. */
  bytes(at: number, meaning: string, length?: number): ProtocolField<Uint8Array> {
    const read: Read<Uint8Array> = (bytes, at, end) =>
      bytes.subarray(at, length === undefined ? end : at + length);
    return { at, length, field: { type: "bytes", meaning }, read };
  },
} as const;
