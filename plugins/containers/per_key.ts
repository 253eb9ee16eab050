// plugins/containers/per_key.ts: a container, or state of one's own, for each key.
import { compareKeys, saveKey } from "./_key_data.ts";
import { KeyTable } from "./_key_table.ts";
import { fit } from "./_arrays.ts";
import { Recency } from "./_recency.ts";
import { Saved } from "./_saved.ts";
import type { Key } from "./key.ts";
import type { Json, Mergeable } from "./mergeable.ts";

/**
 * A value for each key, made when the key is first asked for: `Quantiles` by
 * server, `Distinct` ports by host. When there are more than `max` keys, the one
 * asked for longest ago makes room, with all that its value knew.
 *
 * Merging merges the values. It is as exact as they are while the keys fit; then
 * the ones asked for most often stay.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Quantiles } from "./quantiles.ts";
 * const latency = new PerKey(1_000, () => new Quantiles());
 * latency.get("192.0.2.53").add(12);
 * latency.get("192.0.2.53").add(12);
 * assertEquals(latency.entries().map(([server, { count }]) => [server, count]), [["192.0.2.53", 2]]);
 * ```
 */
export class PerKey<K extends Key = Key, V extends Mergeable = Mergeable> implements Mergeable {
  readonly #keys: KeyTable<K>;
  readonly #make: () => V;
  readonly #recency = new Recency();
  #values: V[] = [];
  /** By slot: how often it was asked for. */
  #uses = new Float64Array(0);
  #evictions = 0;

  /** `max`: keys at most, 1 to 16,777,216. `make` makes an empty value. */
  constructor(max: number, make: () => V) {
    this.#keys = new KeyTable("PerKey", max);
    this.#make = make;
  }

  /** The value of the key; made, if there is none. Later calls may evict it: do not keep it. */
  get(key: K): V {
    let slot = this.#keys.find(key);
    if (slot < 0) slot = this.#admit(key, this.#make());
    else this.#recency.touch(slot);
    this.#uses[slot] += 1;
    return this.#values[slot];
  }

  /** The value of the key, or `undefined`; nothing is made, and it is no use of the key. */
  peek(key: K): V | undefined {
    const slot = this.#keys.find(key);
    return slot < 0 ? undefined : this.#values[slot];
  }

  /** Keys that have a value. */
  get size(): number {
    return this.#keys.size;
  }

  /** How often a key had to make room, and what the values themselves evicted. */
  get evictions(): number {
    return this.#values.reduce((sum, value) => sum + (value.evictions ?? 0), this.#evictions);
  }

  /** All keys with their values, in the order of the keys. */
  entries(): [K, V][] {
    return this.#entries()
      .sort((a, b) => compareKeys(a.key, b.key))
      .map(({ key, value }) => [key, value]);
  }

  /** The `n` keys for whose value `measure` is greatest; equal ones in the order of the keys. */
  top(n: number, measure: (value: V) => number): [K, V][] {
    return this.entries()
      .map((entry) => ({ entry, rank: measure(entry[1]) }))
      .sort((a, b) => b.rank - a.rank)
      .slice(0, Math.max(n, 0))
      .map(({ entry }) => entry);
  }

  merge(other: PerKey<K, V>): void {
    const entries = this.#entries();
    for (const mine of entries) {
      const slot = other.#keys.find(mine.key);
      if (slot < 0) continue;
      mine.value.merge(other.#values[slot]);
      mine.uses += other.#uses[slot];
    }
    for (const theirs of other.#entries()) {
      if (this.#keys.find(theirs.key) >= 0) continue;
      const value = this.#make();
      value.merge(theirs.value);
      entries.push({ ...theirs, value });
    }
    this.#evictions += other.#evictions;
    this.#fill(entries.sort((a, b) => a.uses - b.uses || compareKeys(a.key, b.key)));
  }

  save(): Json {
    return {
      type: "PerKey",
      version: 1,
      evictions: this.#evictions,
      rows: this.#entries().map(({ key, value, uses }) => ({
        key: saveKey(key),
        uses,
        value: value.save(),
      })),
    };
  }

  load(data: unknown): void {
    const saved = Saved.open("PerKey", 1, data);
    const evictions = saved.number("evictions");
    const entries = saved.keyed("rows", (key: K, row) => {
      const value = this.#make();
      value.load(row.other("value"));
      return { key, value, uses: row.number("uses") };
    });
    this.#evictions = evictions;
    this.#fill(entries);
  }

  /** A slot for a new key: a free one, or that of the key asked for longest ago. */
  #admit(key: K, value: V): number {
    let slot: number;
    if (this.#keys.size < this.#keys.max) {
      slot = this.#keys.insert(key);
      this.#uses = fit(this.#uses, this.#keys.capacity);
      this.#recency.append(slot, this.#keys.capacity);
    } else {
      slot = this.#recency.oldest;
      this.#drop(this.#values[slot]);
      this.#keys.replace(slot, key);
      this.#recency.touch(slot);
    }
    this.#values[slot] = value;
    this.#uses[slot] = 0;
    return slot;
  }

  #drop(value: V): void {
    this.#evictions += 1 + (value.evictions ?? 0);
  }

  /** All entries, the one asked for longest ago first. */
  #entries(): Entry<K, V>[] {
    return this.#recency.slots().map((slot) => ({
      key: this.#keys.keyAt(slot),
      value: this.#values[slot],
      uses: this.#uses[slot],
    }));
  }

  /** Keeps the last of the entries. */
  #fill(entries: Entry<K, V>[]): void {
    const extra = Math.max(0, entries.length - this.#keys.max);
    for (const { value } of entries.slice(0, extra)) this.#drop(value);
    this.#keys.clear();
    this.#recency.clear();
    this.#values = [];
    for (const { key, value, uses } of entries.slice(extra)) {
      const slot = this.#admit(key, value); // before #uses is read: it may grow
      this.#uses[slot] = uses;
    }
  }
}

type Entry<K extends Key, V> = { readonly key: K; readonly value: V; uses: number };
