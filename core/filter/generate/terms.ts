// core/filter/generate/terms.ts: from a filter's tree to the condition that it sets.
import {
  allOf,
  ALWAYS,
  anyOf,
  chainOf,
  type Condition,
  not,
  type Part,
  sizeOf,
} from "../condition.ts";
import type { ChainTerm, Span, Term } from "../tree.ts";
import { relation } from "./arithmetic.ts";
import { Context, type Target } from "./context.ts";
import { Ancillary, encapsulation, type Outcome } from "./encapsulation.ts";
import { ethernetBroadcast, ethernetMulticast, EtherType, linkType } from "./link_layer.ts";
import { llc } from "./llc.ts";
import { host, isLink } from "./network.ts";
import { after, type Place, startingPlace } from "./place.ts";
import { protocolAlone, protocolNumber } from "./protocols.ts";
import { protochain } from "./protochain.ts";
import { ports } from "./transport.ts";

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

/** Packet type of frames that this host has sent (packet(7), `PACKET_OUTGOING`). */
const PACKET_OUTGOING = 4;

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
        return this.#broadcast(term, place);
      case "multicast":
        return this.#multicast(term, place);
      case "less":
        return code.atMost(code.make.length(), term.value);
      case "greater":
        return code.test("ge", code.make.length(), term.value);
      case "byte":
        return this.#byte(term, place);
      case "inbound":
      case "outbound":
        return this.#direction(term, place);
      case "interface":
        return this.#interface(term, place);
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

  #broadcast(term: Extract<Term, { kind: "broadcast" | "multicast" }>, place: Place): Condition {
    const { code } = this;
    const { protocol, span } = term;
    if (protocol === undefined || isLink(protocol)) return ethernetBroadcast(code, place, span);
    if (protocol !== "ip") return code.fail(span, `${protocol} has no broadcasts`);
    const { netmask } = code.target;
    // A mask of all ones is how libpcap is told that there is none.
    if (netmask === undefined || netmask === 0xffff_ffff) {
      return code.fail(span, "the network mask is not known, which ip broadcast depends on");
    }
    const hostBits = ~netmask >>> 0;
    const destination = code.networkLoad(place, 4, 16);
    return allOf(
      linkType(code, place, EtherType.Ipv4, span),
      anyOf(
        code.maskedEqual(destination, 0, hostBits),
        code.maskedEqual(destination, hostBits, hostBits),
      ),
    );
  }

  #multicast(term: Extract<Term, { kind: "broadcast" | "multicast" }>, place: Place): Condition {
    const { code } = this;
    const { protocol, span } = term;
    if (protocol === undefined || isLink(protocol)) return ethernetMulticast(code, place, span);
    if (protocol === "ip") {
      const first = code.networkLoad(place, 1, 16);
      const atLeast = code.test("ge", first, 224);
      // 240 and above is reserved, and 255.255.255.255 a broadcast (RFC 1112, section 4).
      const within = code.target.compat ? ALWAYS : code.atMost(first, 239);
      return allOf(linkType(code, place, EtherType.Ipv4, span), atLeast, within);
    }
    if (protocol === "ip6") {
      const first = code.networkLoad(place, 1, 24);
      return allOf(linkType(code, place, EtherType.Ipv6, span), code.equal(first, 255));
    }
    return code.fail(span, `${protocol} has no multicasts`);
  }

  #byte(term: Extract<Term, { kind: "byte" }>, place: Place): Condition {
    const { code } = this;
    const { operator, value } = term;
    if (!code.target.compat && value > 0xff) code.fail(term.span, `${value} is no byte`);
    const byte = code.load(1, after(place.link, term.index));
    switch (operator) {
      case "=":
        return code.equal(byte, value);
      case ">":
        return code.test("gt", byte, value);
      case "<":
        return not(code.test("ge", byte, value));
      case "&":
      case "|": {
        // libpcap forgets to load the byte: it takes what the test before has left.
        const taken = code.target.compat ? code.tested : byte;
        const operation = operator === "&" ? "and" : "or";
        // Not folded, even if it is known: neither does libpcap.
        const bits = code.make.unfolded(operation, taken, code.make.constant(value));
        return not(code.equal(bits, 0));
      }
    }
  }

  #direction(term: Extract<Term, { kind: "inbound" | "outbound" }>, place: Place): Condition {
    const { code } = this;
    const sent = this.#isOutgoing(term, place);
    return term.kind === "outbound" ? code.equal(sent, PACKET_OUTGOING) : not(
      code.equal(sent, PACKET_OUTGOING),
    );
  }

  #isOutgoing(term: Extract<Term, { kind: "inbound" | "outbound" }>, place: Place) {
    const { code } = this;
    if (place.layer === "sll") return code.load(2, place.link);
    if (place.layer === "sll2") return code.load(1, after(place.link, 10));
    if (code.target.savefile) {
      return code.fail(term.span, "files of this link type do not tell the direction");
    }
    return code.make.load(2, Ancillary.PacketType);
  }

  #interface(term: Extract<Term, { kind: "interface" }>, place: Place): Condition {
    const { code } = this;
    const { name, span } = term;
    const index = name === undefined ? term.index : code.target.interfaceIndex?.(name);
    if (index === undefined) return code.fail(span, `there is no interface ${name}`);
    if (place.layer === "sll2") return code.equal(code.load(4, after(place.link, 4)), index);
    if (code.target.savefile) {
      return code.fail(span, "files of this link type do not tell the interface");
    }
    return code.equal(code.make.load(4, Ancillary.InterfaceIndex), index);
  }
}

/** Outcomes gathered along a chain; those that lead to the same place are one. */
class Ways {
  #byPlace = new Map<string, { first: Outcome; rest: Part[] }>();
  #size = 0;

  constructor(outcomes: readonly Outcome[]) {
    this.replace(outcomes);
  }

  replace(outcomes: readonly Outcome[]): void {
    this.#byPlace.clear();
    this.#size = 0;
    for (const outcome of outcomes) this.add("or", outcome);
  }

  /** Joins an outcome to what leads to the same place. */
  add(operator: "and" | "or", outcome: Outcome): void {
    this.#size += sizeOf(outcome.condition);
    const same = this.#byPlace.get(outcome.place.key);
    if (same === undefined) this.#byPlace.set(outcome.place.key, { first: outcome, rest: [] });
    else same.rest.push({ operator, condition: outcome.condition });
  }

  /** Tests in all of them. */
  get size(): number {
    return this.#size;
  }

  outcomes(): Outcome[] {
    return [...this.#byPlace.values()].map(({ first, rest }) => ({
      condition: chainOf(first.condition, rest),
      place: first.place,
    }));
  }
}
