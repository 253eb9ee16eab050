// core/filter/shortcuts.ts: where tests that follow one another can be one branch.
import { isMerge, type Piece } from "./flow_graph.ts";
import { type BpfProgram, type Instruction, isAncillary, Opcode } from "./program.ts";

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
    before.every((instruction) => READING.has(instruction.code) && !isAncillary(instruction));
}

/**
 * Whether a piece seeks another small value for the same end: in the field
 * that was tested before it, or in one that it reads.
 */
export function isAlternative(program: BpfProgram, piece: Piece, aim: Piece): boolean {
  const [yes, no] = piece.next;
  const loads = program.slice(piece.start, piece.end - 1);
  return !isMerge(piece) && !piece.isLoop && yes === aim && no !== aim &&
    seeksSmall(program[piece.end - 1]) && loads.length < 2 &&
    loads.every((load) => SMALL_LOADS.has(load.code) && !isAncillary(load));
}

/** Alternatives behind the first; to test more of them always costs more than to guess. */
const MOST_ALTERNATIVES = 7;

/**
 * Whether alternatives begin with a piece that are to be one branch: a few,
 * in several fields, as a port is the source's or the destination's. Which of
 * them it is cannot be guessed (tests/bench/filter_bench.ts: `tcp port 443`
 * costs 2.2 ns less, `tcp port 80 or 443` 4.5). Values of one field stay a
 * branch each, which costs the same or less.
 */
export function beginsAlternatives(program: BpfProgram, piece: Piece, aim: Piece): boolean {
  let reads = false;
  let next = piece;
  for (let count = 0; isAlternative(program, next, aim); count++) {
    if (count === MOST_ALTERNATIVES) return false;
    reads ||= next.end > next.start + 1;
    next = next.next[1];
  }
  return reads;
}

/** Whether a piece does nothing but reject. */
function rejects(program: BpfProgram, piece: Piece): boolean {
  return isReturn(program, piece) && program[piece.start].k === 0;
}

/** Whether a piece is nothing but a return, which is written wherever it is reached. */
export function isReturn(program: BpfProgram, { start, end }: Piece): boolean {
  return end === start + 1 && program[start].code === Opcode.ReturnConstant;
}

/** What reads and does nothing else. */
const READING: ReadonlySet<number> = new Set([
  Opcode.LoadWord,
  Opcode.LoadHalf,
  Opcode.LoadByte,
  Opcode.LoadIndexedWord,
  Opcode.LoadIndexedHalf,
  Opcode.LoadIndexedByte,
  Opcode.LoadXHeaderLength,
  Opcode.And,
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
