// core/filter/assembler.ts: a graph of tests as a BPF program.
import type { Comparison } from "./condition.ts";
import { agreed, Emitter, type Registers, type Step } from "./emitter.ts";
import { inOrder, type Node, successors, type TestNode, type WalkNode } from "./graph.ts";
import { type BpfProgram, type Instruction, Opcode, OPERAND_X } from "./program.ts";

const JUMP: Readonly<Record<Comparison, number>> = {
  eq: Opcode.JumpEqual,
  gt: Opcode.JumpGreater,
  ge: Opcode.JumpGreaterEqual,
  set: Opcode.JumpSet,
};

const SCRATCH_CELLS = 16;
/** The farthest that a test jumps; what is farther away needs a jump of its own. */
const FARTHEST = 255;

/** A node's instructions, before jumps have their distances. */
interface Block {
  readonly node: Node;
  readonly steps: readonly Step[];
  /** Where its first instruction will be. */
  start: number;
  /** Whether `yes` and `no` are reached by a jump instruction behind the test. */
  farYes: boolean;
  farNo: boolean;
  /** Whether the only successor is somewhere else than right behind. */
  jumps: boolean;
}

/**
 * Lays out a graph as a program that only jumps forward.
 * @throws {ScratchError} when expressions need more than the scratch memory.
 */
export function assemble(root: Node): BpfProgram {
  const blocks = blocksOf(inOrder(root));
  const places = new Map(blocks.map((block) => [block.node, block]));
  placeBlocks(blocks, places);
  return blocks.flatMap((block) => instructionsOf(block, places));
}

/** Emits every node, knowing what the registers hold on all ways to it. */
function blocksOf(order: readonly Node[]): Block[] {
  const known = new Map<Node, Registers>();
  const variableCells = new Set(order.map(cellOf));
  const cells = Array.from({ length: SCRATCH_CELLS }, (_, cell) => SCRATCH_CELLS - 1 - cell)
    .filter((cell) => !variableCells.has(cell));
  return order.map((node, index) => {
    const emitter = new Emitter(known.get(node) ?? { a: undefined, x: undefined }, cells);
    if (node.kind === "walk") emitter.walk(node.walk);
    else if (node.kind === "store") emitter.store(node.variable, node.value);
    else if (node.kind === "test" && node.right.kind === "constant") emitter.toA(node.left);
    else if (node.kind === "test") {
      emitter.toBoth(node.left, node.right, node.comparison === "eq" || node.comparison === "set");
    }
    for (const next of successors(node)) {
      const before = known.get(next);
      const { registers } = emitter;
      known.set(next, before === undefined ? registers : agreed(before, registers));
    }
    const only = onlySuccessor(node);
    const jumps = only !== undefined && order[index + 1] !== only;
    return { node, steps: emitter.steps, start: 0, farYes: false, farNo: false, jumps };
  });
}

/** Gives every block its place; jumps that turn out too far get an instruction more. */
function placeBlocks(blocks: readonly Block[], places: ReadonlyMap<Node, Block>): void {
  for (let settled = false; !settled;) {
    let at = 0;
    for (const block of blocks) {
      block.start = at;
      at += lengthOf(block);
    }
    settled = true;
    for (const block of blocks) {
      const { node } = block;
      if (node.kind !== "test" && node.kind !== "walk") continue;
      const test = testPlace(block);
      // A jump instruction stands right behind the test, so it is always near enough.
      const tooFar = (target: Node) => places.get(target)!.start - (test + 1) > FARTHEST;
      if (!block.farYes && tooFar(node.yes)) [block.farYes, settled] = [true, false];
      if (!block.farNo && tooFar(node.no)) [block.farNo, settled] = [true, false];
    }
  }
}

function lengthOf({ node, steps, farYes, farNo, jumps }: Block): number {
  if (onlySuccessor(node) !== undefined) return steps.length + (jumps ? 1 : 0);
  return steps.length + 1 + (farYes ? 1 : 0) + (farNo ? 1 : 0);
}

function testPlace({ start, steps }: Block): number {
  return start + steps.length;
}

function instructionsOf(block: Block, places: ReadonlyMap<Node, Block>): Instruction[] {
  const { node, steps } = block;
  const plain = steps.map(({ code, k, jt = 0, jf = 0 }) => ({ code, jt, jf, k }));
  const startOf = (target: Node) => places.get(target)!.start;
  const jumpFrom = (place: number, target: Node) => ({
    code: Opcode.Jump,
    jt: 0,
    jf: 0,
    k: startOf(target) - (place + 1),
  });
  const only = onlySuccessor(node);
  if (only !== undefined) {
    return block.jumps ? [...plain, jumpFrom(block.start + steps.length, only)] : plain;
  }
  switch (node.kind) {
    case "store":
      return plain;
    case "return":
      return [...plain, { code: Opcode.ReturnConstant, jt: 0, jf: 0, k: node.value }];
    case "walk":
    case "test": {
      const test = testPlace(block);
      const { farYes, farNo } = block;
      const jt = farYes ? 0 : startOf(node.yes) - (test + 1);
      const jf = farNo ? (farYes ? 1 : 0) : startOf(node.no) - (test + 1);
      return [
        ...plain,
        { ...comparisonOf(node), jt, jf },
        ...(farYes ? [jumpFrom(test + 1, node.yes)] : []),
        ...(farNo ? [jumpFrom(test + (farYes ? 2 : 1), node.no)] : []),
      ];
    }
  }
}

/** The code and operand of a node's last test. */
function comparisonOf(node: TestNode | WalkNode): { code: number; k: number } {
  if (node.kind === "walk") return { code: JUMP.eq, k: node.walk.number };
  const { comparison, right } = node;
  return right.kind === "constant"
    ? { code: JUMP[comparison], k: right.value }
    : { code: JUMP[comparison] | OPERAND_X, k: 0 };
}

/** The scratch cell that a node writes; -1 for none. */
function cellOf(node: Node): number {
  if (node.kind === "store") return node.variable.cell;
  return node.kind === "walk" ? node.walk.cell : -1;
}

/** Where a node leads that leads to one place only. */
function onlySuccessor(node: Node): Node | undefined {
  if (node.kind === "store") return node.next;
  return node.kind === "test" && node.yes === node.no ? node.yes : undefined;
}
