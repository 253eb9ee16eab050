// plugins/containers/_key_table.ts: numbers keys 0, 1, 2 …, so that containers can count in arrays.
import { Address, IPV4_LENGTH, IPV6_LENGTH } from "../../core/wire/address.ts";
import { place } from "./_hash.ts";
import { Part, readKey, releaseTexts, row as wanted, rowLength, writeKey } from "./_key_row.ts";
import { Texts } from "./_texts.ts";
import type { Key } from "./key.ts";

/** Keys that a container may be made for: with one row of an IPv6 flow each, about 1 GB. */
const MOST_KEYS = 1 << 24;

/**
 * An entry of the index: the slot + 1 in the lower 25 bits; above them the shape of a key of one
 * word, 0 for longer ones.
 */
const ENTRY = { SLOT: 0x1ff_ffff, SHAPE_SHIFT: 25 } as const;

/** Slots that a table begins with; it doubles up to its bound. */
const FIRST_CAPACITY = 16;

/**
 * Finds the slot of a key: open addressing with linear probing, at most half
 * full. Keys are stored as rows of numbers, so that looking one up reads no
 * object and makes none.
 *
 * ```text
 *  index  [ 0 – | 2 mark | 0 – | 1 mark ]      an entry at the key's place; 0 is free
 *               |              |
 *  rows   [ shape word … | shape word … ]      `stride` numbers for each slot
 * ```
 *
 * The mark is the key's one word, or the hash of several: a key of one word is found without its
 * row, which is mostly not in the nearest cache (tests/bench/containers_bench.ts).
 */
export class KeyTable<K extends Key> {
  /** Slots at most. */
  readonly max: number;
  #size = 0;
  #capacity: number;
  #stride = 2;
  #index: Int32Array;
  #rows: Int32Array;
  readonly #texts: Texts;

  /** `owner` is who the message names when the bound is none; `texts` holds those of the keys. */
  constructor(owner: string, max: number, texts: Texts = new Texts()) {
    if (!Number.isInteger(max) || max < 1 || max > MOST_KEYS) {
      throw new RangeError(
        `Cannot make a ${owner} of ${max} keys: a whole number from 1 to ${MOST_KEYS} is needed`,
      );
    }
    this.max = max;
    this.#texts = texts;
    this.#capacity = Math.min(max, FIRST_CAPACITY);
    this.#index = new Int32Array(indexLength(this.#capacity));
    this.#rows = new Int32Array(this.#capacity * this.#stride);
  }

  /** Keys in the table. Their slots are 0 to `size` - 1. */
  get size(): number {
    return this.#size;
  }

  /** Slots there is room for at present: the arrays beside the table need as many. */
  get capacity(): number {
    return this.#capacity;
  }

  /** The slot of the key, or -1. */
  find(key: K): number {
    // Most keys are one number or address: these are not written down first (containers_bench.ts).
    if (typeof key === "number") {
      if ((key | 0) === key) return this.#findWord(Part.Integer, key);
    } else if (key instanceof Address) {
      if (key.kind === IPV4_LENGTH) return this.#findWord(Part.Ipv4, key.word(0));
      if (key.kind === IPV6_LENGTH) return this.#findIpv6(key);
    }
    return this.#findRow(writeKey(key, this.#texts, false));
  }

