// core/filter/optimizer.ts: the same filter with fewer tests and loads.
import { holds } from "./condition.ts";
import { type Expression, mayAbort } from "./expression.ts";
import { common, type Facts, learn, outcome } from "./facts.ts";
import { inOrder, type Node, successors, type TestNode } from "./graph.ts";

/** Rounds after which a graph is taken as it is; each round but the last makes it smaller. */
const MOST_ROUNDS = 20;

/**
 * Makes a graph smaller, in place, and returns where it begins now:
 *
 * 1. a way to a test whose outcome is known there goes straight on;
 * 2. a test that leads to one place whatever comes out is left out;
 * 3. tests in a row that lead to the same place are sorted, so that those of
 *    one number stand together and it is loaded once;
 * 4. tests of constants are left out;
 * 5. equal nodes become one.
 *
 * A load past the packet's end rejects the packet. Leaving a load out, or
 * making it later, can therefore accept a packet that is cut off; libpcap's
 * optimizer does so in the same cases (2 and 3). Its answer is the one that is
 * taken for granted; where keeping a load is the plainer way, the answer that
 * it gives without its optimizer is as good. What both reject is rejected.
 *
 * @param keepLoads Whether every load stays, and their order: for programs that
 * libpcap does not optimize.
 */
export function optimize(root: Node, keepLoads: boolean): Node {
  let best = root;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const optimizer = new Optimizer(keepLoads);
    const before = best;
    best = optimizer.threaded(best);
    if (!keepLoads) optimizer.sortRuns(best);
    if (best === before && !optimizer.changed) break;
  }
  // At the end only: nodes made one earlier would show more tests to be idle,
  // and loads would go that libpcap keeps. So would tests of constants.
  return shared(settled(best));
}

/** One round. */
class Optimizer {
  /** Whether anything is other than before. */
  changed = false;

  constructor(readonly keepLoads: boolean) {}

  /**
   * Sends every way on past tests whose outcome is known on it. It goes from the
   * end backwards, as libpcap does: whether a test is idle shows only when its own
   * ways have been sent on, and an idle one left out too early takes a load along
   * that libpcap keeps.
   */
  threaded(root: Node): Node {
    const order = inOrder(root);
    const known = knownAt(order);
    for (const node of order.toReversed()) {
      const facts = known.get(node);
      if (node.kind === "test") {
        const { comparison, left, right } = node;
        node.yes = this.#onwards(node.yes, learn(facts, comparison, left, right, true));
        node.no = this.#onwards(node.no, learn(facts, comparison, left, right, false));
      } else if (node.kind === "walk") {
        node.yes = this.#onwards(node.yes, facts);
        node.no = this.#onwards(node.no, facts);
      } else if (node.kind === "store") {
        node.next = this.#onwards(node.next, facts);
      }
    }
    // The first test's load stays even if its outcome does not matter, unless
    // nothing does: libpcap keeps it.
    if (root.kind !== "test" || root.yes !== root.no) return root;
    const loads = mayAbort(root.left) || mayAbort(root.right);
    return loads && (this.keepLoads || root.yes.kind !== "return") ? root : root.yes;
  }

  /** Where a way leads if nothing is tested on it that is known or does not matter. */
  #onwards(way: Node, facts: Facts | undefined): Node {
    let target = way;
    if (target.kind === "test" && target.yes === target.no && !this.#mustLoad(target)) {
      target = target.yes;
    }
    while (target.kind === "test") {
      const { comparison, left, right, yes, no } = target;
      const result = outcome(facts, comparison, left, right);
      if (result === undefined) break;
      target = result ? yes : no;
    }
    if (target !== way) this.changed = true;
    return target;
  }

  #mustLoad({ left, right }: TestNode): boolean {
    return this.keepLoads && (mayAbort(left) || mayAbort(right));
  }

  /** Sorts tests in a row that lead to the same place: `a = 1 or b = 2 or a = 3`. */
  sortRuns(root: Node): void {
    const order = inOrder(root);
    const before = new Map<Node, Node[]>();
    for (const node of order) {
      for (const next of new Set(successors(node))) {
        const others = before.get(next);
        if (others === undefined) before.set(next, [node]);
        else others.push(node);
      }
    }
    const seen = new Set<Node>();
    for (const node of order) {
      if (node.kind !== "test" || seen.has(node)) continue;
      for (const onward of ["no", "yes"] as const) {
        const run = runFrom(node, onward, before);
        if (run.length < 2) continue;
        run.slice(1).forEach((each) => seen.add(each));
        this.#sortRun(run, loadedBefore(before.get(node) ?? []));
        break;
      }
    }
  }

  /** Brings tests of one number together, those of the number at hand first. */
  #sortRun(run: readonly TestNode[], atHand: Expression | undefined): void {
    const rank = new Map<Expression, number>();
    if (atHand !== undefined) rank.set(atHand, 0);
    for (const { left } of run) if (!rank.has(left)) rank.set(left, rank.size + 1);
    const sorted = run.map(({ comparison, left, right }) => ({ comparison, left, right }))
      .sort((one, other) => rank.get(one.left)! - rank.get(other.left)!);
    run.forEach((node, index) => {
      if (node.left !== sorted[index].left) this.changed = true;
      Object.assign(node, sorted[index]);
    });
  }
}

