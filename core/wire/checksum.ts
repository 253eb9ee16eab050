// core/wire/checksum.ts: the Internet checksum, RFC 1071.

/**
 * What a checksum says of the bytes that it covers. `"unverifiable"`: they are
 * not all there (a fragment, a capture cut short) or the sender's card had
 * still to compute it. `"absent"`: the sender left it out.
 */
export type ChecksumStatus = "valid" | "wrong" | "unverifiable" | "absent";

/**
 * Adds the 16-bit words from `start` to `end` to `sum`; a last odd byte counts
 * as the high half of a word (RFC 1071, section 1).
 */
export function sumWords(bytes: Uint8Array, start: number, end: number, sum = 0): number {
  const even = end - ((end - start) & 1);
  for (let at = start; at < even; at += 2) sum += (bytes[at] << 8) | bytes[at + 1];
  return even < end ? sum + (bytes[even] << 8) : sum;
}

/**
 * Whether `sum`, over the covered bytes with the checksum among them, is right:
 * ones in all bits, however often it is folded.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const echo = Uint8Array.of(8, 0, 0xf7, 0xfd, 0, 1, 0, 1);
 * assertStrictEquals(isRight(sumWords(echo, 0, 8)), true);
 * assertStrictEquals(isRight(sumWords(echo, 0, 7)), false);
 * ```
 */
export function isRight(sum: number): boolean {
  return sum > 0 && sum % 0xffff === 0;
}

/**
 * What the checksum ought to be, where `sum` is over the covered bytes with the
 * checksum `found` among them.
 */
export function rightChecksum(sum: number, found: number): number {
  let others = sum - found;
  while (others > 0xffff) others = (others & 0xffff) + Math.floor(others / 0x10000);
  return ~others & 0xffff;
}

/** {@linkcode isRight} as a status. */
export function statusOf(sum: number): ChecksumStatus {
  return isRight(sum) ? "valid" : "wrong";
}
