// core/filter/expression.ts: the numbers that a filter computes, shared and folded.

/** Operations of BPF's arithmetic unit, by the name that `-d` prints. */
export type Operation =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "mod"
  | "and"
  | "or"
  | "xor"
  | "lsh"
  | "rsh";

/**
 * A scratch cell that is written somewhere on the way and read later. Each is
 * written at most once on any path; `cell` is its place in BPF's memory.
 */
export interface Variable {
  readonly kind: "variable";
  readonly id: number;
  readonly cell: number;
  readonly maximum: number;
}

/** A 32-bit unsigned number. Equal expressions of one {@linkcode Expressions} are one object. */
export type Expression =
  | Variable
  | {
    readonly kind: "constant";
    readonly id: number;
    readonly value: number;
    readonly maximum: number;
  }
  /** The packet's length on the wire. */
  | { readonly kind: "length"; readonly id: number; readonly maximum: number }
  /** `size` bytes at `index + offset`; the filter rejects the packet when they are not there. */
  | {
    readonly kind: "load";
    readonly id: number;
    readonly size: 1 | 2 | 4;
    readonly offset: number;
    readonly index: Expression | undefined;
    readonly maximum: number;
  }
  /** The length in bytes of the IPv4 header at `offset`: four times the low half of its first byte. */
  | {
    readonly kind: "headerLength";
    readonly id: number;
    readonly offset: number;
    readonly maximum: number;
  }
  | {
    readonly kind: "operation";
    readonly id: number;
    readonly operation: Operation;
    readonly left: Expression;
    readonly right: Expression;
    readonly maximum: number;
  }
  | {
    readonly kind: "negation";
    readonly id: number;
    readonly operand: Expression;
    readonly maximum: number;
  };

/** Arithmetic that has no result: thrown while folding, caught where the place is known. */
export class FoldingError extends Error {}

const MAXIMUM = 0xffff_ffff;
const SIZE_MAXIMUM = { 1: 0xff, 2: 0xffff, 4: MAXIMUM } as const;

/**
 * Makes expressions, each only once, so that equal means identical; that is the
 * value numbering that the optimizer rests on.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const make = new Expressions();
 * assertStrictEquals(make.load(2, 12), make.load(2, 12));
 * assertStrictEquals(make.operation("add", make.constant(2), make.constant(3)), make.constant(5));
 * ```
 */
export class Expressions {
  readonly #made = new Map<string, Expression>();
  #count = 0;

  /** @param folding Whether loads may be left out whose value does not matter, as in `ip[0] * 0`. */
  constructor(readonly folding = true) {}

  constant(value: number): Expression {
    const unsigned = value >>> 0;
    return this.#make(`c${unsigned}`, (id) => ({
      kind: "constant",
      id,
      value: unsigned,
      maximum: unsigned,
    }));
  }

  length(): Expression {
    return this.#make("l", (id) => ({ kind: "length", id, maximum: MAXIMUM }));
  }

  headerLength(offset: number): Expression {
    return this.#make(`h${offset}`, (id) => ({ kind: "headerLength", id, offset, maximum: 60 }));
  }

  /** A cell of its own: never equal to another variable, even one in the same place. */
  variable(cell: number, maximum = MAXIMUM): Variable {
    return { kind: "variable", id: this.#count++, cell, maximum };
  }

  load(size: 1 | 2 | 4, offset: number, index?: Expression): Expression {
    let at = offset >>> 0;
    let base = index;
    if (base?.kind === "constant" && (this.folding || at + base.value <= MAXIMUM)) {
      at = (at + base.value) >>> 0;
      base = undefined;
    }
    // `tcp[13]` is header length + 13: the constant belongs into the instruction,
    // unless the sum might pass 2^32 and come out as another place.
    while (
      base?.kind === "operation" && base.operation === "add" && base.right.kind === "constant" &&
      base.left.maximum + base.right.value + at <= 0x7fff_ffff
    ) {
      at += base.right.value;
      base = base.left;
    }
    return this.#make(`p${size}.${at}.${base?.id ?? ""}`, (id) => ({
      kind: "load",
      id,
      size,
      offset: at,
      index: base,
      maximum: SIZE_MAXIMUM[size],
    }));
  }

  negation(operand: Expression): Expression {
    if (operand.kind === "constant" && this.folding) return this.constant(-operand.value);
    return this.#make(`n${operand.id}`, (id) => ({
      kind: "negation",
      id,
      operand,
      maximum: MAXIMUM,
    }));
  }

  /** @throws {FoldingError} when both operands are known and there is no result. */
  operation(operation: Operation, left: Expression, right: Expression): Expression {
    if (this.folding) {
      const folded = this.#fold(operation, left, right);
      if (folded !== undefined) return folded;
    }
    return this.unfolded(operation, left, right);
  }

  /** An operation as it stands, to be computed from packet to packet. */
  unfolded(operation: Operation, left: Expression, right: Expression): Expression {
    return this.#make(`${operation}.${left.id}.${right.id}`, (id) => ({
      kind: "operation",
      id,
      operation,
      left,
      right,
      maximum: maximumOf(operation, left.maximum, right),
    }));
  }

  #fold(operation: Operation, left: Expression, right: Expression): Expression | undefined {
    if (left.kind === "constant" && right.kind === "constant") {
      return this.constant(compute(operation, left.value, right.value));
    }
    if (right.kind === "constant") {
      const { value } = right;
      const divides = operation === "div" || operation === "mod";
      if (divides && value === 0) throw new FoldingError("division by zero");
      if ((operation === "lsh" || operation === "rsh") && value > 31) {
        throw new FoldingError(`a shift by ${value} bits, more than 31`);
      }
      if (value === 0) return operation === "mul" || operation === "and" ? right : left;
      if (operation === "sub") return this.operation("add", left, this.constant(-value));
      const inner = left.kind === "operation" && left.operation === operation ? left : undefined;
      if (inner?.right.kind === "constant" && (operation === "add" || operation === "and")) {
        const joined = compute(operation, inner.right.value, value);
        return this.operation(operation, inner.left, this.constant(joined));
      }
    }
    if (left.kind === "constant" && left.value === 0) {
      if (operation === "add" || operation === "or" || operation === "xor") return right;
      // A division stays: it rejects the packet if the divisor is 0 or not there. libpcap's
      // optimizer leaves it out, but then reads wrong bytes elsewhere (it takes the index
      // register for set): its unoptimized program is the guide.
      if (operation !== "sub" && operation !== "div" && operation !== "mod") return left;
    }
    return undefined;
  }

  #make(key: string, create: (id: number) => Expression): Expression {
    let made = this.#made.get(key);
    if (made === undefined) {
      made = create(this.#count++);
      this.#made.set(key, made);
    }
    return made;
  }
}

