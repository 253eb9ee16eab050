// core/filter/condition.ts: tests joined by and, or and not, before they are a graph.
import type { Expression, Expressions, Variable } from "./expression.ts";

/** The comparisons of BPF; all others are these, negated. `set` asks for a common bit. */
export type Comparison = "eq" | "gt" | "ge" | "set";

/**
 * From header to header until one of the protocol `number` comes, which holds,
 * or one that is not looked through. Every step goes forward, so it ends.
 */
export interface HeaderWalk {
  readonly kind: "walk";
  /** The protocol of the header at `start`. */
  readonly protocol: Expression;
  readonly start: Expression;
  /** Added to all places. */
  readonly offset: number;
  readonly number: number;
  /** Headers to look through: their second byte and `extra`, times `unit`, is their length. */
  readonly steps: readonly {
    readonly protocol: number;
    readonly unit: number;
    readonly extra: number;
  }[];
  /** A scratch cell to use on the way. */
  readonly cell: number;
}

/** Something that is true or false of a packet. */
export type Condition =
  | { readonly kind: "always"; readonly value: boolean }
  | {
    readonly kind: "test";
    readonly comparison: Comparison;
    readonly left: Expression;
    readonly right: Expression;
  }
  /** Writes a variable, and holds. */
  | { readonly kind: "store"; readonly variable: Variable; readonly value: Expression }
  | HeaderWalk
  | { readonly kind: "not"; readonly condition: Condition }
  /** Joined from left to right, as the language does. */
  | {
    readonly kind: "chain";
    readonly first: Condition;
    readonly rest: readonly Part[];
    /** Tests in it. */
    readonly size: number;
  };

/** What follows in a chain. */
export interface Part {
  readonly operator: "and" | "or";
  readonly condition: Condition;
}

/** Holds for every packet. */
export const ALWAYS: Condition = { kind: "always", value: true };
/** Holds for none. */
export const NEVER: Condition = { kind: "always", value: false };

/** All of these, tested in order. */
export function allOf(...conditions: Condition[]): Condition {
  return joined("and", conditions, ALWAYS);
}

/** One of these at least, tested in order. */
export function anyOf(...conditions: Condition[]): Condition {
  return joined("or", conditions, NEVER);
}

function joined(operator: "and" | "or", conditions: Condition[], none: Condition): Condition {
  if (conditions.length === 0) return none;
  const [first, ...rest] = conditions;
  return chainOf(first, rest.map((condition) => ({ operator, condition })));
}

/** Conditions joined from left to right. */
export function chainOf(first: Condition, rest: readonly Part[]): Condition {
  if (rest.length === 0) return first;
  const size = rest.reduce((sum, part) => sum + sizeOf(part.condition), sizeOf(first));
  return { kind: "chain", first, rest, size };
}

/** Tests in a condition. */
export function sizeOf(condition: Condition): number {
  if (condition.kind === "chain") return condition.size;
  return condition.kind === "not" ? sizeOf(condition.condition) : 1;
}

/** The contrary. */
export function not(condition: Condition): Condition {
  if (condition.kind === "always") return condition.value ? NEVER : ALWAYS;
  return condition.kind === "not" ? condition.condition : { kind: "not", condition };
}

/**
 * A comparison of two numbers, in the one form that equal comparisons share:
 * what is constant on the right, and arithmetic with constants moved there.
 *
 * @example
 * ```ts
 * import { assertObjectMatch, assertStrictEquals } from "@std/assert";
 * import { Expressions } from "./expression.ts";
 * const make = new Expressions();
 * const five = make.constant(5);
 * assertStrictEquals(compare(make, "gt", five, make.constant(4)), ALWAYS);
 * // 5 = len + 1 is len = 4.
 * const moved = compare(make, "eq", five, make.operation("add", make.length(), make.constant(1)));
 * assertObjectMatch(moved, { kind: "test", left: make.length(), right: make.constant(4) });
 * ```
 */
export function compare(
  make: Expressions,
  comparison: Comparison,
  left: Expression,
  right: Expression,
): Condition {
  if (left.kind === "constant") {
    if (right.kind === "constant") {
      return holds(comparison, left.value, right.value) ? ALWAYS : NEVER;
    }
    if (comparison === "eq" || comparison === "set") return compare(make, comparison, right, left);
  }
  if (comparison === "eq" && right.kind === "constant" && left.kind === "operation") {
    if (left.right.kind === "constant") {
      if (left.operation === "add") {
        return compare(make, "eq", left.left, make.constant(right.value - left.right.value));
      }
      if (left.operation === "and" && right.value === 0) {
        return not({ kind: "test", comparison: "set", left: left.left, right: left.right });
      }
    }
  }
  return { kind: "test", comparison, left, right };
}

/** Whether a comparison of two known numbers holds. */
export function holds(comparison: Comparison, left: number, right: number): boolean {
  switch (comparison) {
    case "eq":
      return left === right;
    case "gt":
      return left > right;
    case "ge":
      return left >= right;
    case "set":
      return (left & right) !== 0;
  }
}
