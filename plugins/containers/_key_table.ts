// plugins/containers/_key_table.ts: numbers keys 0, 1, 2 …, so that containers can count in arrays.
import { Address, IPV4_LENGTH } from "../../core/wire/address.ts";
import { place } from "./_hash.ts";
import { Part, readKey, releaseTexts, row as wanted, rowLength, writeKey } from "./_key_row.ts";
import { Texts } from "./_texts.ts";
import type { Key } from "./key.ts";

/** Keys that a container may be made for: with one row of an IPv6 flow each, about 1 GB. */
const MOST_KEYS = 1 << 24;

/** Slots that a table begins with; it doubles up to its bound. */
const FIRST_CAPACITY = 16;

/**
 * Finds the slot of a key: open addressing with linear probing, at most half
 * full. Keys are stored as rows of numbers, so that looking one up reads no
 * object and makes none.
 *
 * ```text
 *  index  [ 0 | 2 | 0 | 1 ]       slot + 1, at the key's place; 0 is free
 *               |       |
 *  rows   [ shape word … | shape word … ]      `stride` numbers for each slot
 * ```
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
    // Most keys are one number: these are not written down first (containers_bench.ts).
    if (typeof key === "number") {
      if ((key | 0) === key) return this.#findWord(Part.Integer, key);
    } else if (key instanceof Address && key.kind === IPV4_LENGTH) {
      return this.#findWord(Part.Ipv4, key.word(0));
    }
    return this.#findRow(writeKey(key, this.#texts, false));
  }

  #findWord(shape: number, word: number): number {
    const index = this.#index, rows = this.#rows, stride = this.#stride, mask = index.length - 1;
    for (let at = place(shape ^ word) & mask;; at = (at + 1) & mask) {
      const slot = index[at] - 1;
      if (slot < 0) return -1;
      const start = slot * stride;
      if (rows[start + 1] === word && rows[start] === shape) return slot;
    }
  }

  #findRow(length: number): number {
    const index = this.#index, rows = this.#rows, stride = this.#stride, mask = index.length - 1;
    for (let at = placeOf(wanted, 0, length) & mask;; at = (at + 1) & mask) {
      const slot = index[at] - 1;
      if (slot < 0) return -1;
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
    const index = this.#index, mask = index.length - 1;
    let at = this.#placeOf(slot) & mask;
    while (index[at] !== 0) at = (at + 1) & mask;
    index[at] = slot + 1;
  }

  /** Takes a slot out of the index and closes the gap, so that no probe ends too early. */
  #unlink(slot: number): void {
    const index = this.#index, mask = index.length - 1;
    let gap = this.#placeOf(slot) & mask;
    while (index[gap] !== slot + 1) gap = (gap + 1) & mask;
    for (let at = (gap + 1) & mask; index[at] !== 0; at = (at + 1) & mask) {
      const home = this.#placeOf(index[at] - 1) & mask;
      // A key may move back into the gap unless its own place lies behind the gap.
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      index[gap] = index[at];
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

/** A power of two, at least twice the capacity. */
function indexLength(capacity: number): number {
  return 1 << (32 - Math.clz32(2 * capacity - 1));
}
