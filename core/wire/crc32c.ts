// core/wire/crc32c.ts: the checksum of SCTP, RFC 9260, appendix A.

/** Castagnoli's polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
  }
  return remainder;
});

/** Before the first byte; each call of {@linkcode crc32cUpdate} takes what the last one gave. */
export const CRC32C_START = -1;

/** Takes the bytes from `start` to `end` into the remainder. */
export function crc32cUpdate(
  remainder: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  for (let at = start; at < end; at++) {
    remainder = TABLE[(remainder ^ bytes[at]) & 0xff] ^ (remainder >>> 8);
  }
  return remainder;
}

/**
 * The checksum that a remainder stands for, 0 to 2^32 - 1.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const digits = new TextEncoder().encode("123456789");
 * assertStrictEquals(crc32cEnd(crc32cUpdate(CRC32C_START, digits, 0, 9)), 0xe3069283);
 * ```
 */
export function crc32cEnd(remainder: number): number {
  return ~remainder >>> 0;
}
