// core/filter/generate/terms.ts: from a filter's tree to the condition that it sets.
import { allOf, ALWAYS, anyOf, chainOf, type Condition, not, sizeOf } from "../condition.ts";
import type { ChainTerm, Span, Term } from "../tree.ts";
import { relation } from "./arithmetic.ts";
import { Context, type Target } from "./context.ts";
import { encapsulation, type Outcome } from "./encapsulation.ts";
import { broadcast, byte, direction, interfaceIs, multicast } from "./leaves.ts";
import { llc } from "./llc.ts";
import { host } from "./network.ts";
import { type Place, startingPlace } from "./place.ts";
import { protocolAlone, protocolNumber } from "./protocols.ts";
import { protochain } from "./protochain.ts";
import { ports } from "./transport.ts";
import { Ways } from "./ways.ts";

/** What a filter's tree has become. */
export interface Generated {
  readonly condition: Condition;
  readonly context: Context;
  /** False for programs that libpcap never optimizes, and so never finds empty. */
  readonly optimized: boolean;
}

/**
 * Compiles a tree into a condition.
 * @throws {FilterSyntaxError} for what cannot be asked of this link type.
 */
export function generate(text: string, tree: Term | undefined, target: Target): Generated {
  const optimized = tree === undefined || !hasComputedPlaces(tree);
  const context = new Context(text, target, optimized);
  return { condition: generateInto(context, tree), context, optimized };
}

/** The same, for one of several filters that share a context. */
export function generateInto(context: Context, tree: Term | undefined): Condition {
  if (tree === undefined) return ALWAYS;
  const place = startingPlace(context.target.linkType);
  const outcomes = new TermGenerator(context).outcomes(tree, place);
  return anyOf(...outcomes.map(({ condition }) => condition));
}

/** Whether a term is in it whose program libpcap leaves as it is: it has loops or variables. */
function hasComputedPlaces(term: Term): boolean {
  switch (term.kind) {
    case "chain":
      return [term.first, ...term.rest.map((part) => part.term)].some(hasComputedPlaces);
    case "not":
      return hasComputedPlaces(term.term);
    case "encapsulation":
      return term.word === "geneve" || term.word === "vxlan";
    case "primitive":
      return term.qualifiers?.type === "protochain";
    default:
      return false;
  }
}

/** Tests in one filter; more are refused, because compiling them takes too long. */
const MOST_TESTS = 20_000;

class TermGenerator {
  constructor(readonly code: Context) {}

  /**
   * What a term says at a place, and where each way of holding leads. There are
   * several where it can hold with headers in different places, as in
   * `vlan 2 or ip`.
   */
  outcomes(term: Term, place: Place): Outcome[] {
    switch (term.kind) {
      case "chain":
        return this.code.target.compat ? this.#textChain(term, place) : this.#chain(term, place);
      case "not": {
        const inner = this.outcomes(term.term, place);
        const condition = not(anyOf(...inner.map((outcome) => outcome.condition)));
        // libpcap goes on behind a header even if it is not there.
        return [{ condition, place: this.code.target.compat ? inner[0].place : place }];
      }
      case "encapsulation":
        return encapsulation(this.code, place, term);
      default:
        return [{ condition: this.#leaf(term, place), place }];
    }
  }

  /** libpcap's reading: each term moves the place for all the text after it. */
  #textChain(term: ChainTerm, start: Place): Outcome[] {
    const [first] = this.outcomes(term.first, start);
    let { place } = first;
    let size = sizeOf(first.condition);
    const rest = term.rest.map(({ operator, term: each }) => {
      const [outcome] = this.outcomes(each, place);
      place = outcome.place;
      size += sizeOf(outcome.condition);
      this.#bound(size, term.span);
      return { operator, condition: outcome.condition };
    });
    return [{ condition: chainOf(first.condition, rest), place }];
  }

  /**
   * Our reading: what is joined by `and` looks behind the headers that held,
   * and the right side of `or` begins where the left one did.
   */
  #chain(term: ChainTerm, start: Place): Outcome[] {
    const ways = new Ways(this.outcomes(term.first, start));
    for (const { operator, term: each } of term.rest) {
      this.#bound(ways.size, term.span);
      if (operator === "or") {
        for (const next of this.outcomes(each, start)) ways.add("or", next);
        continue;
      }
      const before = ways.outcomes();
      const [only] = before;
      if (before.length === 1) {
        const next = this.outcomes(each, only.place);
        if (next.length === 1 && next[0].place.key === only.place.key) {
          ways.add("and", next[0]);
          continue;
        }
      }
      ways.replace(
        before.flatMap(({ condition, place }) =>
          this.outcomes(each, place).map((next) => ({
            condition: allOf(condition, next.condition),
            place: next.place,
          }))
        ),
      );
    }
    this.#bound(ways.size, term.span);
    return ways.outcomes();
  }

  /** Refuses what would take too long to compile. */
  #bound(size: number, span: Span): void {
    if (size > MOST_TESTS) {
      this.code.fail(
        span,
        `it takes more than ${MOST_TESTS} tests`,
        "use networks, ranges or masks",
      );
    }
  }

  #leaf(term: Exclude<Term, { kind: "chain" | "not" | "encapsulation" }>, place: Place): Condition {
    const { code } = this;
    switch (term.kind) {
      case "primitive":
        return this.#primitive(term, place);
      case "protocol":
        return protocolAlone(code, place, term.word, term.span);
      case "relation":
        return relation(code, place, term);
      case "broadcast":
        return broadcast(code, term, place);
      case "multicast":
        return multicast(code, term, place);
      case "less":
        return code.atMost(code.make.length(), term.value);
      case "greater":
        return code.test("ge", code.make.length(), term.value);
      case "byte":
        return byte(code, term, place);
      case "inbound":
      case "outbound":
        return direction(code, term, place);
      case "interface":
        return interfaceIs(code, term, place);
      case "llc":
        return llc(code, place, term.type, term.span);
    }
  }

  #primitive(term: Extract<Term, { kind: "primitive" }>, place: Place): Condition {
    const { code } = this;
    const { qualifiers, identifier, span } = term;
    if (qualifiers === undefined) {
      return code.fail(span, "nothing before it says what this is", "put host, port … first");
    }
    const mayName = identifier.kind === "number" || identifier.kind === "name";
    switch (qualifiers.type) {
      case "port":
      case "portrange":
        return ports(code, place, qualifiers, identifier, span);
      case "proto":
        if (!mayName) return code.fail(span, "a protocol is a number or a name");
        return protocolNumber(code, place, qualifiers.protocol, identifier, span);
      case "protochain":
        if (!mayName) return code.fail(span, "a protocol is a number or a name");
        return protochain(code, place, qualifiers, identifier, span);
      case "gateway":
        return code.fail(
          span,
          "gateway needs the MAC address of a name, and names are never looked up",
          "write ether host MAC and not host ADDRESS",
        );
      default:
        return host(code, place, qualifiers, identifier, span);
    }
  }
}
