// plugins/containers/top_k.ts: who has the most, in bounded memory.
import { checkAmount } from "./_amount.ts";
import { fit } from "./_arrays.ts";
import { compareKeys, saveKey } from "./_key_data.ts";
import { KeyTable } from "./_key_table.ts";
import { Least } from "./_least.ts";
import { Saved } from "./_saved.ts";
import type { Key } from "./key.ts";
import type { Json, Mergeable } from "./mergeable.ts";

/** One key of a {@linkcode TopK}. */
export type TopRow<K extends Key> = {
  readonly key: K;
  /** The sum of its amounts, as far as it was surely counted. */
  readonly count: number;
  /** How often it was added, as far as that was surely counted. */
  readonly hits: number;
  /** How much may be missing from `count`: the true sum is `count` to `count + error`. 0 is exact. */
  readonly error: number;
  /** `count` in percent of the {@linkcode TopK.total}, 0 to 100. */
  readonly share: number;
};

/** What the first rows of a {@linkcode TopK} leave out. */
export type TopRest = {
  readonly key: "other";
  readonly count: number;
  readonly hits: number;
  readonly share: number;
};

/**
 * Sums by key, of which the largest count. Up to `size` keys it is exact. Past
 * that it is Space-Saving (Metwally, Agrawal and El Abbadi, 2005): a new key
 * takes the place of the one with the least, and starts with an `error` of what
 * that one may have had. So
 *
 * - the true sum of a row is `count` to `count + error`;
 * - no error, and no key that is missing, exceeds `total / size`: whoever has
 *   more than that is in it;
 * - rows and {@linkcode other} always add up to the {@linkcode total}.
 *
 * Merging keeps these bounds, with the smallest `size` of all that were merged
 * (Agarwal et al., "Mergeable Summaries", 2012). As long as nothing was evicted,
 * merging is exact. Sums are doubles: exact for whole numbers up to 2^53.
 *
 * @example
 * ```ts
 * import { assertEquals, assertStrictEquals } from "@std/assert";
 * const bytes = new TopK<string>(100);
 * bytes.add("ns1", 60);
 * bytes.add("www", 1500);
 * bytes.add("www", 1500);
 * bytes.add("mail", 940);
 * assertEquals(bytes.top(1), [{ key: "www", count: 3000, hits: 2, error: 0, share: 75 }]);
 * assertStrictEquals(bytes.other(1).count, 1000);
 * ```
 */
export class TopK<K extends Key = Key> implements Mergeable {
  readonly #keys: KeyTable<K>;
  #counts = new Float64Array(0);
  #errors = new Float64Array(0);
  #hits = new Float64Array(0);
  /** Made at the first eviction; until then nobody needs to know the least. */
  #least: Least | undefined;
  /** What a key that is not here may have had at most. */
  #floor = 0;
  /** What was counted for keys that are gone: with the counts of those that are here, the total. */
  #gone = 0;
  #goneHits = 0;
  #evictions = 0;

  /** `size`: keys kept at most, 1 to 16,777,216. Memory grows with the keys, to about 80 bytes each. */
  constructor(size = 1_000) {
    this.#keys = new KeyTable("TopK", size);
  }

  /** Adds `amount`, a number from 0 up (bytes, packets, milliseconds …), to the sum of the key. */
  add(key: K, amount = 1): void {
    checkAmount(amount);
    let slot = this.#keys.find(key);
    if (slot < 0) slot = this.#admit(key);
    this.#counts[slot] += amount;
    this.#hits[slot] += 1;
  }

  /** What was surely counted for the key; 0 when it is not here. */
  get(key: K): number {
    const slot = this.#keys.find(key);
    return slot < 0 ? 0 : this.#counts[slot];
  }

