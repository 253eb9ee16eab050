// core/filter/emitter.ts: instructions that compute numbers, with what the registers hold in mind.
import type { HeaderWalk } from "./condition.ts";
import type { Expression, Operation, Variable } from "./expression.ts";
import { Opcode, OPERAND_X } from "./program.ts";

/** An instruction; one that jumps does so among the steps of its own node. */
export interface Step {
  readonly code: number;
  readonly k: number;
  readonly jt?: number;
  readonly jf?: number;
}

/** What the accumulator and the index register are known to hold. */
export interface Registers {
  readonly a: Expression | undefined;
  readonly x: Expression | undefined;
}

/** No more is known than what two ways here agree on. */
export function agreed(one: Registers, other: Registers): Registers {
  return {
    a: one.a === other.a ? one.a : undefined,
    x: one.x === other.x ? one.x : undefined,
  };
}

/** An expression needs more scratch memory than there is. */
export class ScratchError extends Error {}

const ALU: Readonly<Record<Operation, number>> = {
  add: Opcode.Add,
  sub: Opcode.Subtract,
  mul: Opcode.Multiply,
  div: Opcode.Divide,
  mod: Opcode.Modulo,
  and: Opcode.And,
  or: Opcode.Or,
  xor: Opcode.Xor,
  lsh: Opcode.ShiftLeft,
  rsh: Opcode.ShiftRight,
};
const LOAD = { 1: Opcode.LoadByte, 2: Opcode.LoadHalf, 4: Opcode.LoadWord } as const;
const LOAD_INDEXED = {
  1: Opcode.LoadIndexedByte,
  2: Opcode.LoadIndexedHalf,
  4: Opcode.LoadIndexedWord,
} as const;
const COMMUTATIVE: ReadonlySet<Operation> = new Set(["add", "mul", "and", "or", "xor"] as const);

/** Emits the instructions of one node. */
export class Emitter {
  readonly steps: Step[] = [];
  #a: Expression | undefined;
  #x: Expression | undefined;

  /** @param cells Scratch cells that hold no variable; they are taken and given back. */
  constructor(known: Registers, readonly cells: number[]) {
    this.#a = known.a;
    this.#x = known.x;
  }

