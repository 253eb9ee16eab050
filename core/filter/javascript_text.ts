// core/filter/javascript_text.ts: the text of single instructions.
import { type Instruction, isAncillary, loadSize, Opcode, OPERAND_X } from "./program.ts";
import type { State } from "./value_states.ts";

/** What there is to know where an instruction stands. */
export interface Setting {
  readonly state: State;
  /** The bits of the value that are wanted of it. */
  readonly mask: number;
  /** What becomes of a packet that is too short for it. */
  readonly failing: string;
}

/** An instruction that neither tests nor returns. */
export function statements({ code, k }: Instruction, setting: Setting): string[] {
  switch (code) {
    case Opcode.LoadImmediate:
      return [`a = ${k | 0};`];
    case Opcode.LoadLength:
      return ["a = originalLength | 0;"];
    case Opcode.LoadMemory:
      return [`a = ${cell(k)};`];
    case Opcode.LoadWord:
    case Opcode.LoadHalf:
    case Opcode.LoadByte:
      return isAncillary({ code, k })
        ? [`a = ancillary(${k}, auxiliary);`, "if (a < 0) return 0;"]
        : load(loadSize(code), k, setting);
    case Opcode.LoadIndexedWord:
    case Opcode.LoadIndexedHalf:
    case Opcode.LoadIndexedByte:
      return loadIndexed(loadSize(code), k, setting);
    case Opcode.LoadXImmediate:
      return [`x = ${k | 0};`];
    case Opcode.LoadXLength:
      return ["x = originalLength | 0;"];
    case Opcode.LoadXMemory:
      return [`x = ${cell(k)};`];
    case Opcode.LoadXHeaderLength:
      return [...check(k + 1, setting), `x = (${byteAt(k)} & 15) << 2;`];
    case Opcode.Store:
      return [`${cell(k)} = a;`];
    case Opcode.StoreX:
      return [`${cell(k)} = x;`];
    case Opcode.AToX:
      return ["x = a;"];
    case Opcode.XToA:
      return ["a = x;"];
    default:
      return arithmetic(code, k);
  }
}

/** A cell of scratch memory. */
export function cell(k: number): string {
  return `m${k}`;
}

function load(size: 1 | 2 | 4, k: number, setting: Setting): string[] {
  return [...check(k + size, setting), `a = ${bytesAt(size, k, setting.mask)};`];
}

function loadIndexed(size: 1 | 2 | 4, k: number, { state, mask, failing }: Setting): string[] {
  const x = state.smallX ? "x" : "(x >>> 0)";
  return [
    `if (${x} + ${k + size} > capturedLength) ${failing}`,
    `a = ${bytesAt(size, k, mask, "start + x")};`,
  ];
}

/** Leaves unless this many bytes were captured; not again where that is known. */
function check(needed: number, { state, failing }: Setting): string[] {
  return needed > state.checked ? [`if (capturedLength < ${needed}) ${failing}`] : [];
}

/**
 * Bytes from `base + k` on, most significant first, as a signed number. Those
 * outside the mask are not read (tests/bench/filter_bench.ts: `net` costs 4 ns less).
 */
function bytesAt(size: 1 | 2 | 4, k: number, mask: number, base?: string): string {
  const bytes = [24, 16, 8, 0].slice(4 - size).flatMap((shift, index) => {
    if ((mask >>> shift & 0xff) === 0) return [];
    return [`${byteAt(k + index, base)}${shift === 0 ? "" : ` << ${shift}`}`];
  });
  return bytes.join(" | ") || "0";
}

/**
 * Zero if the two bytes at `at` are the low half of `value`. Bytes that several such tests
 * have in common are read once (tests/bench/filter_bench.ts: `host` costs 0.5 ns less).
 */
export function halfUnlike(value: number, at: number): string {
  const [high, low] = [value >> 8 & 0xff, value & 0xff];
  return `${byteAt(at)} ^ ${high} | ${byteAt(at + 1)} ^ ${low}`;
}

function byteAt(k: number, base = "start"): string {
  return `bytes[${base}${k === 0 ? "" : ` + ${k}`}]`;
}

/** A return: whole numbers, or the accumulator as an unsigned one. */
export function returning({ code, k }: Instruction): string {
  return code === Opcode.ReturnAccumulator ? "return a >>> 0;" : `return ${k};`;
}

/** A test; equality is the same for signed numbers, order is not. */
export function condition({ code, k }: Instruction, { smallA }: State): string {
  const byX = (code & OPERAND_X) !== 0;
  const operand = byX ? "x" : String(k | 0);
  const unsigned = byX ? "(x >>> 0)" : String(k);
  const a = smallA ? "a" : "(a >>> 0)";
  switch (code & ~OPERAND_X) {
    case Opcode.JumpEqual:
      return `a === ${operand}`;
    case Opcode.JumpGreater:
      return `${a} > ${unsigned}`;
    case Opcode.JumpGreaterEqual:
      return `${a} >= ${unsigned}`;
    default:
      return `(a & ${operand}) !== 0`;
  }
}

/** Arithmetic on 32 bits; the accumulator stays a signed number that means the unsigned one. */
function arithmetic(code: number, k: number): string[] {
  const byX = (code & OPERAND_X) !== 0;
  const operand = byX ? "x" : String(k | 0);
  const unsigned = byX ? "(x >>> 0)" : String(k);
  const divisorCheck = byX ? ["if (x === 0) return 0;"] : [];
  const shift = (sign: string) =>
    byX
      ? `a = (x >>> 0) > 31 ? 0 : (a ${sign} x) | 0;`
      : `a = ${k > 31 ? "0" : `(a ${sign} ${k}) | 0`};`;
  switch (code & ~OPERAND_X) {
    case Opcode.Add:
      return [`a = (a + ${operand}) | 0;`];
    case Opcode.Subtract:
      return [`a = (a - ${operand}) | 0;`];
    case Opcode.Multiply:
      return [`a = Math.imul(a, ${operand});`];
    case Opcode.Divide:
      return [...divisorCheck, `a = ((a >>> 0) / ${unsigned}) | 0;`];
    case Opcode.Modulo:
      return [...divisorCheck, `a = ((a >>> 0) % ${unsigned}) | 0;`];
    case Opcode.And:
      return [`a &= ${operand};`];
    case Opcode.Or:
      return [`a |= ${operand};`];
    case Opcode.Xor:
      return [`a ^= ${operand};`];
    case Opcode.ShiftLeft:
      return [shift("<<")];
    case Opcode.ShiftRight:
      return [shift(">>>")];
    case Opcode.Negate:
      return ["a = -a | 0;"];
    default:
      throw new RangeError(`Cannot compile an instruction with the code ${code}`);
  }
}