/** What is known at each node, whichever way led to it; each comes before those it leads to. */
function knownAt(order: readonly Node[]): ReadonlyMap<Node, Facts | undefined> {
  const known = new Map<Node, Facts | undefined>();
  const arrive = (target: Node, facts: Facts | undefined): void => {
    known.set(target, known.has(target) ? common(known.get(target), facts) : facts);
  };
  for (const node of order) {
    const facts = known.get(node);
    if (node.kind === "test") {
      const { comparison, left, right } = node;
      arrive(node.yes, learn(facts, comparison, left, right, true));
      arrive(node.no, learn(facts, comparison, left, right, false));
    } else {
      for (const next of successors(node)) arrive(next, facts);
    }
  }
  return known;
}

/** Sends every way on past relations of constants, which only compat mode leaves in graphs. */
function settled(root: Node): Node {
  const onwards = (way: Node): Node => {
    let target = way;
    while (target.kind === "test") {
      const { comparison, left, right, yes, no } = target;
      // A common bit is not asked for by relations, but by `byte N & V`: of the accumulator
      // as it is at the beginning, and that is not known to libpcap.
      const isRelation = comparison !== "set";
      if (!isRelation || left.kind !== "constant" || right.kind !== "constant") break;
      target = holds(comparison, left.value, right.value) ? yes : no;
    }
    return target;
  };
  for (const node of inOrder(root)) {
    if (node.kind === "test" || node.kind === "walk") {
      node.yes = onwards(node.yes);
      node.no = onwards(node.no);
    } else if (node.kind === "store") {
      node.next = onwards(node.next);
    }
  }
  return onwards(root);
}

/** Makes equal nodes one, from the end backwards. */
function shared(root: Node): Node {
  const number = new Map<Node, number>();
  const made = new Map<string, Node>();
  const kept = new Map<Node, Node>();
  for (const node of inOrder(root).reverse()) {
    let key: string;
    switch (node.kind) {
      case "test":
        node.yes = kept.get(node.yes)!;
        node.no = kept.get(node.no)!;
        key = [
          node.comparison,
          node.left.id,
          node.right.id,
          number.get(node.yes),
          number.get(node.no),
        ].join();
        break;
      case "walk":
        node.yes = kept.get(node.yes)!;
        node.no = kept.get(node.no)!;
        key = `walk${number.size}`;
        break;
      case "store":
        node.next = kept.get(node.next)!;
        key = ["store", node.variable.id, node.value.id, number.get(node.next)].join();
        break;
      case "return":
        key = `return${node.value}`;
    }
    const same = made.get(key);
    if (same === undefined) {
      made.set(key, node);
      number.set(node, number.size);
    }
    kept.set(node, same ?? node);
  }
  return kept.get(root)!;
}

/** The tests from one on that only it leads to, and that share where the other way leads. */
function runFrom(
  first: TestNode,
  onward: "yes" | "no",
  before: ReadonlyMap<Node, readonly Node[]>,
): TestNode[] {
  const exit = onward === "no" ? "yes" : "no";
  const run = [first];
  for (let next = first[onward]; next.kind === "test"; next = next[onward]) {
    if (next[exit] !== first[exit] || before.get(next)!.length > 1) break;
    run.push(next);
  }
  return run;
}

/** What all these nodes leave in the accumulator. */
function loadedBefore(nodes: readonly Node[]): Expression | undefined {
  const [first] = nodes;
  if (first?.kind !== "test") return undefined;
  return nodes.every((node) => node.kind === "test" && node.left === first.left)
    ? first.left
    : undefined;
}
