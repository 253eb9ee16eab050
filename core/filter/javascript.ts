// core/filter/javascript.ts: a program as a JavaScript function that the engine compiles further.
import { flowGraph, isMerge, type Piece } from "./flow_graph.ts";
import { cell, condition, halfUnlike, returning, statements } from "./javascript_text.ts";
import { ancillary, type Auxiliary, interpret } from "./interpreter.ts";
import { necessaryTests } from "./necessary.ts";
import { type BpfProgram, isAncillary, LONGEST_PROGRAM, MEMORY_CODES, Opcode } from "./program.ts";
import {
  beginsAlternatives,
  continues,
  type Demand,
  demandOf,
  isAlternative,
  isReturn,
  seeksSmall,
} from "./shortcuts.ts";
import { entryStates, type State, stepState } from "./value_states.ts";

/**
 * Judges one packet, as {@linkcode interpret} does: the bytes of it to keep, or 0.
 * It allocates nothing and reads nothing outside the packet. `start` is below 2^31.
 */
export type FilterFunction = (
  bytes: Uint8Array,
  start: number,
  capturedLength: number,
  originalLength: number,
  auxiliary?: Auxiliary,
) => number;

/**
 * Compiles a program to JavaScript.
 * @throws {RangeError} never for programs of ours; see {@linkcode invalidity}.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * // Keep packets whose first byte is 7.
 * const judge = toJavaScript([
 *   { code: 0x30, jt: 0, jf: 0, k: 0 },
 *   { code: 0x15, jt: 0, jf: 1, k: 7 },
 *   { code: 0x06, jt: 0, jf: 0, k: 262144 },
 *   { code: 0x06, jt: 0, jf: 0, k: 0 },
 * ]);
 * assertStrictEquals(judge(Uint8Array.of(7), 0, 1, 1), 262144);
 * assertStrictEquals(judge(Uint8Array.of(7), 0, 0, 1), 0);
 * ```
 */
export function toJavaScript(program: BpfProgram): FilterFunction {
  // What the kernel would refuse the engine chokes on: it is for files, and interpreted.
  if (program.length > LONGEST_PROGRAM) {
    return (bytes, start, capturedLength, originalLength, auxiliary) =>
      interpret(program, bytes, start, capturedLength, originalLength, auxiliary);
  }
  return new Function("ancillary", `return ${javaScriptSource(program)}`)(ancillary);
}

/** The text of the function that {@linkcode toJavaScript} makes. */
export function javaScriptSource(program: BpfProgram): string {
  return new Writer(program).source();
}

/** Writes a program's pieces as nested statements: labelled blocks, no switch, no table of states. */
class Writer {
  readonly #lines: string[] = [];
  readonly #pieces: Piece[];
  readonly #states: ReadonlyMap<Piece, State>;
  /** Pieces reached from several places, by the piece that they are written behind. */
  readonly #merges = new Map<Piece, Piece[]>();
  /** Whether `d` holds what tests before have found different; it must be zero in the end. */
  #differs = false;
  /** Where to go if a test put off has held, so that `e` is negative; empty if none is put off. */
  #due = "";

  constructor(readonly program: BpfProgram) {
    this.#pieces = flowGraph(program);
    this.#states = entryStates(program, this.#pieces);
    for (const piece of this.#pieces) {
      if (!isMerge(piece) || isReturn(this.program, piece)) continue;
      const behind = this.#merges.get(piece.dominator);
      if (behind === undefined) this.#merges.set(piece.dominator, [piece]);
      else behind.push(piece);
    }
  }

  source(): string {
    this.#from(this.#pieces[0]);
    const memory = this.program.filter(({ code }) => MEMORY_CODES.has(code));
    const cells = [...new Set(memory.map(({ k }) => `, ${cell(k)} = 0`))].join("");
    // A parameter more than the caller gives costs 4 ns a packet (tests/bench/filter_bench.ts).
    const auxiliary = this.program.some(isAncillary) ? ", auxiliary" : "";
    const parameters = `bytes, start, capturedLength, originalLength${auxiliary}`;
    const judge = functionText(parameters, [
      `let a = 0, x = 0, d = 0, e = 0${cells};`,
      ...this.#lines,
    ]);
    const ahead = this.#lookAhead();
    return ahead === undefined ? judge : [
      "(() => {",
      `const judge = ${judge};`,
      `return ${functionText(parameters, [ahead, `return judge(${parameters});`])};`,
      "})()",
    ].join("\n");
  }

  /**
   * Returns early where the rarest tests of all fail; short packets go the long way. Half a
   * word is enough to tell most addresses apart, and costs `host` 2.4 ns less than a whole one.
   * What is left goes to a function of its own, so that this one is short enough to become
   * part of the caller's loop (tests/bench/filter_bench.ts: `host` costs 2.3 ns less).
   */
  #lookAhead(): string | undefined {
    const tests = necessaryTests(this.program, this.#pieces, this.#states);
    if (tests.length === 0) return undefined;
    const needed = Math.max(...tests.map(({ at }) => at + 4));
    const conditions = tests.map(({ at, value }) => `(${halfUnlike(value, at + 2)}) !== 0`);
    return `if (capturedLength >= ${needed} && ${conditions.join(" && ")}) return 0;`;
  }