  #findWord(part: number, word: number): number {
    const index = this.#index, mask = index.length - 1;
    for (let at = place(part ^ word) << 1 & mask;; at = (at + 2) & mask) {
      const entry = index[at];
      if (entry === 0) return -1;
      if (index[at + 1] === word && entry >>> ENTRY.SHAPE_SHIFT === part) {
        return (entry & ENTRY.SLOT) - 1;
      }
    }
  }

  #findIpv6(address: Address): number {
    const first = address.word(0), second = address.word(1);
    const third = address.word(2), fourth = address.word(3);
    const hash = place(place(place(place(Part.Ipv6 ^ first) ^ second) ^ third) ^ fourth);
    const index = this.#index, rows = this.#rows, stride = this.#stride, mask = index.length - 1;
    for (let at = hash << 1 & mask;; at = (at + 2) & mask) {
      const slot = (index[at] & ENTRY.SLOT) - 1;
      if (slot < 0) return -1;
      if (index[at + 1] !== hash) continue;
      const start = slot * stride;
      if (
        rows[start] === Part.Ipv6 && rows[start + 1] === first && rows[start + 2] === second &&
        rows[start + 3] === third && rows[start + 4] === fourth
      ) return slot;
    }
  }

  #findRow(length: number): number {
    const index = this.#index, rows = this.#rows, stride = this.#stride, mask = index.length - 1;
    const hash = placeOf(wanted, 0, length), mark = markOf(wanted, 0, hash);
    for (let at = hash << 1 & mask;; at = (at + 2) & mask) {
      const slot = (index[at] & ENTRY.SLOT) - 1;
      if (slot < 0) return -1;
      if (index[at + 1] !== mark) continue;
      const start = slot * stride;
      // Rows of another length differ in the first number already, the shape.
      let same = 0;
      while (same < length && rows[start + same] === wanted[same]) same++;
      if (same === length) return slot;
    }
  }

  /** A new slot for a key that {@linkcode find} did not find, while `size` is below `max`. */
  insert(key: K): number {
    if (this.#size === this.#capacity) {
      this.#resize(Math.min(this.max, this.#capacity * 2), this.#stride);
    }
    const length = writeKey(key, this.#texts, true);
    const slot = this.#size++;
    this.#put(slot, length);
    return slot;
  }

  /** Gives the slot of one key to another, which {@linkcode find} did not find. */
  replace(slot: number, key: K): void {
    this.#unlink(slot);
    releaseTexts(this.#rows, slot * this.#stride, this.#texts);
    this.#put(slot, writeKey(key, this.#texts, true));
  }

  /** The key of a slot, made anew: it stays as it is, whatever becomes of the table. */
  keyAt(slot: number): K {
    // It gives back what it was given; the compiler cannot follow that through the numbers.
    return readKey(this.#rows, slot * this.#stride, this.#texts) as K;
  }

  /** All keys, by slot. */
  keys(): K[] {
    return Array.from({ length: this.#size }, (_, slot) => this.keyAt(slot));
  }

  /** Forgets all keys. */
  clear(): void {
    this.#size = 0;
    this.#index.fill(0);
    this.#texts.clear();
  }

  /** Stores the row in {@linkcode wanted} as that of `slot`. */
  #put(slot: number, length: number): void {
    if (length > this.#stride) this.#resize(this.#capacity, length);
    const start = slot * this.#stride;
    for (let at = 0; at < length; at++) this.#rows[start + at] = wanted[at];
    this.#link(slot);
  }

  #link(slot: number): void {
    const index = this.#index, rows = this.#rows, mask = index.length - 1;
    const start = slot * this.#stride, shape = rows[start];
    const hash = this.#placeOf(slot);
    let at = hash << 1 & mask;
    while (index[at] !== 0) at = (at + 2) & mask;
    index[at] = (rowLength(shape) === ONE_WORD ? shape << ENTRY.SHAPE_SHIFT : 0) | (slot + 1);
    index[at + 1] = markOf(rows, start, hash);
  }

  /** Takes a slot out of the index and closes the gap, so that no probe ends too early. */
  #unlink(slot: number): void {
    const index = this.#index, mask = index.length - 1;
    let gap = this.#placeOf(slot) << 1 & mask;
    while ((index[gap] & ENTRY.SLOT) !== slot + 1) gap = (gap + 2) & mask;
    for (let at = (gap + 2) & mask; index[at] !== 0; at = (at + 2) & mask) {
      const home = this.#placeOf((index[at] & ENTRY.SLOT) - 1) << 1 & mask;
      // A key may move back into the gap unless its own place lies behind the gap.
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      index[gap] = index[at];
      index[gap + 1] = index[at + 1];
      gap = at;
    }
    index[gap] = 0;
  }

  #placeOf(slot: number): number {
    const start = slot * this.#stride;
    return placeOf(this.#rows, start, rowLength(this.#rows[start]));
  }

  /** Makes room for more slots, or for longer rows. */
  #resize(capacity: number, stride: number): void {
    const rows = new Int32Array(capacity * stride);
    for (let slot = 0; slot < this.#size; slot++) {
      const start = slot * this.#stride;
      rows.set(this.#rows.subarray(start, start + this.#stride), slot * stride);
    }
    this.#rows = rows;
    this.#stride = stride;
    if (capacity === this.#capacity) return;
    this.#capacity = capacity;
    this.#index = new Int32Array(indexLength(capacity));
    for (let slot = 0; slot < this.#size; slot++) this.#link(slot);
  }
}

/** Where a row belongs in an index, before it is cut to the index's length. */
function placeOf(rows: Int32Array, start: number, length: number): number {
  let hash = rows[start];
  for (let at = start + 1; at < start + length; at++) hash = place(hash ^ rows[at]);
  return hash;
}

/** The length of a row with one word: its shape comes first. */
const ONE_WORD = 2;

/** What stands beside a key's entry: of one word the word itself, else the hash. */
function markOf(rows: Int32Array, start: number, hash: number): number {
  return rowLength(rows[start]) === ONE_WORD ? rows[start + 1] : hash;
}

/** Two numbers for each entry, a power of two of entries, at least twice the capacity. */
function indexLength(capacity: number): number {
  return 2 << (32 - Math.clz32(2 * capacity - 1));
}
