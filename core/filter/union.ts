// core/filter/union.ts: one program for several filters, for the kernel to run.
import { allOf, anyOf, chainOf, compare, type Condition, not } from "./condition.ts";
import type { Expression, Expressions } from "./expression.ts";
import { assembled, type Filter, targetOf } from "./filter.ts";
import { Context } from "./generate/context.ts";
import { generateInto } from "./generate/terms.ts";
import { buildGraph, REJECT } from "./graph.ts";
import { optimize } from "./optimizer.ts";
import { parseFilter } from "./parser.ts";
import { type BpfProgram, FIRST_ANCILLARY } from "./program.ts";

/**
 * A program that accepts every packet that one of the filters accepts, and may
 * accept a few more: each consumer still applies its own. All filters are for
 * the same link type; the options of the first count.
 *
 * A load past the end rejects the packet for the whole program, although
 * another filter might want it. So short packets take a way on which every
 * load is tested for before.
 *
 * @param snapLength Bytes to keep of accepted packets: the most that one needs.
 * @throws {FilterSyntaxError} when the program is too long for the kernel.
 * @throws {TypeError} without any filter.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { compileFilter } from "./filter.ts";
 * const filters = ["ip", "arp"].map((text) => compileFilter(text, { linkType: 1 }));
 * const { length } = unionFilters(filters, 96);
 * // Load, two tests, two returns, and the way for packets that are too short.
 * assertStrictEquals(length, 7);
 * ```
 */
export function unionFilters(filters: readonly Filter[], snapLength: number): BpfProgram {
  if (filters.length === 0) throw new TypeError("Cannot join filters: there is none");
  const text = filters.map((filter) => filter.text).join(" | ");
  const context = new Context(text, targetOf(text, filters[0].options), true);
  const members = filters.map((filter) =>
    generateInto(context, parseFilter(filter.text, filter.options.compat))
  );
  const condition = members.length === 1 ? members[0] : withShortWay(context.make, members);
  const accept = { kind: "return", value: snapLength } as const;
  return assembled(optimize(buildGraph(condition, accept, REJECT), false), context);
}

function withShortWay(make: Expressions, members: readonly Condition[]): Condition {
  let longest = 0;
  for (const member of members) {
    for (const { index, offset, size } of loadsOf(member)) {
      const end = (index?.maximum ?? 0) + offset + size;
      if (end <= LONGEST_SHORT) longest = Math.max(longest, end);
    }
  }
  const isLong = compare(make, "ge", make.length(), make.constant(longest));
  const plain = members.map((member) => guarded(make, member, longest));
  const careful = members.map((member) => guarded(make, member, 0));
  return anyOf(allOf(isLong, anyOf(...plain)), allOf(not(isLong), anyOf(...careful)));
}

/** Loads up to here are certain in longer packets; what lies beyond is always tested for. */
const LONGEST_SHORT = 1024;

type Load = Extract<Expression, { kind: "load" }> | {
  readonly index: undefined;
  readonly offset: number;
  readonly size: 1;
};

/** The condition with its loads tested for, save those within the first `certain` bytes. */
function guarded(make: Expressions, condition: Condition, certain: number): Condition {
  switch (condition.kind) {
    case "not":
      return not(guarded(make, condition.condition, certain));
    case "chain": {
      const rest = condition.rest.map(({ operator, condition: part }) => ({
        operator,
        condition: guarded(make, part, certain),
      }));
      return chainOf(guarded(make, condition.first, certain), rest);
    }
    case "test":
      return allOf(
        ...guards(make, condition.left, certain),
        ...guards(make, condition.right, certain),
        condition,
      );
    case "store":
      return allOf(...guards(make, condition.value, certain), condition);
    default:
      return condition;
  }
}

/** What must hold so that a number can be computed. */
function guards(make: Expressions, value: Expression, certain: number): Condition[] {
  switch (value.kind) {
    case "load":
    case "headerLength": {
      const load: Load = value.kind === "load" ? value : { ...value, index: undefined, size: 1 };
      const { index, offset, size } = load;
      const inner = index === undefined ? [] : guards(make, index, certain);
      if (isAncillary(load) || (index?.maximum ?? 0) + offset + size <= certain) return inner;
      const length = make.length();
      if (index === undefined) {
        return [compare(make, "ge", length, make.constant(offset + size))];
      }
      const left = make.operation("sub", length, index);
      return [
        ...inner,
        compare(make, "ge", length, index),
        compare(make, "ge", left, make.constant(offset + size)),
      ];
    }
    case "negation":
      return guards(make, value.operand, certain);
    case "operation": {
      const { operation, left, right } = value;
      const divides = (operation === "div" || operation === "mod") && right.kind !== "constant";
      return [
        ...guards(make, left, certain),
        ...guards(make, right, certain),
        ...(divides ? [not(compare(make, "eq", right, make.constant(0)))] : []),
      ];
    }
    default:
      return [];
  }
}

/** Facts beside the packet are always there. */
function isAncillary({ index, offset }: Load): boolean {
  return index === undefined && offset >= FIRST_ANCILLARY;
}

/** All loads of a condition. */
function* loadsOf(condition: Condition): Generator<Load> {
  switch (condition.kind) {
    case "not":
      yield* loadsOf(condition.condition);
      break;
    case "chain":
      yield* loadsOf(condition.first);
      for (const { condition: part } of condition.rest) yield* loadsOf(part);
      break;
    case "test":
      yield* loadsIn(condition.left);
      yield* loadsIn(condition.right);
      break;
    case "store":
      yield* loadsIn(condition.value);
  }
}

function* loadsIn(value: Expression): Generator<Load> {
  switch (value.kind) {
    case "load":
      yield value;
      if (value.index !== undefined) yield* loadsIn(value.index);
      break;
    case "headerLength":
      yield { index: undefined, offset: value.offset, size: 1 };
      break;
    case "negation":
      yield* loadsIn(value.operand);
      break;
    case "operation":
      yield* loadsIn(value.left);
      yield* loadsIn(value.right);
  }
}
