// core/filter/generate/context.ts: what all generators share.
import { FilterSyntaxError } from "../error.ts";
import { compare, type Comparison, type Condition, not } from "../condition.ts";
import {
  type Expression,
  Expressions,
  FoldingError,
  impossiblePart,
  type Operation,
  type Variable,
} from "../expression.ts";
import type { Names } from "../names.ts";
import type { Span } from "../tree.ts";
import { after, type Place, type Position } from "./place.ts";

/** BPF's scratch memory has this many cells (bpf(4), `BPF_MEMWORDS`). */
export const SCRATCH_CELLS = 16;

/** What a filter is compiled for. */
export interface Target {
  readonly linkType: number;
  /** The IPv4 network mask of the interface, for `ip broadcast`; `undefined` if it is not known. */
  readonly netmask?: number;
  /** Whether libpcap 1.10's meaning is wanted to the letter, its mistakes too. */
  readonly compat: boolean;
  /** Whether the kernel runs the program, which has facts beside the packet. */
  readonly live: boolean;
  /** Whether a file is read; only compat asks: libpcap refuses `inbound` there. */
  readonly savefile: boolean;
  /** Whether the file's numbers are least significant byte first: the NULL link type has such. */
  readonly littleEndian: boolean;
  readonly names: Names;
  readonly interfaceIndex?: (name: string) => number | undefined;
}

/** Compiles one filter: makes its expressions, hands out scratch cells, complains. */
export class Context {
  readonly make: Expressions;
  readonly warnings: string[] = [];
  /** Arithmetic without a result, such as a division by zero. */
  readonly impossible = new Map<Expression, { readonly span: Span; readonly problem: string }>();
  /** What the last test made was of, 0 before the first: what libpcap's `byte N & V` looks at. */
  tested: Expression;
  readonly #cells = new Set<number>();
  readonly #variables = new Map<string, Variable>();

  constructor(readonly text: string, readonly target: Target, folding: boolean) {
    this.make = new Expressions(folding);
    this.tested = this.make.constant(0);
  }

  /** Refuses a part of the filter. */
  fail(span: Span, problem: string, hint = ""): never {
    throw new FilterSyntaxError(problem, this.text, span.offset, span.length, hint);
  }

  /** Takes a scratch cell until {@linkcode releaseCell}. */
  takeCell(span: Span): number {
    for (let cell = 0; cell < SCRATCH_CELLS; cell++) {
      if (!this.#cells.has(cell)) {
        this.#cells.add(cell);
        return cell;
      }
    }
    return this.fail(span, `it needs more than ${SCRATCH_CELLS} scratch cells at once`);
  }

  releaseCell(cell: number): void {
    this.#cells.delete(cell);
  }

  /** Scratch cells in use. */
  get cellsTaken(): number {
    return this.#cells.size;
  }

  /**
   * The variable of this name, which lives until the filter ends. Two terms at
   * the same place compute the same, so they share it.
   * @param cell Where it lies; a cell of its own otherwise.
   */
  variable(name: string, span: Span, cell?: number): Variable {
    let variable = this.#variables.get(name);
    if (variable === undefined) {
      variable = this.make.variable(cell ?? this.takeCell(span));
      this.#variables.set(name, variable);
    }
    return variable;
  }

  /** Bytes at a position. */
  load(size: 1 | 2 | 4, position: Position): Expression {
    return this.make.load(size, position.offset, position.base);
  }

  /** Bytes in the network header, `offset` bytes from its start. */
  networkLoad(place: Place, size: 1 | 2 | 4, offset: number): Expression {
    return this.load(size, after(place.payload, place.network + offset));
  }

  /** Whether bytes at a position compare so with a constant. */
  test(comparison: Comparison, value: Expression, constant: number): Condition {
    this.tested = value;
    return compare(this.make, comparison, value, this.make.constant(constant));
  }

  equal(value: Expression, constant: number): Condition {
    return this.test("eq", value, constant);
  }

  /** Whether the bits of `mask` in a value are those of `constant`. */
  maskedEqual(value: Expression, constant: number, mask: number): Condition {
    const whole = (mask >>> 0) === 0xffff_ffff;
    return this.equal(whole ? value : this.masked(value, mask), constant);
  }

  masked(value: Expression, mask: number): Expression {
    return this.make.operation("and", value, this.make.constant(mask));
  }

  /** `left` is at most `constant`. */
  atMost(left: Expression, constant: number): Condition {
    return not(this.test("gt", left, constant));
  }

  /**
   * Arithmetic that may turn out to have no result. Whether that is an error
   * is seen only when it is known whether the test with it is ever reached.
   */
  operation(span: Span, operation: Operation, left: Expression, right: Expression): Expression {
    const isImpossible = impossiblePart(left, this.impossible) ??
      impossiblePart(right, this.impossible);
    if (isImpossible !== undefined) return this.make.unfolded(operation, left, right);
    try {
      return this.make.operation(operation, left, right);
    } catch (error) {
      if (!(error instanceof FoldingError)) throw error;
      const unfolded = this.make.unfolded(operation, left, right);
      this.impossible.set(unfolded, { span, problem: error.message });
      return unfolded;
    }
  }
}
