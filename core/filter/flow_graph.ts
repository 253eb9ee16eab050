// core/filter/flow_graph.ts: a program's straight pieces, and how control passes between them.
import { type BpfProgram, Opcode } from "./program.ts";

/** A piece that is entered at its top and left at its end only. */
export interface Piece {
  /** Its place among the pieces; control mostly passes to later ones. */
  readonly index: number;
  /** Its first instruction, and the one behind its last. */
  readonly start: number;
  readonly end: number;
  /** Where it leads: nowhere, to one piece, or to `yes` and `no`. */
  readonly next: readonly Piece[];
  /** Pieces that lead here from before. */
  readonly before: readonly Piece[];
  /** Whether a later piece leads back here. */
  readonly isLoop: boolean;
  /** The nearest piece that every way here passes; itself for the first. */
  readonly dominator: Piece;
}

type Draft = { -readonly [Key in keyof Piece]: Piece[Key] } & {
  next: Draft[];
  before: Draft[];
  dominator: Draft;
};

/** Divides a valid program into its pieces; those that are never reached are left out. */
export function flowGraph(program: BpfProgram): Piece[] {
  const pieces = reachable(divide(program));
  pieces.forEach((piece, index) => piece.index = index);
  for (const piece of pieces) {
    for (const next of new Set(piece.next)) {
      if (next.index <= piece.index) next.isLoop = true;
      else next.before.push(piece);
    }
  }
  for (const piece of pieces.slice(1)) piece.dominator = piece.before.reduce(nearestCommon);
  return pieces;
}

/** Whether a piece is reached from several places before it. */
export function isMerge(piece: Piece): boolean {
  return piece.before.length > 1;
}

/** Makes the pieces and joins them. */
function divide(program: BpfProgram): Draft[] {
  const starts = new Set([0]);
  program.forEach((instruction, at) => {
    const targets = targetsOf(program, at);
    if (targets.length !== 1 || instruction.code === Opcode.Jump) {
      targets.forEach((target) => starts.add(target));
      starts.add(at + 1);
    }
  });
  const sorted = [...starts].filter((start) => start < program.length).sort((a, b) => a - b);
  const pieces = new Map(sorted.map((start, index): [number, Draft] => {
    const end = sorted[index + 1] ?? program.length;
    const draft = { index, start, end, next: [], before: [], isLoop: false } as unknown as Draft;
    draft.dominator = draft;
    return [start, draft];
  }));
  for (const piece of pieces.values()) {
    piece.next = targetsOf(program, piece.end - 1).map((target) => pieces.get(target)!);
  }
  return [...pieces.values()];
}

/** The instructions that may come after one: `yes` before `no`. */
function targetsOf(program: BpfProgram, at: number): number[] {
  const { code, jt, jf, k } = program[at];
  switch (code & 0x07) {
    case 0x05:
      return code === Opcode.Jump ? [at + 1 + (k | 0)] : [at + 1 + jt, at + 1 + jf];
    case 0x06:
      return [];
    default:
      return [at + 1];
  }
}

function reachable(pieces: readonly Draft[]): Draft[] {
  const seen = new Set<Draft>();
  const waiting = [pieces[0]];
  for (let piece = waiting.pop(); piece !== undefined; piece = waiting.pop()) {
    if (seen.has(piece)) continue;
    seen.add(piece);
    waiting.push(...piece.next);
  }
  return pieces.filter((piece) => seen.has(piece));
}

function nearestCommon(one: Draft, other: Draft): Draft {
  while (one !== other) {
    if (one.index > other.index) one = one.dominator;
    else other = other.dominator;
  }
  return one;
}
