// core/filter/facts.ts: what is known of a packet at one point of a filter.
import { type Comparison, holds } from "./condition.ts";
import { type Expression, mayAbort } from "./expression.ts";

/** A test whose outcome is known, after all that was known before it. */
export interface Facts {
  readonly comparison: Comparison;
  readonly left: Expression;
  readonly right: Expression;
  readonly held: boolean;
  readonly before: Facts | undefined;
  /** The fact before this one that is about the same number. */
  readonly same: Facts | undefined;
  readonly depth: number;
}

/** How far back is looked for a fact; it bounds the time that long filters take. */
const FARTHEST = 4000;

/** Adds a test's outcome to what is known. */
export function learn(
  before: Facts | undefined,
  comparison: Comparison,
  left: Expression,
  right: Expression,
  held: boolean,
): Facts {
  let same = before;
  for (let looked = 0; same !== undefined && same.left !== left; looked++) {
    same = looked < FARTHEST ? same.before : undefined;
  }
  return { comparison, left, right, held, before, same, depth: (before?.depth ?? 0) + 1 };
}

/** What is known on two ways that meet: the facts from before they parted. */
export function common(one: Facts | undefined, other: Facts | undefined): Facts | undefined {
  while (one !== other) {
    if ((one?.depth ?? 0) >= (other?.depth ?? 0)) one = one?.before;
    else other = other?.before;
  }
  return one;
}

/**
 * How a test must come out, if that is known.
 *
 * @param thorough Whether to reason with ranges too, and not only as libpcap does:
 * from the same test, and from equality with another constant.
 */
export function outcome(
  known: Facts | undefined,
  comparison: Comparison,
  left: Expression,
  right: Expression,
  thorough: boolean,
): boolean | undefined {
  let fact = known;
  for (let looked = 0; fact !== undefined && fact.left !== left; looked++) {
    fact = looked < FARTHEST ? fact.before : undefined;
  }
  // A number that was never computed may be one that cannot be: the load fails.
  const computed = fact !== undefined || !mayAbort(left);
  let [least, greatest] = [0, left.maximum];
  for (; fact !== undefined; fact = fact.same) {
    if (fact.comparison === comparison && fact.right === right) return fact.held;
    if (fact.right.kind !== "constant" || right.kind !== "constant") continue;
    const { value } = fact.right;
    if (fact.comparison === "eq" && fact.held && (thorough || comparison === "eq")) {
      return holds(comparison, value, right.value);
    }
    if (fact.comparison === "gt") {
      if (fact.held) least = Math.max(least, value + 1);
      else greatest = Math.min(greatest, value);
    } else if (fact.comparison === "ge") {
      if (fact.held) least = Math.max(least, value);
      else greatest = Math.min(greatest, value - 1);
    }
  }
  return thorough && computed && right.kind === "constant"
    ? withinRange(comparison, right.value, least, greatest)
    : undefined;
}

/** How a test comes out for every number from `least` to `greatest`. */
function withinRange(
  comparison: Comparison,
  constant: number,
  least: number,
  greatest: number,
): boolean | undefined {
  switch (comparison) {
    case "eq":
      return constant < least || constant > greatest ? false : undefined;
    case "gt":
      return least > constant ? true : greatest <= constant ? false : undefined;
    case "ge":
      return least >= constant ? true : greatest < constant ? false : undefined;
    case "set":
      return undefined;
  }
}
