// core/filter/facts.ts: what is known of a packet at one point of a filter.
import type { Comparison } from "./condition.ts";
import type { Expression } from "./expression.ts";

/** A test whose outcome is known, after all that was known before it. */
export interface Facts {
  readonly comparison: Comparison;
  readonly left: Expression;
  readonly right: Expression;
  readonly held: boolean;
  readonly before: Facts | undefined;
  /** The fact before this one that is about the same number. */
  readonly same: Facts | undefined;
  /** The latest facts about other numbers, newest first. */
  readonly others: readonly Facts[];
  readonly depth: number;
}

/** Numbers about which facts are remembered; it bounds the time that long filters take. */
const MOST_NUMBERS = 32;
/** Facts about one number that are looked at, newest first; likewise. */
const MOST_FACTS = 400;

/** Adds a test's outcome to what is known. */
export function learn(
  before: Facts | undefined,
  comparison: Comparison,
  left: Expression,
  right: Expression,
  held: boolean,
): Facts {
  const same = latest(before, left);
  const others = before === undefined
    ? []
    : before.left === left
    ? before.others
    : [before, ...before.others.filter((fact) => fact.left !== left)].slice(0, MOST_NUMBERS);
  const depth = (before?.depth ?? 0) + 1;
  return { comparison, left, right, held, before, same, others, depth };
}

/** The newest fact about a number. */
function latest(known: Facts | undefined, left: Expression): Facts | undefined {
  return known?.left === left ? known : known?.others.find((fact) => fact.left === left);
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
 * How a test must come out, if that is known from the same test, or from
 * equality with another constant. Ranges would tell more, but then loads would
 * be left out that libpcap does, and packets that are cut off judged otherwise.
 */
export function outcome(
  known: Facts | undefined,
  comparison: Comparison,
  left: Expression,
  right: Expression,
): boolean | undefined {
  let fact = latest(known, left);
  for (let looked = 0; fact !== undefined && looked < MOST_FACTS; looked++, fact = fact.same) {
    if (fact.comparison !== comparison) continue;
    if (fact.right === right) return fact.held;
    const bothKnown = fact.right.kind === "constant" && right.kind === "constant";
    if (comparison === "eq" && fact.held && bothKnown) return false;
  }
  return undefined;
}