  get registers(): Registers {
    return { a: this.#a, x: this.#x };
  }

  /** Brings a value into the accumulator. */
  toA(value: Expression): void {
    if (this.#a === value) return;
    if (this.#x === value) {
      this.#step(Opcode.XToA);
    } else {
      switch (value.kind) {
        case "constant":
          this.#step(Opcode.LoadImmediate, value.value);
          break;
        case "length":
          this.#step(Opcode.LoadLength);
          break;
        case "variable":
          this.#step(Opcode.LoadMemory, value.cell);
          break;
        case "load":
          if (value.index === undefined) {
            this.#step(LOAD[value.size], value.offset);
          } else {
            this.toX(value.index);
            this.#step(LOAD_INDEXED[value.size], value.offset);
          }
          break;
        case "headerLength":
          this.toX(value);
          this.#step(Opcode.XToA);
          break;
        case "negation":
          this.toA(value.operand);
          this.#step(Opcode.Negate);
          break;
        case "operation":
          this.#operation(value);
      }
    }
    this.#a = value;
  }

  /** Brings a value into the index register. */
  toX(value: Expression): void {
    if (this.#x === value) return;
    if (this.#a === value) {
      this.#step(Opcode.AToX);
    } else {
      switch (value.kind) {
        case "constant":
          this.#step(Opcode.LoadXImmediate, value.value);
          break;
        case "length":
          this.#step(Opcode.LoadXLength);
          break;
        case "variable":
          this.#step(Opcode.LoadXMemory, value.cell);
          break;
        case "headerLength":
          this.#step(Opcode.LoadXHeaderLength, value.offset);
          break;
        default:
          this.toA(value);
          this.#step(Opcode.AToX);
      }
    }
    this.#x = value;
  }

  /**
   * Brings one operand into the accumulator and the other into the index
   * register; `left` into the accumulator, unless they may be swapped.
   */
  toBoth(left: Expression, right: Expression, swappable: boolean): void {
    if (this.#fitsX(right, left)) {
      this.toA(left);
      this.toX(right);
    } else if (swappable && this.#fitsX(left, right)) {
      this.toA(right);
      this.toX(left);
    } else if (leavesX(left)) {
      this.toX(right);
      this.toA(left);
    } else if (swappable && leavesX(right)) {
      this.toX(left);
      this.toA(right);
    } else {
      const cell = this.cells.pop();
      if (cell === undefined) throw new ScratchError("no scratch cell is left");
      this.toA(right);
      this.#step(Opcode.Store, cell);
      this.toA(left);
      this.#step(Opcode.LoadXMemory, cell);
      this.#x = right;
      this.cells.push(cell);
    }
  }

  /** Writes a variable. */
  store(variable: Variable, value: Expression): void {
    const inX = this.#x === value || (this.#a !== value && reachesX(value));
    if (inX) {
      this.toX(value);
      this.#step(Opcode.StoreX, variable.cell);
      this.#x = variable;
    } else {
      this.toA(value);
      this.#step(Opcode.Store, variable.cell);
      this.#a = variable;
    }
  }

  /**
   * Walks along headers; the accumulator is then the protocol where it ended.
   * The jump back is one that libpcap's programs have too; the kernel refuses it.
   */
  walk({ protocol, start, offset, number, steps, cell }: HeaderWalk): void {
    this.toBoth(protocol, start, false);
    const [first] = [this.steps.length];
    const units = [...new Set(steps.map(({ unit }) => unit))];
    const BODY = 9;
    const tests = [
      { protocol: number, target: units.length * BODY },
      ...steps.map((step) => ({
        protocol: step.protocol,
        target: units.indexOf(step.unit) * BODY,
      })),
    ];
    tests.forEach(({ protocol: tested, target }, index) => {
      const left = tests.length - 1 - index;
      const otherwise = left === 0 ? units.length * BODY : 0;
      this.steps.push({ code: Opcode.JumpEqual, k: tested, jt: left + target, jf: otherwise });
    });
    for (const unit of units) {
      const { extra } = steps.find((step) => step.unit === unit)!;
      this.#step(Opcode.LoadIndexedByte, offset);
      this.#step(Opcode.Store, cell);
      this.#step(Opcode.LoadIndexedByte, offset + 1);
      this.#step(Opcode.Add, extra);
      this.#step(Opcode.Multiply, unit);
      this.#step(Opcode.Add | OPERAND_X);
      this.#step(Opcode.AToX);
      this.#step(Opcode.LoadMemory, cell);
      this.#step(Opcode.Jump, (first - this.steps.length - 1) >>> 0);
    }
    this.#a = undefined;
    this.#x = undefined;
  }

  #operation(value: Extract<Expression, { kind: "operation" }>): void {
    const { operation, left, right } = value;
    if (right.kind === "constant" && !isRefused(operation, right.value)) {
      this.toA(left);
      this.#step(ALU[operation], right.value);
      return;
    }
    this.toBoth(left, right, COMMUTATIVE.has(operation));
    this.#step(ALU[operation] | OPERAND_X);
  }

  /** Whether a value gets into the index register after `other` is in the accumulator. */
  #fitsX(value: Expression, other: Expression): boolean {
    return reachesX(value) || (this.#x === value && (this.#a === other || leavesX(other)));
  }

  #step(code: number, k = 0): void {
    this.steps.push({ code, k });
  }
}

/** Whether a value gets into the index register without the accumulator. */
function reachesX(value: Expression): boolean {
  return ["constant", "length", "variable", "headerLength"].includes(value.kind);
}

/** Whether a value gets into the accumulator without the index register. */
function leavesX(value: Expression): boolean {
  switch (value.kind) {
    case "headerLength":
      return false;
    case "load":
      return value.index === undefined;
    case "negation":
      return leavesX(value.operand);
    case "operation":
      return value.right.kind === "constant" && leavesX(value.left);
    default:
      return true;
  }
}

/** Constants that a valid program does not divide or shift by; from X it may. */
function isRefused(operation: Operation, constant: number): boolean {
  if (operation === "div" || operation === "mod") return constant === 0;
  return (operation === "lsh" || operation === "rsh") && constant > 31;
}
