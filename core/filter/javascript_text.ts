// core/filter/javascript_text.ts: the text of single instructions.
import { type Instruction, Opcode, OPERAND_X } from "./program.ts";
import type { State } from "./value_states.ts";

/** Where the packet's byte `k` is. */
export function place(k: number): string {
  return k === 0 ? "start" : `start + ${k}`;
}

/** Bytes from `base + k` on, most significant first, as a signed number; those in `mask` only. */
export function bytesAt(size: 1 | 2 | 4, k: number, mask: number, base = "start"): string {
  const bytes = Array.from({ length: size }, (_, index) => {
    const byte = `bytes[${base}${k + index === 0 ? "" : ` + ${k + index}`}]`;
    const shift = 8 * (size - 1 - index);
    if ((mask >>> shift & 0xff) === 0) return "";
    return shift === 0 ? byte : `${byte} << ${shift}`;
  });
  return bytes.filter((byte) => byte !== "").join(" | ") || "0";
}

/**
 * Zero if the two bytes at `at` are the low half of `value`. Bytes that several such tests
 * have in common are read once (tests/bench/filter_bench.ts: `host` costs 0.5 ns less).
 */
export function halfUnlike(value: number, at: number): string {
  return [value >> 8 & 0xff, value & 0xff].map((byte, index) =>
    `bytes[${place(at + index)}]${byte === 0 ? "" : ` ^ ${byte}`}`
  ).join(" | ");
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
export function arithmetic(code: number, k: number): string[] {
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
