// core/filter/tree_printer.ts: a filter's tree as text again, with every parenthesis.
import type { Arithmetic, Identifier, Qualifiers, Term } from "./tree.ts";

/**
 * The filter that a tree stands for, with the qualifiers that were taken over
 * written out and a parenthesis around everything that is joined.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { parseFilter } from "./parser.ts";
 * assertStrictEquals(
 *   printTree(parseFilter("tcp port 80 or 443 and ip")),
 *   "((tcp port 80 or tcp port 443) and ip)",
 * );
 * ```
 */
export function printTree(term: Term | undefined): string {
  if (term === undefined) return "";
  switch (term.kind) {
    case "chain":
      return term.rest.reduce(
        (left, { operator, term: right }) => `(${left} ${operator} ${printTree(right)})`,
        printTree(term.first),
      );
    case "not":
      return `not ${printTree(term.term)}`;
    case "primitive":
      return [...qualifierWords(term.qualifiers), printIdentifier(term.identifier)].join(" ");
    case "protocol":
      return term.word;
    case "relation":
      return `${printArithmetic(term.left)} ${term.operator} ${printArithmetic(term.right)}`;
    case "broadcast":
    case "multicast":
      return term.protocol === undefined ? term.kind : `${term.protocol} ${term.kind}`;
    case "less":
    case "greater":
      return `${term.kind} ${term.value}`;
    case "byte":
      return `byte ${term.index} ${term.operator} ${term.value}`;
    case "inbound":
    case "outbound":
      return term.kind;
    case "interface":
      return term.name === undefined ? `ifindex ${term.index}` : `ifname ${term.name}`;
    case "encapsulation":
      return term.id === undefined ? term.word : `${term.word} ${term.id}`;
    case "llc":
      return term.type === undefined ? "llc" : `llc ${term.type}`;
  }
}

/** Arithmetic with a parenthesis around every operation. */
export function printArithmetic(value: Arithmetic): string {
  switch (value.kind) {
    case "number":
      return String(value.value);
    case "len":
      return "len";
    case "access": {
      const size = value.size === 1 ? "" : `:${value.size}`;
      return `${value.protocol}[${printArithmetic(value.index)}${size}]`;
    }
    case "operation":
      return `(${printArithmetic(value.left)} ${value.operator} ${printArithmetic(value.right)})`;
    case "negation":
      return `-${printArithmetic(value.operand)}`;
  }
}

function qualifierWords(qualifiers: Qualifiers | undefined): string[] {
  return [qualifiers?.protocol, qualifiers?.direction, qualifiers?.type].filter((word) =>
    word !== undefined
  );
}

function printIdentifier(identifier: Identifier): string {
  switch (identifier.kind) {
    case "number":
      return String(identifier.value);
    case "name":
      return `\\${identifier.text}`;
    case "ipv4 network":
      return `${identifier.text}/${identifier.bits}`;
    case "ipv4 masked":
      return `${identifier.text} mask ${identifier.mask}`;
    case "ipv6":
      return identifier.bits === undefined
        ? identifier.text
        : `${identifier.text}/${identifier.bits}`;
    default:
      return identifier.text;
  }
}
