// core/filter/generate/ways.ts: the ways in which a chain of terms can hold.
import { chainOf, type Part, sizeOf } from "../condition.ts";
import type { Outcome } from "./encapsulation.ts";

/** Outcomes gathered along a chain; those that lead to the same place are one. */
export class Ways {
  #byPlace = new Map<string, { first: Outcome; rest: Part[] }>();
  #size = 0;

  constructor(outcomes: readonly Outcome[]) {
    this.replace(outcomes);
  }

  replace(outcomes: readonly Outcome[]): void {
    this.#byPlace.clear();
    this.#size = 0;
    for (const outcome of outcomes) this.add("or", outcome);
  }

  /** Joins an outcome to what leads to the same place. */
  add(operator: "and" | "or", outcome: Outcome): void {
    this.#size += sizeOf(outcome.condition);
    const same = this.#byPlace.get(outcome.place.key);
    if (same === undefined) this.#byPlace.set(outcome.place.key, { first: outcome, rest: [] });
    else same.rest.push({ operator, condition: outcome.condition });
  }

  /** Tests in all of them. */
  get size(): number {
    return this.#size;
  }

  outcomes(): Outcome[] {
    return [...this.#byPlace.values()].map(({ first, rest }) => ({
      condition: chainOf(first.condition, rest),
      place: first.place,
    }));
  }
}
