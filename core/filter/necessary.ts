// core/filter/necessary.ts: address tests of which one must hold in whatever a program accepts.
import type { Piece } from "./flow_graph.ts";
import { type BpfProgram, Opcode } from "./program.ts";
import { type State, stepState } from "./value_states.ts";

/** Whether `mask` of the two bytes at `at` is `value`: the half of a test that says most. */
export interface HalfTest {
  readonly at: number;
  readonly mask: number;
  readonly value: number;
}

/** As many as `host` has; with more of them, looking ahead costs more than it saves. */
const MOST_TESTS = 4;

/** A half with fewer bits fixed is no rarity: `net 10.0.0.0/8` may be all that passes. */
const FEWEST_BITS = 12;

/**
 * Tests that every way to acceptance passes, one or the other: where none
 * holds, the program rejects. None are given where the program has no such
 * tests, or too many. Only words count, which mostly are addresses: few packets
 * have just that one, so that the answer is no surprise to the processor, as
 * that to "is it IPv4" is (tests/bench/filter_bench.ts: `host` costs 2.8 ns less).
 */
export function necessaryTests(
  program: BpfProgram,
  pieces: readonly Piece[],
  states: ReadonlyMap<Piece, State>,
): readonly HalfTest[] {
  if (pieces.some((piece) => piece.isLoop)) return [];
  /** Without an entry: the program may accept, and no tests prevent it. */
  const preventing = new Map<Piece, readonly HalfTest[]>();
  for (const piece of pieces.toReversed()) {
    const [yes, no] = piece.next;
    const tests = yes === undefined
      ? rejects(program, piece) ? [] : undefined
      : no === undefined
      ? preventing.get(yes)
      : both(
        fewer(ownTest(program, piece, states.get(piece)!), preventing.get(yes)),
        preventing.get(no),
      );
    if (tests !== undefined) preventing.set(piece, tests);
  }
  return preventing.get(pieces[0]) ?? [];
}

function rejects(program: BpfProgram, { end }: Piece): boolean {
  const { code, k } = program[end - 1];
  return code === Opcode.ReturnConstant && k === 0;
}

/** The test that a piece ends with, if it looks for one value of a word. */
function ownTest(program: BpfProgram, piece: Piece, entry: State): HalfTest[] | undefined {
  let state = entry;
  for (let at = piece.start; at < piece.end; at++) state = stepState(program[at], state);
  const { code, k } = program[piece.end - 1];
  const { loaded } = state;
  if (code !== Opcode.JumpEqual || loaded?.size !== 4) return undefined;
  const halves = [
    { at: loaded.at + 2, mask: loaded.mask & 0xffff, value: k & 0xffff },
    { at: loaded.at, mask: loaded.mask >>> 16, value: k >>> 16 },
  ];
  const best = bits(halves[0].mask) >= bits(halves[1].mask) ? halves[0] : halves[1];
  return bits(best.mask) < FEWEST_BITS ? undefined : [best];
}

function bits(mask: number): number {
  return mask.toString(2).replaceAll("0", "").length;
}

function fewer<T>(one?: readonly T[], other?: readonly T[]): readonly T[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.length < one.length ? other : one;
}

/** All tests of both, each once. */
function both(
  one?: readonly HalfTest[],
  other?: readonly HalfTest[],
): readonly HalfTest[] | undefined {
  if (one === undefined || other === undefined) return undefined;
  const known = new Map([...one, ...other].map((test) => [Object.values(test).join(), test]));
  return known.size > MOST_TESTS ? undefined : [...known.values()];
}