  /** Writes a piece and all that only it leads to. */
  #from(first: Piece): void {
    const open: (Piece | undefined)[] = [];
    let piece: Piece | undefined = first;
    while (piece !== undefined) {
      if (piece.isLoop) {
        this.#write(`p${piece.index}: for (;;) {`);
        open.push(undefined);
      }
      // What comes last is opened first, so that its block encloses the others.
      for (const merge of (this.#merges.get(piece) ?? []).toReversed()) {
        this.#write(`p${merge.index}: {`);
        open.push(merge);
      }
      piece = this.#piece(piece);
      while (piece === undefined && open.length > 0) {
        this.#write("}");
        piece = open.pop();
      }
    }
  }

  /** Writes one piece; returns the one to write after it, if none is jumped to. */
  #piece(piece: Piece): Piece | undefined {
    const state = this.#straight(piece);
    if (piece.next.length === 0) {
      this.#write(returning(this.program[piece.end - 1]));
      return undefined;
    }
    const [yes, no] = piece.next;
    if (no === undefined || yes === no) return this.#onward(piece, yes);
    const demand = demandOf(this.program, piece);
    return demand !== undefined && (this.#differs || continues(this.program, demand.to))
      ? this.#narrow(piece, demand)
      : this.#branch(piece, state);
  }

  /** Writes what a piece does before it ends; returns what holds then. */
  #straight(piece: Piece): State {
    let state = this.#states.get(piece)!;
    for (let at = piece.start; at < piece.end; at++) {
      const instruction = this.program[at];
      const kind = instruction.code & 0x07;
      if (kind === 5 || kind === 6) break; // a jump, a test or a return, which is the last
      const { code, k } = this.program[at + 1];
      const mask = code === Opcode.And ? k : 0xffff_ffff;
      this.#write(...statements(instruction, { state, mask, failing: this.#failing() }));
      state = stepState(instruction, state);
    }
    return state;
  }

  /** Writes a test and both its ways, unless it is put off. */
  #branch(piece: Piece, state: State): Piece | undefined {
    const end = this.program[piece.end - 1];
    const [yes, no] = piece.next;
    const [yesJump, noJump] = [this.#jump(piece, yes), this.#jump(piece, no)];
    const isFirst = this.#due === "";
    const continued = isFirst ? beginsAlternatives : isAlternative;
    if (
      yesJump !== undefined && state.smallA && seeksSmall(end) && continued(this.program, no, yes)
    ) {
      this.#write(`e ${isFirst ? "=" : "|="} (a ^ ${end.k}) - 1;`);
      this.#due = yesJump;
      return no;
    }
    const test = isFirst ? condition(end, state) : `(e | (a ^ ${end.k}) - 1) < 0`;
    this.#due = "";
    if (yesJump !== undefined) {
      this.#write(`if (${test}) ${yesJump}`);
      return this.#onward(piece, no);
    }
    if (noJump !== undefined) {
      this.#write(`if (!(${test})) ${noJump}`);
      return this.#onward(piece, yes);
    }
    this.#write(`if (${test}) {`);
    this.#from(yes);
    this.#write("}");
    return no;
  }

  /**
   * Writes a demand. Those that follow one another are one branch, because a
   * branch that the processor guesses wrongly costs more than a few loads
   * (tests/bench/filter_bench.ts: `ip6 and udp port 53` costs 2 ns less, `tcp[tcpflags] …`
   * 5). A packet too short for the later ones is rejected either way.
   */
  #narrow(piece: Piece, { to, difference }: Demand): Piece | undefined {
    if (continues(this.program, to)) {
      this.#write(`d ${this.#differs ? "|=" : "="} ${difference};`);
      this.#differs = true;
      return to;
    }
    this.#write(`if ((d | ${difference}) !== 0) return 0;`);
    this.#differs = false;
    return this.#onward(piece, to);
  }

  #onward(from: Piece, target: Piece): Piece | undefined {
    const jump = this.#jump(from, target);
    if (jump === undefined) return target;
    this.#write(jump);
    return undefined;
  }

  /** The statement that passes control to a piece that is written elsewhere. */
  #jump(from: Piece, target: Piece): string | undefined {
    if (target.index <= from.index) return `continue p${target.index};`;
    if (isReturn(this.program, target)) return returning(this.program[target.start]);
    return isMerge(target) ? `break p${target.index};` : undefined;
  }

  /** What a load past the end leads to, unless a test put off has held. */
  #failing(): string {
    return this.#due === "" ? "return 0;" : `{ if (e < 0) ${this.#due} return 0; }`;
  }

  #write(...lines: string[]): void {
    this.#lines.push(...lines);
  }
}

function functionText(parameters: string, lines: readonly string[]): string {
  return [
    `function (${parameters}) {`,
    '"use strict";',
    // So the engine knows that no sum with it overflows, and does not check each
    // (tests/bench/filter_bench.ts: `host` costs 1.9 ns less).
    "start &= 0x7fffffff;",
    ...lines,
    "}",
  ].join("\n");
}