/**
 * What BPF's arithmetic unit computes, in user space.
 * @throws {FoldingError} for a division by zero.
 */
export function compute(operation: Operation, left: number, right: number): number {
  switch (operation) {
    case "add":
      return (left + right) >>> 0;
    case "sub":
      return (left - right) >>> 0;
    case "mul":
      return Math.imul(left, right) >>> 0;
    case "div":
      if (right === 0) throw new FoldingError("division by zero");
      return Math.floor(left / right);
    case "mod":
      if (right === 0) throw new FoldingError("division by zero");
      return left % right;
    case "and":
      return (left & right) >>> 0;
    case "or":
      return (left | right) >>> 0;
    case "xor":
      return (left ^ right) >>> 0;
    // JavaScript shifts by the low five bits only; all of them shifted out is 0.
    case "lsh":
      return right > 31 ? 0 : (left << right) >>> 0;
    case "rsh":
      return right > 31 ? 0 : left >>> right;
  }
}

/** An upper bound of a result, as far as it is easily known. */
function maximumOf(operation: Operation, left: number, right: Expression): number {
  switch (operation) {
    case "add":
      return Math.min(MAXIMUM, left + right.maximum) === left + right.maximum
        ? left + right.maximum
        : MAXIMUM;
    case "mul":
      return left * right.maximum <= MAXIMUM ? left * right.maximum : MAXIMUM;
    case "and":
      return Math.min(left, right.maximum);
    case "div":
    case "rsh":
      return left;
    case "mod":
      return Math.min(left, right.maximum);
    case "lsh": {
      if (right.kind !== "constant" || right.value > 31) return MAXIMUM;
      const shifted = left * 2 ** right.value;
      return shifted <= MAXIMUM ? shifted : MAXIMUM;
    }
    default:
      return MAXIMUM;
  }
}

/** Whether computing an expression may end the program: it loads, or divides by what it loads. */
export function mayAbort(expression: Expression): boolean {
  switch (expression.kind) {
    case "load":
    case "headerLength":
      return true;
    case "negation":
      return mayAbort(expression.operand);
    case "operation": {
      const { operation, left, right } = expression;
      const divides = operation === "div" || operation === "mod";
      return (divides && right.kind !== "constant") || mayAbort(left) || mayAbort(right);
    }
    default:
      return false;
  }
}

/** What an expression, or a part of it, is marked with. */
export function impossiblePart<Mark>(
  expression: Expression,
  marks: ReadonlyMap<Expression, Mark>,
): Mark | undefined {
  const mark = marks.get(expression);
  if (mark !== undefined) return mark;
  switch (expression.kind) {
    case "load":
      return expression.index && impossiblePart(expression.index, marks);
    case "negation":
      return impossiblePart(expression.operand, marks);
    case "operation":
      return impossiblePart(expression.left, marks) ?? impossiblePart(expression.right, marks);
    default:
      return undefined;
  }
}
