// core/filter/explain.ts: a filter in words, step by step.
import { LinkType } from "../capture/link_type.ts";
import type { Expression } from "./expression.ts";
import { inOrder, type Node } from "./graph.ts";

/** What each arithmetic operation is called between its operands. */
const SIGNS = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  mod: "%",
  and: "&",
  or: "|",
  xor: "^",
  lsh: "<<",
  rsh: ">>",
} as const;

/** Fields with a fixed place in Ethernet frames: size and offset, then the name. */
const ETHERNET_FIELDS: ReadonlyMap<string, string> = new Map(Object.entries({
  "2@12": "the EtherType",
  "2@16": "the EtherType behind a VLAN tag",
  "1@20": "the IPv6 next header",
  "2@20": "the IPv4 fragment field",
  "1@23": "the IPv4 protocol",
  "4@26": "the IPv4 source",
  "4@30": "the IPv4 destination",
  "2@54": "the source port over IPv6",
  "2@56": "the destination port over IPv6",
}));

/** What values mean in fields of a name. */
const VALUES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  EtherType: {
    0x0800: "IPv4",
    0x0806: "ARP",
    0x8035: "RARP",
    0x86dd: "IPv6",
    0x8100: "VLAN",
    0x88a8: "service VLAN",
    0x9100: "VLAN, old style",
    0x8847: "MPLS",
    0x8863: "PPPoE discovery",
    0x8864: "PPPoE session",
  },
  "protocol|next header": {
    1: "ICMP",
    6: "TCP",
    17: "UDP",
    44: "fragment",
    58: "ICMPv6",
    132: "SCTP",
  },
};

/**
 * Tells what a graph does, a line for each step.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { compileFilter } from "./filter.ts";
 * assertStrictEquals(
 *   compileFilter("ip", { linkType: 1 }).explain(),
 *   "1. Is the EtherType (2 bytes at 12) 0x800, IPv4? If so accept, else reject.",
 * );
 * ```
 */
export function explainGraph(root: Node, linkType: number): string {
  const names = new Namer(linkType);
  const steps = inOrder(root).filter((node) => node.kind !== "return");
  if (steps.length === 0) return root === undefined ? "" : `All packets: ${ending(root)}.`;
  const numbers = new Map<Node, number>(steps.map((node, index) => [node, index + 1]));
  const onward = (node: Node): string => {
    const number = numbers.get(node);
    return number === undefined ? ending(node) : `go to ${number}`;
  };
  return steps.map((node, index) => `${index + 1}. ${names.sentence(node, onward)}`).join("\n");
}

function ending(node: Node): string {
  return node.kind === "return" && node.value === 0 ? "reject" : "accept";
}

/** Finds words for steps and numbers. */
class Namer {
  readonly #fields: ReadonlyMap<string, string>;

  constructor(linkType: number) {
    this.#fields = linkType === LinkType.Ethernet ? ETHERNET_FIELDS : new Map();
  }

  sentence(node: Node, onward: (node: Node) => string): string {
    switch (node.kind) {
      case "test":
        return `${this.#question(node)} If so ${onward(node.yes)}, else ${onward(node.no)}.`;
      case "walk":
        return `Along the headers, does one have the protocol ${node.walk.number}? ` +
          `If so ${onward(node.yes)}, else ${onward(node.no)}.`;
      case "store":
        return `Keep ${this.#number(node.value)} in M[${node.variable.cell}], ${
          onward(node.next)
        }.`;
      case "return":
        return ending(node);
    }
  }

  #question({ comparison, left, right }: Extract<Node, { kind: "test" }>): string {
    const subject = this.#number(left);
    const object = right.kind === "constant" ? this.#value(left, right.value) : this.#number(right);
    switch (comparison) {
      case "eq":
        return `Is ${subject} ${object}?`;
      case "gt":
        return `Is ${subject} greater than ${object}?`;
      case "ge":
        return `Is ${subject} at least ${object}?`;
      case "set":
        return `Has ${subject} any of the bits ${object}?`;
    }
  }

  /** A constant, with its meaning in the field that it is compared with. */
  #value(field: Expression, value: number): string {
    const text = value < 10 ? String(value) : `0x${value.toString(16)}`;
    const name = this.#field(field);
    if (name === undefined) return text;
    for (const [pattern, values] of Object.entries(VALUES)) {
      if (new RegExp(pattern).test(name) && value in values) return `${text}, ${values[value]}`;
    }
    if (name === "the IPv4 source" || name === "the IPv4 destination") {
      return [24, 16, 8, 0].map((shift) => value >>> shift & 0xff).join(".");
    }
    return name.includes("port") ? String(value) : text;
  }

  #field(value: Expression): string | undefined {
    if (value.kind !== "load" || value.index !== undefined) return undefined;
    return this.#fields.get(`${value.size}@${value.offset}`);
  }

  #number(value: Expression): string {
    switch (value.kind) {
      case "constant":
        return String(value.value);
      case "length":
        return "the packet's length";
      case "variable":
        return `M[${value.cell}]`;
      case "headerLength":
        return `the IPv4 header's length (from the byte at ${value.offset})`;
      case "load": {
        const bytes = value.size === 1 ? "the byte" : `${value.size} bytes`;
        const index = value.index === undefined ? "" : `${this.#number(value.index)} + `;
        const place = `${bytes} at ${index}${value.offset}`;
        const name = this.#field(value);
        return name === undefined ? place : `${name} (${place})`;
      }
      case "operation": {
        const right = value.right.kind === "constant" && value.operation === "and"
          ? `0x${value.right.value.toString(16)}`
          : this.#number(value.right);
        return `(${this.#number(value.left)} ${SIGNS[value.operation]} ${right})`;
      }
      case "negation":
        return `-${this.#number(value.operand)}`;
    }
  }
}
