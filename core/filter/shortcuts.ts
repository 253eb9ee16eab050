// core/filter/shortcuts.ts: where tests that follow one another can be one branch.
import { isMerge, type Piece } from "./flow_graph.ts";
import { type BpfProgram, FIRST_ANCILLARY, type Instruction, Opcode } from "./program.ts";

/**
 * Where a piece leads unless its test rejects, for tests whose failure a
 * number tells: what differs from the constant, or the bits that are set.
 */
export function onlyWay(program: BpfProgram, { end, next: [yes, no] }: Piece): Piece | undefined {
  const { code } = program[end - 1];
  if (code === Opcode.JumpEqual && rejects(program, no)) return yes;
  return code === Opcode.JumpSet && rejects(program, yes) ? no : undefined;
}

/** Whether a piece only loads from a fixed place and then tests in that way too. */
export function continues(program: BpfProgram, piece: Piece): boolean {
  const loads = program.slice(piece.start, piece.end - 1);
  return !isMerge(piece) && !piece.isLoop && onlyWay(program, piece) !== undefined &&
    loads.every(({ code, k }) => FIXED_LOADS.has(code) && k < FIRST_ANCILLARY);
}

/**
 * Whether a piece looks at another small field for the same end, as a port is
 * the source's or the destination's. Such a pair is one branch too: which of
 * the two it is cannot be guessed (tests/bench/filter_bench.ts: `tcp port 443`
 * costs 2.2 ns less).
 */
export function isAlternative(program: BpfProgram, piece: Piece, aim: Piece): boolean {
  const [load, test] = program.slice(piece.start, piece.end);
  return !isMerge(piece) && !piece.isLoop && piece.next[0] === aim &&
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
const FIXED_LOADS: ReadonlySet<number> = new Set([
  Opcode.LoadWord,
  Opcode.LoadHalf,
  Opcode.LoadByte,
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
