// core/filter/shortcuts.ts: where tests that follow one another can be one branch.
import { isMerge, type Piece } from "./flow_graph.ts";
import { type BpfProgram, FIRST_ANCILLARY, type Instruction, Opcode } from "./program.ts";

/** What must hold at a piece's end, or the packet is rejected. */
export interface Demand {
  /** Where it leads then. */
  readonly to: Piece;
  /** A number that is zero if it holds, in terms of the accumulator. */
  readonly difference: string;
}

/** What a piece demands, if its test rejects and a number tells it. */
export function demandOf(program: BpfProgram, piece: Piece): Demand | undefined {
  const { code, k } = program[piece.end - 1];
  const [yes, no] = piece.next;
  if (yes === no) return undefined;
  if (code === Opcode.JumpEqual && rejects(program, no)) {
    return { to: yes, difference: `a ^ ${k | 0}` };
  }
  if (code !== Opcode.JumpSet) return undefined;
  if (rejects(program, yes)) return { to: no, difference: `a & ${k | 0}` };
  // Without bits it is -1.
  return k < 0x8000_0000 && rejects(program, no)
    ? { to: yes, difference: `(a & ${k}) - 1 >> 31` }
    : undefined;
}

/** Whether a piece only reads and then demands too. */
export function continues(program: BpfProgram, piece: Piece): boolean {
  const before = program.slice(piece.start, piece.end - 1);
  return !isMerge(piece) && !piece.isLoop && demandOf(program, piece) !== undefined &&
    before.every(({ code, k }) =>
      code === Opcode.And || (LOADS.has(code) && k < FIRST_ANCILLARY)
    );
}

/**
 * Whether a piece looks at another small field for the same end, as a port is
 * the source's or the destination's. Such a pair is one branch too: which of
 * the two it is cannot be guessed (tests/bench/filter_bench.ts: `tcp port 443`
 * costs 2.2 ns less).
 */
export function isAlternative(program: BpfProgram, piece: Piece, aim: Piece): boolean {
  const [load, test] = program.slice(piece.start, piece.end);
  const [yes, no] = piece.next;
  return !isMerge(piece) && !piece.isLoop && yes === aim && no !== aim &&
    piece.end === piece.start + 2 && SMALL_LOADS.has(load.code) && load.k < FIRST_ANCILLARY &&
    seeksSmall(test);
}

/** Whether a piece does nothing but reject. */
function rejects(program: BpfProgram, piece: Piece): boolean {
  return isReturn(program, piece) && program[piece.start].k === 0;
}

/** Whether a piece is nothing but a return, which is written wherever it is reached. */
export function isReturn(program: BpfProgram, { start, end }: Piece): boolean {
  return end === start + 1 && program[start].code === Opcode.ReturnConstant;
}

/** Loads that do nothing but load. */
const LOADS: ReadonlySet<number> = new Set([
  Opcode.LoadWord,
  Opcode.LoadHalf,
  Opcode.LoadByte,
  Opcode.LoadIndexedWord,
  Opcode.LoadIndexedHalf,
  Opcode.LoadIndexedByte,
  Opcode.LoadXHeaderLength,
]);

/** Loads of what is below 2^16. */
const SMALL_LOADS: ReadonlySet<number> = new Set([
  Opcode.LoadHalf,
  Opcode.LoadByte,
  Opcode.LoadIndexedHalf,
  Opcode.LoadIndexedByte,
]);

/** Whether a test is for one value below 2^31, so that `(a ^ k) - 1` is negative if it holds. */
export function seeksSmall({ code, k }: Instruction): boolean {
  return code === Opcode.JumpEqual && k < 0x8000_0000;
}
