// core/wire/_sha256.ts: SHA-256, FIPS 180-4. The platform's own answers only asynchronously.
import { padded } from "./_padding.ts";

/** The first 64 primes: the constants are the fractions of their roots (FIPS 180-4, section 4.2.2). */
const PRIMES = firstPrimes(64);
const ROUND = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const INITIAL = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

/**
 * The digest as 64 hexadecimal digits.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(sha256(new Uint8Array(0)).slice(0, 16), "e3b0c44298fc1c14");
 * ```
 */
export function sha256(message: Uint8Array): string {
  const words = new DataView(padded(message, false).buffer);
  const state = INITIAL.slice();
  const schedule = new Int32Array(64);
  for (let block = 0; block < words.byteLength; block += 64) {
    for (let k = 0; k < 16; k++) schedule[k] = words.getInt32(block + k * 4);
    for (let k = 16; k < 64; k++) {
      const early = schedule[k - 15], late = schedule[k - 2];
      const s0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
      const s1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
      schedule[k] = schedule[k - 16] + s0 + schedule[k - 7] + s1;
    }
    compress(state, schedule);
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function compress(state: Int32Array, schedule: Int32Array): void {
  let a = state[0], b = state[1], c = state[2], d = state[3];
  let e = state[4], f = state[5], g = state[6], h = state[7];
  for (let k = 0; k < 64; k++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const first = h + s1 + ((e & f) ^ (~e & g)) + ROUND[k] + schedule[k] | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const second = s0 + ((a & b) ^ (a & c) ^ (b & c)) | 0;
    h = g;
    g = f;
    f = e;
    e = d + first | 0;
    d = c;
    c = b;
    b = a;
    a = first + second | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The first 32 bits after the point: a double has 52, and the whole part takes at most 5. */
function fraction(value: number): number {
  return (value - Math.floor(value)) * 2 ** 32;
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  return primes;
}
