// plugins/containers/tally.ts: a few named numbers that belong together.
import { Saved } from "./_saved.ts";
import type { Json, Mergeable } from "./mergeable.ts";

/** How two values of one name become one: their sum, the lesser or the greater of them. */
export type TallyRule = "sum" | "least" | "greatest";

/** What a value is before anything was seen: adding, or comparing with it, changes nothing. */
const NOTHING: { readonly [Rule in TallyRule]: number } = {
  sum: 0,
  least: Infinity,
  greatest: -Infinity,
};

/** Two values of a name as one. */
const JOIN: { readonly [Rule in TallyRule]: (a: number, b: number) => number } = {
  sum: (a, b) => a + b,
  least: Math.min,
  greatest: Math.max,
};

/**
 * A few named numbers that belong together, such as the packets and bytes of a
 * host. They are plain properties of {@linkcode values}, so that counting costs
 * no more than that. Merging is exact: each name has its rule.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { PerKey } from "./per_key.ts";
 * const hosts = new PerKey(1_000, () => new Tally({ packets: "sum", lastMs: "greatest" }));
 * const { values } = hosts.get("192.0.2.1");
 * values.packets++;
 * values.lastMs = Math.max(values.lastMs, 1_500);
 * assertEquals(hosts.entries()[0][1].values, { packets: 1, lastMs: 1_500 });
 * ```
 */
export class Tally<Name extends string = string> implements Mergeable {
  /** The numbers, to be changed in place; sums begin with 0, the least with Infinity, and so on. */
  readonly values: { [Field in Name]: number };
  readonly #rules: Readonly<Record<Name, TallyRule>>;

  /** The names, and what becomes of each in a merge. */
  constructor(rules: Readonly<Record<Name, TallyRule>>) {
    this.#rules = rules;
    // Set one by one in the same order, so that all tallies of an analyzer have one shape.
    const values = {} as { [Field in Name]: number };
    for (const name in rules) values[name] = NOTHING[rules[name]];
    this.values = values;
  }

  merge(other: Tally<Name>): void {
    for (const name in this.#rules) {
      this.values[name] = JOIN[this.#rules[name]](this.values[name], other.values[name]);
    }
  }

  save(): Json {
    // What saw nothing is left out: JSON has no Infinity.
    const seen = Object.entries<number>(this.values).filter(([, value]) => Number.isFinite(value));
    return { type: "Tally", version: 1, values: Object.fromEntries(seen) };
  }

  load(data: unknown): void {
    const saved = Saved.open("Tally", 1, data).record("values");
    const read = { ...this.values };
    for (const name in this.#rules) {
      const isSaved = saved.other(name) !== undefined;
      read[name] = isSaved ? saved.number(name, -Infinity) : NOTHING[this.#rules[name]];
    }
    Object.assign(this.values, read);
  }
}