  /** All amounts ever added. */
  get total(): number {
    return sum(this.#counts, this.size) + this.#gone;
  }

  /** How often something was added. */
  get totalHits(): number {
    return sum(this.#hits, this.size) + this.#goneHits;
  }

  /** Keys that are here. */
  get size(): number {
    return this.#keys.size;
  }

  /** How often a key had to make room for another. */
  get evictions(): number {
    return this.#evictions;
  }

  /**
   * The first `n` rows by `count`; equal ones by key (numbers and addresses by
   * value, text by code units), so that the order is the same on every run.
   */
  top(n: number = this.size): TopRow<K>[] {
    const counts = this.#counts, total = this.total;
    const slots = Array.from({ length: this.size }, (_, slot) => slot)
      .sort((a, b) => counts[b] - counts[a]);
    const rows = slots.slice(0, withTies(slots, counts, n)).map((slot) => ({
      key: this.#keys.keyAt(slot),
      count: counts[slot],
      hits: this.#hits[slot],
      error: this.#errors[slot],
      share: percent(counts[slot], total),
    }));
    return rows.sort((a, b) => b.count - a.count || compareKeys(a.key, b.key)).slice(
      0,
      Math.max(n, 0),
    );
  }

  /** All that {@linkcode top} with the same `n` leaves out, so that the two add up to the total. */
  other(n: number = this.size): TopRest {
    const total = this.total;
    let count = total, hits = this.totalHits;
    for (const row of this.top(n)) {
      count -= row.count;
      hits -= row.hits;
    }
    return { key: "other", count, hits, share: percent(count, total) };
  }

  merge(other: TopK<K>): void {
    const floor = this.#floor + other.#floor;
    const sums = this.#sums();
    for (const mine of sums) {
      const slot = other.#keys.find(mine.key);
      mine.count += slot < 0 ? 0 : other.#counts[slot];
      mine.hits += slot < 0 ? 0 : other.#hits[slot];
      mine.error += slot < 0 ? other.#floor : other.#errors[slot];
    }
    for (const theirs of other.#sums()) {
      if (this.#keys.find(theirs.key) >= 0) continue;
      theirs.error += this.#floor;
      sums.push(theirs);
    }
    this.#gone += other.#gone;
    this.#goneHits += other.#goneHits;
    this.#evictions += other.#evictions;
    this.#fill(sums, floor);
  }

  save(): Json {
    return {
      type: "TopK",
      version: 1,
      gone: this.#gone,
      goneHits: this.#goneHits,
      floor: this.#floor,
      evictions: this.#evictions,
      rows: this.#sums().map((sum) => ({ ...sum, key: saveKey(sum.key) })),
    };
  }

  load(data: unknown): void {
    const saved = Saved.open("TopK", 1, data);
    const gone = saved.number("gone"), goneHits = saved.number("goneHits");
    const floor = saved.number("floor"), evictions = saved.number("evictions");
    const sums = saved.keyed("rows", (key: K, row) => ({
      key,
      count: row.number("count"),
      hits: row.number("hits"),
      error: row.number("error"),
    }));
    this.#gone = gone;
    this.#goneHits = goneHits;
    this.#evictions = evictions;
    this.#fill(sums, floor);
  }

  /** What is known of each key, by slot, as records of the caller's own. */
  #sums(): Sum<K>[] {
    return this.#keys.keys().map((key, slot) => ({
      key,
      count: this.#counts[slot],
      hits: this.#hits[slot],
      error: this.#errors[slot],
    }));
  }

  /** A slot for a new key: a free one, or that of the key with the least. */
  #admit(key: K): number {
    if (this.#keys.size < this.#keys.max) {
      const slot = this.#keys.insert(key);
      this.#counts = fit(this.#counts, this.#keys.capacity);
      this.#errors = fit(this.#errors, this.#keys.capacity);
      this.#hits = fit(this.#hits, this.#keys.capacity);
      this.#errors[slot] = this.#floor;
      return slot;
    }
    this.#least ??= new Least(this.#counts, this.#errors, this.#keys.size);
    const slot = this.#least.slot(this.#counts, this.#errors);
    this.#keys.replace(slot, key);
    this.#floor = this.#counts[slot] + this.#errors[slot];
    this.#errors[slot] = this.#floor;
    this.#gone += this.#counts[slot];
    this.#goneHits += this.#hits[slot];
    this.#counts[slot] = 0;
    this.#hits[slot] = 0;
    this.#evictions += 1;
    return slot;
  }

  /** Keeps those of the sums that may be the largest; the others raise the floor. */
  #fill(sums: Sum<K>[], floor: number): void {
    const { max } = this.#keys;
    this.#keys.clear();
    this.#least = undefined;
    this.#floor = floor;
    if (sums.length > max) {
      sums.sort((a, b) => upper(b) - upper(a) || compareKeys(a.key, b.key));
      this.#floor = Math.max(floor, upper(sums[max]));
      for (const { count, hits } of sums.slice(max)) {
        this.#gone += count;
        this.#goneHits += hits;
        this.#evictions += 1;
      }
    }
    for (const { key, count, hits, error } of sums.slice(0, max)) {
      const slot = this.#admit(key);
      this.#counts[slot] = count;
      this.#hits[slot] = hits;
      this.#errors[slot] = error;
    }
  }
}

/** What a {@linkcode TopK} knows of one key. */
type Sum<K extends Key> = { readonly key: K; count: number; hits: number; error: number };

/** The most that the true sum can be. */
function upper({ count, error }: Sum<Key>): number {
  return count + error;
}

function sum(values: Float64Array, size: number): number {
  let total = 0;
  for (let slot = 0; slot < size; slot++) total += values[slot];
  return total;
}

function percent(count: number, total: number): number {
  return total === 0 ? 0 : 100 * count / total;
}

/** How many of the slots, sorted by count, have to be looked at so that ties at the `n`th can be settled. */
function withTies(slots: readonly number[], counts: Float64Array, n: number): number {
  let end = Math.min(Math.max(n, 0), slots.length);
  while (end > 0 && end < slots.length && counts[slots[end]] === counts[slots[end - 1]]) end++;
  return end;
}
