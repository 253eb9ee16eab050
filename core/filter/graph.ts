// core/filter/graph.ts: a condition as a graph of tests, each with two ways to go on.
import type { Comparison, Condition, HeaderWalk } from "./condition.ts";
import type { Expression, Variable } from "./expression.ts";

/** A comparison, and where it leads. */
export interface TestNode {
  readonly kind: "test";
  comparison: Comparison;
  left: Expression;
  right: Expression;
  yes: Node;
  no: Node;
}

/** Writes a variable and goes on. */
export interface StoreNode {
  readonly kind: "store";
  readonly variable: Variable;
  readonly value: Expression;
  next: Node;
}

/** The end: how many bytes of the packet are kept, 0 for a packet that is not wanted. */
export interface ReturnNode {
  readonly kind: "return";
  readonly value: number;
}

/** A walk along headers, and where it leads. */
export interface WalkNode {
  readonly kind: "walk";
  readonly walk: HeaderWalk;
  yes: Node;
  no: Node;
}

/** A step of a filter. Graphs have no circles. */
export type Node = TestNode | WalkNode | StoreNode | ReturnNode;

/** Rejects the packet. */
export const REJECT: ReturnNode = { kind: "return", value: 0 };

/** The graph that leads to `yes` where the condition holds, and to `no` elsewhere. */
export function buildGraph(whole: Condition, yes: Node, no: Node): Node {
  let condition = whole;
  // A chain is taken from the right, and its first part comes last without
  // recursion, so that a filter of any length takes no stack.
  while (condition.kind === "chain") {
    for (const { operator, condition: part } of condition.rest.toReversed()) {
      const entry = buildGraph(part, yes, no);
      if (operator === "and") yes = entry;
      else no = entry;
    }
    condition = condition.first;
  }
  switch (condition.kind) {
    case "always":
      return condition.value ? yes : no;
    case "test": {
      const { comparison, left, right } = condition;
      return { kind: "test", comparison, left, right, yes, no };
    }
    case "store":
      return { kind: "store", variable: condition.variable, value: condition.value, next: yes };
    case "walk":
      return { kind: "walk", walk: condition, yes, no };
    case "not":
      return buildGraph(condition.condition, no, yes);
  }
}

/** The nodes that one leads to: `no` before `yes`. */
export function successors(node: Node): readonly Node[] {
  switch (node.kind) {
    case "test":
    case "walk":
      return [node.no, node.yes];
    case "store":
      return [node.next];
    case "return":
      return [];
  }
}

/** All nodes, each before those that it leads to, and a test's `yes` as near to it as can be. */
export function inOrder(root: Node): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>([root]);
  // Depth first without recursion: graphs are as deep as filters are long.
  const path: { node: Node; next: readonly Node[]; at: number }[] = [
    { node: root, next: successors(root), at: 0 },
  ];
  while (path.length > 0) {
    const top = path[path.length - 1];
    if (top.at === top.next.length) {
      order.push(top.node);
      path.pop();
      continue;
    }
    const child = top.next[top.at++];
    if (seen.has(child)) continue;
    seen.add(child);
    path.push({ node: child, next: successors(child), at: 0 });
  }
  return order.reverse();
}
