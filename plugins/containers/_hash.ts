// plugins/containers/_hash.ts: one hash to find keys fast, one that means the same everywhere.
import { Address } from "../../core/wire/address.ts";
import { isList, type Key, type KeyPart, refuseKey } from "./key.ts";

/**
 * Random words, a row of 256 for each byte of a word: simple tabulation hashing.
 * Whatever keys an attacker sends, linear probing then takes constant expected
 * time (Pătraşcu and Thorup, "The Power of Simple Tabulation Hashing", 2012),
 * because they cannot know this table: it is drawn anew by each process. It
 * moves keys about in an index and shows nowhere else, so replays are alike.
 */
const RANDOM = crypto.getRandomValues(new Int32Array(4 * 256));

/** Hashes a word for a place in an index; chains by `place(place(a) ^ b)`. */
export function place(word: number): number {
  return RANDOM[word & 0xff] ^ RANDOM[0x100 | (word >>> 8) & 0xff] ^
    RANDOM[0x200 | (word >>> 16) & 0xff] ^ RANDOM[0x300 | word >>> 24];
}

/** The 64 bits of the last {@linkcode hashKey}, as two words: a table, for numbers this wide would be allocated. */
export const hashed: Int32Array = new Int32Array(2);

/**
 * Hashes what the key says into {@linkcode hashed}, alike in every process and
 * on every machine: two MurmurHash3 (x86, 32 bits) with different seeds. It
 * spreads keys well but is no secret, so it must not place keys in a table.
 */
export function hashKey(key: Key): void {
  hashed[0] = 0x2f0b4c47;
  hashed[1] = 0x6c1b3c6d;
  if (isList(key)) {
    for (let part = 0; part < key.length; part++) absorbPart(key[part]);
    absorb(key.length);
  } else {
    absorbPart(key);
  }
  hashed[0] = finish(hashed[0]);
  hashed[1] = finish(hashed[1]);
}

const FLOAT = new Float64Array(1);

/** The two words of the number last given to {@linkcode setFloat}. */
export const floatWords: Int32Array = new Int32Array(FLOAT.buffer);

/** The number whose bits are in {@linkcode floatWords}. */
export function getFloat(): number {
  return FLOAT[0];
}

/** Puts a number's bits into {@linkcode floatWords}. All NaNs are one, as in a `Map`. */
export function setFloat(value: number): void {
  FLOAT[0] = value === value ? value : NaN;
}

// What a part is goes in before what it says: 1, "1" and true are three keys.
const PART = { Integer: 1, Float: 2, Text: 3, Boolean: 4, Address: 5 } as const;

function absorbPart(part: KeyPart): void {
  if (typeof part === "number") {
    if ((part | 0) === part) {
      absorb(PART.Integer);
      absorb(part);
    } else {
      setFloat(part);
      absorb(PART.Float);
      absorb(floatWords[0]);
      absorb(floatWords[1]);
    }
  } else if (typeof part === "string") {
    absorb(PART.Text);
    for (let at = 0; at < part.length; at++) absorb(part.charCodeAt(at));
    absorb(part.length);
  } else if (typeof part === "boolean") {
    absorb(PART.Boolean);
    absorb(part ? 1 : 0);
  } else if (part instanceof Address) {
    absorb(PART.Address + part.kind);
    for (let word = 0; word < part.wordCount; word++) absorb(part.word(word));
  } else {
    refuseKey(part);
  }
}

function absorb(word: number): void {
  let mixed = Math.imul(word, 0xcc9e2d51);
  mixed = Math.imul(mixed << 15 | mixed >>> 17, 0x1b873593);
  hashed[0] = step(hashed[0] ^ mixed);
  hashed[1] = step(hashed[1] ^ mixed);
}

function step(hash: number): number {
  return Math.imul(hash << 13 | hash >>> 19, 5) + 0xe6546b64 | 0;
}

function finish(hash: number): number {
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return hash ^ hash >>> 16;
}
