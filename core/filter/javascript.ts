// core/filter/javascript.ts: a program as a JavaScript function that the engine compiles further.
import { flowGraph, isMerge, type Piece } from "./flow_graph.ts";
import { arithmetic, bytesAt, condition, halfUnlike, place, returning } from "./javascript_text.ts";
import { ancillary, type Auxiliary, interpret } from "./interpreter.ts";
import { necessaryTests } from "./necessary.ts";
import {
  type BpfProgram,
  FIRST_ANCILLARY,
  type Instruction,
  LONGEST_PROGRAM,
  Opcode,
} from "./program.ts";
import {
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
 * It allocates nothing and reads nothing outside the packet.
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
  readonly #cells = new Set<number>();
  #usesAuxiliary = false;
  /** Whether `d` holds what tests before have found different; it must be zero in the end. */
  #differs = false;
  /** Where to go if a test put off has held, so that `e` is negative; empty when none is put off. */
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
    this.#lookAhead();
    this.#from(this.#pieces[0]);
    const cells = [...this.#cells].map((cell) => `, m${cell} = 0`).join("");
    // A parameter more than the caller gives costs 4 ns a packet (tests/bench/filter_bench.ts).
    const auxiliary = this.#usesAuxiliary ? ", auxiliary" : "";
    return [
      `function (bytes, start, capturedLength, originalLength${auxiliary}) {`,
      '"use strict";',
      // So the engine knows that no sum with it overflows, and does not check each
      // (tests/bench/filter_bench.ts: `host` costs 1.9 ns less).
      "start &= 0x7fffffff;",
      `let a = 0, x = 0, d = 0, e = 0${cells};`,
      ...this.#lines,
      "}",
    ].join("\n");
  }

  /** Returns early where the rarest tests of all fail; short packets go the long way. */
  #lookAhead(): void {
    const tests = necessaryTests(this.program, this.#pieces, this.#states);
    if (tests.length === 0) return;
    const needed = Math.max(...tests.map(({ at }) => at + 4));
    const conditions = tests.map(({ at, value }) => `(${halfUnlike(value, at + 2)}) !== 0`);
    this.#write(`if (capturedLength >= ${needed} && ${conditions.join(" && ")}) return 0;`);
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
    let state = this.#states.get(piece)!;
    const last = piece.end - 1;
    for (let at = piece.start; at < piece.end; at++) {
      const instruction = this.program[at];
      if (at < last || (instruction.code & 0x07) < 5 || (instruction.code & 0x07) > 6) {
        const { code, k } = this.program[at + 1];
        this.#instruction(instruction, state, code === Opcode.And ? k : 0xffff_ffff);
        state = stepState(instruction, state);
      }
    }
    const end = this.program[last];
    if (piece.next.length === 0) {
      this.#write(returning(end));
      return undefined;
    }
    const [yes, no] = piece.next;
    if (no === undefined || yes === no) return this.#onward(piece, yes);
    const demand = demandOf(this.program, piece);
    if (demand !== undefined && (this.#differs || continues(this.program, demand.to))) {
      return this.#narrow(piece, demand);
    }
    const test = this.#due === "" ? condition(end, state) : `(e | (a ^ ${end.k}) - 1) < 0`;
    const isSecond = this.#due !== "";
    this.#due = "";
    const [yesJump, noJump] = [this.#jump(piece, yes), this.#jump(piece, no)];
    if (yesJump !== undefined) {
      if (!isSecond && state.smallA && seeksSmall(end) && isAlternative(this.program, no, yes)) {
        this.#write(`e = (a ^ ${end.k}) - 1;`);
        this.#due = yesJump;
        return no;
      }
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
   * Writes such a test. Tests that follow one another so are one branch, because
   * a branch that the processor guesses wrongly costs more than a few loads
   * (tests/bench/filter_bench.ts: `ip6 and udp port 53` costs 2 ns less). A packet
   * too short for the later ones is rejected either way.
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

  #instruction({ code, k }: Instruction, state: State, mask: number): void {
    switch (code) {
      case Opcode.LoadImmediate:
        return this.#write(`a = ${k | 0};`);
      case Opcode.LoadLength:
        return this.#write("a = originalLength | 0;");
      case Opcode.LoadMemory:
        return this.#write(`a = ${this.#cell(k)};`);
      case Opcode.LoadWord:
        return this.#load(4, k, state, mask);
      case Opcode.LoadHalf:
        return this.#load(2, k, state, mask);
      case Opcode.LoadByte:
        return this.#load(1, k, state, mask);
      case Opcode.LoadIndexedWord:
        return this.#loadIndexed(4, k, state, mask);
      case Opcode.LoadIndexedHalf:
        return this.#loadIndexed(2, k, state, mask);
      case Opcode.LoadIndexedByte:
        return this.#loadIndexed(1, k, state, mask);
      case Opcode.LoadXImmediate:
        return this.#write(`x = ${k | 0};`);
      case Opcode.LoadXLength:
        return this.#write("x = originalLength | 0;");
      case Opcode.LoadXMemory:
        return this.#write(`x = ${this.#cell(k)};`);
      case Opcode.LoadXHeaderLength:
        this.#check(k + 1, state);
        return this.#write(`x = (bytes[${place(k)}] & 15) << 2;`);
      case Opcode.Store:
        return this.#write(`${this.#cell(k)} = a;`);
      case Opcode.StoreX:
        return this.#write(`${this.#cell(k)} = x;`);
      case Opcode.AToX:
        return this.#write("x = a;");
      case Opcode.XToA:
        return this.#write("a = x;");
      default:
        return arithmetic(code, k).forEach((line) => this.#write(line));
    }
  }

  /** Returns unless this many bytes were captured; not again where that is known. */
  #check(needed: number, { checked }: State): void {
    if (needed > checked) this.#write(`if (capturedLength < ${needed}) ${this.#failing()}`);
  }

  /** What a load past the end leads to, unless a test put off has held. */
  #failing(): string {
    return this.#due === "" ? "return 0;" : `{ if (e < 0) ${this.#due} return 0; }`;
  }

  #load(size: 1 | 2 | 4, k: number, state: State, mask: number): void {
    if (k >= FIRST_ANCILLARY) {
      this.#usesAuxiliary = true;
      this.#write(`a = ancillary(${k}, auxiliary);`);
      this.#write("if (a < 0) return 0;");
      return;
    }
    this.#check(k + size, state);
    this.#write(`a = ${bytesAt(size, k, mask)};`);
  }

  #loadIndexed(size: 1 | 2 | 4, k: number, { smallX }: State, mask: number): void {
    this.#write(
      `if (${smallX ? "x" : "(x >>> 0)"} + ${k + size} > capturedLength) ${this.#failing()}`,
    );
    this.#write(`a = ${bytesAt(size, k, mask, "start + x")};`);
  }

  #cell(k: number): string {
    this.#cells.add(k);
    return `m${k}`;
  }

  #write(line: string): void {
    this.#lines.push(line);
  }
}
