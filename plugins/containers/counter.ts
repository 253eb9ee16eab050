// plugins/containers/counter.ts: sums of few kinds, such as protocols or response codes.
import { checkAmount } from "./_amount.ts";
import { fit } from "./_arrays.ts";
import { compareKeys, saveKey } from "./_key_data.ts";
import { KeyTable } from "./_key_table.ts";
import { Saved } from "./_saved.ts";
import type { Key } from "./key.ts";
import type { Json, Mergeable } from "./mergeable.ts";

/** One key of a {@linkcode Counter}. */
export type CounterRow<K extends Key> = {
  readonly key: K;
  /** The sum of its amounts. */
  readonly count: number;
  /** `count` in percent of the {@linkcode Counter.total}, 0 to 100. */
  readonly share: number;
};

/**
 * Sums by key, for keys of which there are few: protocols, flags, response
 * codes. The first `max` keys are counted; what comes for further ones is
 * {@linkcode other}, so that nothing is lost from the total. Where there may be
 * more keys than room, and the largest matter, take a `TopK`.
 *
 * As long as `other` is 0, everything is exact, merged or not. Else a sum may
 * lack `other` at most.
 *
 * @example
 * ```ts
 * import { assertEquals, assertStrictEquals } from "@std/assert";
 * const packets = new Counter<string>(2);
 * for (const protocol of ["udp", "tcp", "tcp", "gre"]) packets.add(protocol);
 * assertEquals(packets.rows().map(({ key, count }) => [key, count]), [["tcp", 2], ["udp", 1]]);
 * assertStrictEquals(packets.other, 1);
 * assertStrictEquals(packets.total, 4);
 * ```
 */
export class Counter<K extends Key = Key> implements Mergeable {
  readonly #keys: KeyTable<K>;
  #counts = new Float64Array(0);
  #total = 0;
  #other = 0;
  #evictions = 0;

  /** `max`: keys counted apart at most, 1 to 16,777,216. */
  constructor(max = 1_000) {
    this.#keys = new KeyTable("Counter", max);
  }

  /** Adds `amount`, a number from 0 up, to the sum of the key. */
  add(key: K, amount = 1): void {
    checkAmount(amount);
    this.#total += amount;
    let slot = this.#keys.find(key);
    if (slot < 0) {
      if (this.#keys.size === this.#keys.max) {
        this.#other += amount;
        this.#evictions += 1;
        return;
      }
      slot = this.#insert(key, 0);
    }
    this.#counts[slot] += amount;
  }

  /** The sum of the key; 0 when it was never added. */
  get(key: K): number {
    const slot = this.#keys.find(key);
    return slot < 0 ? 0 : this.#counts[slot];
  }

  /** All amounts ever added. */
  get total(): number {
    return this.#total;
  }

  /** What was added for keys that there was no room for. */
  get other(): number {
    return this.#other;
  }

  /** Keys that are counted. */
  get size(): number {
    return this.#keys.size;
  }

  /** How often something was added for a key that there was no room for. */
  get evictions(): number {
    return this.#evictions;
  }

  /** All rows, the largest first; equal ones by key, so that the order is the same on every run. */
  rows(): CounterRow<K>[] {
    return this.#sums()
      .sort((a, b) => b.count - a.count || compareKeys(a.key, b.key))
      .map(({ key, count }) => ({
        key,
        count,
        share: this.#total === 0 ? 0 : 100 * count / this.#total,
      }));
  }

  merge(other: Counter<K>): void {
    const sums = this.#sums();
    for (const sum of sums) sum.count += other.get(sum.key);
    for (const theirs of other.#sums()) {
      if (this.#keys.find(theirs.key) < 0) sums.push(theirs);
    }
    this.#total += other.#total;
    this.#other += other.#other;
    this.#evictions += other.#evictions;
    this.#fill(sums);
  }

  save(): Json {
    return {
      type: "Counter",
      version: 1,
      total: this.#total,
      other: this.#other,
      evictions: this.#evictions,
      rows: this.#sums().map(({ key, count }) => ({ key: saveKey(key), count })),
    };
  }

  load(data: unknown): void {
    const saved = Saved.open("Counter", 1, data);
    const total = saved.number("total"), other = saved.number("other");
    const evictions = saved.number("evictions");
    const sums = saved.keyed("rows", (key: K, row) => ({ key, count: row.number("count") }));
    this.#total = total;
    this.#other = other;
    this.#evictions = evictions;
    this.#fill(sums);
  }

  #insert(key: K, count: number): number {
    const slot = this.#keys.insert(key);
    this.#counts = fit(this.#counts, this.#keys.capacity);
    this.#counts[slot] = count;
    return slot;
  }

  #sums(): Sum<K>[] {
    return this.#keys.keys().map((key, slot) => ({ key, count: this.#counts[slot] }));
  }

  /** Keeps the largest of the sums; there is nothing to tell the first by. */
  #fill(sums: Sum<K>[]): void {
    const { max } = this.#keys;
    if (sums.length > max) {
      sums.sort((a, b) => b.count - a.count || compareKeys(a.key, b.key));
      for (const { count } of sums.splice(max)) {
        this.#other += count;
        this.#evictions += 1;
      }
    }
    this.#keys.clear();
    for (const { key, count } of sums) this.#insert(key, count);
  }
}

type Sum<K extends Key> = { readonly key: K; count: number };
