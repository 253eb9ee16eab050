// core/filter/necessary.ts: address tests of which one must hold in whatever a program accepts.
import type { Piece } from "./flow_graph.ts";
import { type BpfProgram, Opcode } from "./program.ts";
import { type State, stepState } from "./value_states.ts";

/** Whether the four bytes at `at` are `value`, as a signed number: an address. */
export interface WordTest {
  readonly at: number;
  readonly value: number;
}

/** As many as three hosts have: they cost 1.5 ns less (tests/bench/filter_bench.ts). */
const MOST_TESTS = 12;

/**
 * Tests that every way to acceptance passes, one or the other: where none
 * holds, the program rejects. None are given where the program has no such
 * tests, or too many. Only whole words count, which mostly are addresses: few
 * packets have just that one, so that the answer is no surprise to the
 * processor, as that to "is it IPv4" is (tests/bench/filter_bench.ts: among
 * other filters `host` costs 3.6 ns less; networks, which many packets have,
 * would cost 2 ns more).
 */
export function necessaryTests(
  program: BpfProgram,
  pieces: readonly Piece[],
  states: ReadonlyMap<Piece, State>,
): readonly WordTest[] {
  if (pieces.some((piece) => piece.isLoop)) return [];
  /** Without an entry: the program may accept, and no tests prevent it. */
  const preventing = new Map<Piece, readonly WordTest[]>();
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
function ownTest(program: BpfProgram, piece: Piece, entry: State): WordTest[] | undefined {
  let state = entry;
  for (let at = piece.start; at < piece.end; at++) state = stepState(program[at], state);
  const { code, k } = program[piece.end - 1];
  const { loaded } = state;
  const isWord = loaded?.size === 4 && loaded.mask === 0xffff_ffff;
  return code === Opcode.JumpEqual && isWord ? [{ at: loaded.at, value: k | 0 }] : undefined;
}

function fewer<T>(one?: readonly T[], other?: readonly T[]): readonly T[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.length < one.length ? other : one;
}

/** All tests of both, each once. */
function both(
  one?: readonly WordTest[],
  other?: readonly WordTest[],
): readonly WordTest[] | undefined {
  if (one === undefined || other === undefined) return undefined;
  const further = other.filter(({ at, value }) =>
    !one.some((test) => test.at === at && test.value === value)
  );
  return one.length + further.length > MOST_TESTS ? undefined : [...one, ...further];
}
