// core/wire/_md5.ts: MD5, RFC 1321, for fingerprints that are defined by it.
import { HEX } from "./bytes.ts";
import { padded } from "./_padding.ts";

/** Rotations per round (RFC 1321, section 3.4). */
const SHIFTS = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
/** The integer parts of 2^32 times abs(sin(i)). */
const SINES = Int32Array.from({ length: 64 }, (_, k) => Math.abs(Math.sin(k + 1)) * 2 ** 32);

/**
 * The digest as 32 hexadecimal digits. It is no protection against forgery.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(md5(new Uint8Array(0)), "d41d8cd98f00b204e9800998ecf8427e");
 * ```
 */
export function md5(message: Uint8Array): string {
  const words = new DataView(padded(message, true).buffer);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let block = 0; block < words.byteLength; block += 64) {
    let [a, b, c, d] = state;
    for (let k = 0; k < 64; k++) {
      const round = k >> 4;
      const sum = a + mixed(round, b, c, d) + SINES[k] +
          words.getInt32(block + wordOf(round, k) * 4, true) | 0;
      const shift = SHIFTS[round][k & 3];
      [a, d, c] = [d, c, b];
      b = b + ((sum << shift) | (sum >>> (32 - shift))) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }
  return Array.from(new Uint8Array(state.buffer), (byte) => HEX[byte]).join("");
}

/** The functions F, G, H and I. */
function mixed(round: number, b: number, c: number, d: number): number {
  switch (round) {
    case 0:
      return (b & c) | (~b & d);
    case 1:
      return (d & b) | (~d & c);
    case 2:
      return b ^ c ^ d;
    default:
      return c ^ (b | ~d);
  }
}

/** Which word of the block the step takes. */
function wordOf(round: number, step: number): number {
  switch (round) {
    case 0:
      return step;
    case 1:
      return (5 * step + 1) & 15;
    case 2:
      return (3 * step + 5) & 15;
    default:
      return (7 * step) & 15;
  }
}
