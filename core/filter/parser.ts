// core/filter/parser.ts: a filter's text as a tree.
import { ArithmeticParser, isProtocol } from "./arithmetic_parser.ts";
import { FOREIGN_WORDS, WLAN_ADDRESS_WORDS } from "./keywords.ts";
import type { Token } from "./lexer.ts";
import { TokenReader } from "./token_reader.ts";
import type {
  Arithmetic,
  ChainTerm,
  DirectionWord,
  EncapsulationWord,
  Identifier,
  PrimitiveTerm,
  Qualifiers,
  RelationSign,
  Span,
  Term,
  TypeWord,
} from "./tree.ts";

/**
 * Reads a filter into a tree; the empty filter, which accepts everything, is
 * `undefined`.
 *
 * @param compat Whether to read it exactly as libpcap 1.10 does.
 * @throws {FilterSyntaxError} where it is not of the language.
 *
 * @example
 * ```ts
 * import { assertStrictEquals, assertThrows } from "@std/assert";
 * assertStrictEquals(parseFilter("not tcp")?.kind, "not");
 * assertThrows(() => parseFilter("prot 80"), SyntaxError, "did you mean port?");
 * ```
 */
export function parseFilter(text: string, compat = false): Term | undefined {
  const parser = new Parser(new TokenReader(text, compat), compat);
  return parser.filter();
}

/** A term, and the qualifiers that a bare identifier after it takes over. */
interface Read {
  readonly term: Term;
  readonly qualifiers: Qualifiers | undefined;
}

/**
 * What a piece of text turned out to be. A number is both arithmetic and an
 * identifier until the next token decides; a parenthesis takes over what is in
 * it.
 */
type Piece =
  | { readonly is: "term"; readonly read: Read }
  | { readonly is: "identifier"; readonly term: Term; readonly grouped: boolean }
  | { readonly is: "number"; readonly value: number; readonly span: Span }
  | { readonly is: "arithmetic"; readonly value: Arithmetic };

const IDENTIFIER_TOKENS: ReadonlySet<string> = new Set(["name", "mac", "ipv4", "ipv6", "arcnet"]);
const EXPECTED_TERM = 'expected a term such as "host", "port", "tcp" or "ip[0] = 69"';
const RELATION_SIGNS = ["=", "!=", "<", "<=", ">", ">="];
const DIRECTIONS = ["src", "dst", ...WLAN_ADDRESS_WORDS];
const ADDRESS_TYPES = ["host", "net", "port", "portrange"];
const UNDIRECTED_TYPES = ["proto", "protochain", "gateway"];
const ENCAPSULATIONS = ["vlan", "mpls", "pppoed", "pppoes", "geneve", "vxlan"];

class Parser {
  readonly #arithmetic: ArithmeticParser;

  constructor(readonly reader: TokenReader, readonly compat: boolean) {
    this.#arithmetic = new ArithmeticParser(reader, compat);
  }

  filter(): Term | undefined {
    if (this.reader.atEnd) return undefined;
    const { term } = this.#chain(this.#asOperand(this.#piece(undefined, false), undefined, false));
    if (!this.reader.atEnd) this.reader.failAfter('expected "and", "or" or the end');
    return term;
  }

  /** Joins what follows to `first`, from left to right. */
  #chain(first: Read): Read {
    const rest: { operator: "and" | "or"; term: Term }[] = [];
    let { qualifiers } = first;
    while (this.reader.sees("and", "or")) {
      const operator = this.reader.take().text as "and" | "or";
      const next = this.#asOperand(this.#piece(qualifiers, true), qualifiers, true);
      qualifiers = next.qualifiers;
      rest.push({ operator, term: next.term });
    }
    return { term: chain(first.term, rest), qualifiers };
  }

  /** Decides what a piece is as an operand of `and`, `or` and `not`. */
  #asOperand(piece: Piece, inherited: Qualifiers | undefined, identifiers: boolean): Read {
    if (piece.is === "term") return piece.read;
    if (piece.is === "identifier") return { term: piece.term, qualifiers: inherited };
    if (piece.is === "number" && !this.#seesRelation) {
      if (inherited === undefined || !identifiers) {
        this.reader.failAt(
          piece.span,
          `nothing says what ${piece.value} is`,
          "put port, host … first",
        );
      }
      return { term: numberTerm(piece, inherited), qualifiers: inherited };
    }
    return this.#relation(asArithmetic(piece));
  }

  get #seesRelation(): boolean {
    return this.#arithmetic.seesOperator || this.reader.sees(...RELATION_SIGNS);
  }

  #relation(first: Arithmetic): Read {
    const left = this.#arithmetic.whole(first);
    if (!this.reader.sees(...RELATION_SIGNS)) this.reader.fail("expected a comparison");
    const operator = this.reader.take().text as RelationSign;
    const right = this.#arithmetic.whole();
    const length = right.span.offset + right.span.length - left.span.offset;
    const span = { offset: left.span.offset, length };
    return { term: { kind: "relation", operator, left, right, span }, qualifiers: undefined };
  }

  /**
   * Reads the smallest piece that stands on its own.
   * @param identifiers Whether a bare identifier may stand here.
   */
  #piece(inherited: Qualifiers | undefined, identifiers: boolean): Piece {
    const reader = this.reader;
    const start = reader.next;
    if (IDENTIFIER_TOKENS.has(start.kind)) {
      if (!identifiers || inherited === undefined) this.#failWithoutQualifier(start);
      return { is: "identifier", term: this.#bareIdentifier(inherited), grouped: false };
    }
    if (start.kind === "number") {
      return { is: "number", value: reader.take().value, span: start };
    }
    if (reader.sees("-")) return { is: "arithmetic", value: this.#arithmetic.negation() };
    if (reader.sees("len")) return { is: "arithmetic", value: this.#arithmetic.operand() };
    if (reader.sees("not")) return this.#negation(inherited, identifiers);
    if (reader.sees("(")) return this.#parenthesis(inherited, identifiers);
    if (start.kind !== "keyword") reader.fail(EXPECTED_TERM);
    if (isProtocol(start.text) && reader.afterNext.text === "[") {
      return { is: "arithmetic", value: this.#arithmetic.access() };
    }
    return { is: "term", read: this.#wordTerm() };
  }

  /** Complains of a name or an address where a term begins. */
  #failWithoutQualifier(start: Token): never {
    if (start.kind === "ipv4" || start.kind === "ipv6") {
      this.reader.failAt(start, `nothing says what ${start.text} is`, `write host ${start.text}`);
    }
    if (start.kind === "mac") {
      this.reader.failAt(
        start,
        `nothing says what ${start.text} is`,
        `write ether host ${start.text}`,
      );
    }
    const [protocol, field] = start.text.split(".");
    if (field !== undefined && isProtocol(protocol)) {
      const hint = "this is not Wireshark's language: write src host, tcp port or ip[8]";
      this.reader.failAt(start, `${start.text} is no term`, hint);
    }
    return this.reader.fail(EXPECTED_TERM);
  }

  #negation(inherited: Qualifiers | undefined, identifiers: boolean): Piece {
    const start = this.reader.take();
    const piece = this.reader.nested(() => this.#piece(inherited, identifiers));
    const { term, qualifiers } = this.#asOperand(piece, inherited, identifiers);
    const negated: Term = { kind: "not", term, span: this.reader.since(start) };
    const isIdentifier = piece.is === "identifier" ||
      (piece.is === "number" && term.kind === "primitive");
    return isIdentifier
      ? { is: "identifier", term: negated, grouped: false }
      : { is: "term", read: { term: negated, qualifiers } };
  }

  /** A group of terms, of identifiers, or arithmetic: what is inside decides. */
  #parenthesis(inherited: Qualifiers | undefined, identifiers: boolean): Piece {
    const reader = this.reader;
    const start = reader.take();
    const inside = reader.nested(() => this.#inside(inherited, identifiers));
    reader.expect(")");
    // A group hands back what stood before it (libpcap's grammar: "paren expr").
    if (inside.is === "term") {
      return { is: "term", read: { term: inside.read.term, qualifiers: inherited } };
    }
    if (inside.is === "number") return { ...inside, span: reader.since(start) };
    return inside.is === "identifier" ? { ...inside, grouped: true } : inside;
  }

  #inside(inherited: Qualifiers | undefined, identifiers: boolean): Piece {
    const reader = this.reader;
    const first = this.#piece(inherited, identifiers);
    if (first.is === "number" || first.is === "arithmetic") {
      if (this.#arithmetic.seesOperator) {
        const value = this.#arithmetic.whole(asArithmetic(first));
        if (!reader.sees(...RELATION_SIGNS)) return { is: "arithmetic", value };
        return { is: "term", read: this.#chain(this.#relation(value)) };
      }
      if (reader.sees(...RELATION_SIGNS)) {
        return { is: "term", read: this.#chain(this.#relation(asArithmetic(first))) };
      }
      if (first.is === "arithmetic" || !identifiers || !reader.sees("and", "or")) return first;
      return this.#identifierGroup(numberTerm(first, inherited), inherited);
    }
    if (first.is === "term") return { is: "term", read: this.#chain(first.read) };
    // libpcap's grammar wants the first of a group ungrouped: "host ((a or b) and c)" is none.
    if (first.grouped) reader.fail("a group of identifiers cannot begin with another group");
    return this.#identifierGroup(first.term, inherited);
  }

  /** Goes on with `(80 or 443`, where every part is an identifier. */
  #identifierGroup(first: Term, inherited: Qualifiers | undefined): Piece {
    const rest: { operator: "and" | "or"; term: Term }[] = [];
    while (this.reader.sees("and", "or")) {
      const operator = this.reader.take().text as "and" | "or";
      rest.push({ operator, term: this.#identifier(inherited) });
    }
    return { is: "identifier", term: chain(first, rest), grouped: false };
  }

  /** Reads what qualifiers are followed by: an identifier, a negated one, or a group. */
  #identifier(qualifiers: Qualifiers | undefined): Term {
    const reader = this.reader;
    const start = reader.next;
    if (reader.skip("not")) {
      const term = reader.nested(() => this.#identifier(qualifiers));
      return { kind: "not", term, span: reader.since(start) };
    }
    if (reader.skip("(")) {
      const inside = reader.nested(() => this.#inside(qualifiers, true));
      reader.expect(")");
      if (inside.is === "number") return numberTerm(inside, qualifiers);
      if (inside.is === "identifier") return inside.term;
      return reader.failAt(reader.since(start), "expected a group of identifiers");
    }
    if (start.kind === "number") {
      reader.take();
      return numberTerm({ value: start.value, span: start }, qualifiers);
    }
    if (!IDENTIFIER_TOKENS.has(start.kind)) {
      const type = qualifiers?.type ?? "host";
      reader.fail(`expected what "${type}" is about`);
    }
    return this.#bareIdentifier(qualifiers);
  }

  #bareIdentifier(qualifiers: Qualifiers | undefined): PrimitiveTerm {
    const start = this.reader.next;
    const identifier = this.#identifierToken(this.reader.take());
    return { kind: "primitive", qualifiers, identifier, span: this.reader.since(start) };
  }

  #identifierToken(token: Token): Identifier {
    const { kind, text } = token;
    const reader = this.reader;
    if (kind === "ipv4") {
      if (reader.skip("/")) return { kind: "ipv4 network", text, bits: reader.number() };
      if (!reader.skip("mask")) return { kind: "ipv4", text };
      if (reader.next.kind !== "ipv4") reader.fail("expected a network mask");
      return { kind: "ipv4 masked", text, mask: reader.take().text };
    }
    if (kind === "ipv6") {
      return reader.skip("/") ? { kind, text, bits: reader.number() } : { kind, text };
    }
    return { kind: kind as "name" | "mac" | "arcnet", text };
  }

  /** Reads a term that begins with a keyword. */
  #wordTerm(): Read {
    const reader = this.reader;
    const start = reader.next;
    const protocol = isProtocol(start.text) ? start.text : undefined;
    if (protocol !== undefined) reader.take();

    if (reader.sees("broadcast", "multicast")) {
      const kind = reader.take().text as "broadcast" | "multicast";
      return unqualified({ kind, protocol, span: reader.since(start) });
    }
    const head = this.#head(protocol);
    if (head !== undefined) return { term: this.#identifier(head), qualifiers: head };
    if (protocol !== undefined) {
      this.#refuseForeign();
      return unqualified({ kind: "protocol", word: protocol, span: start });
    }
    return unqualified(this.#otherTerm());
  }

  /** The qualifiers after the protocol; `undefined` if there is neither a direction nor a type. */
  #head(protocol: Qualifiers["protocol"]): Qualifiers | undefined {
    const reader = this.reader;
    const direction = this.#direction();
    let type: TypeWord | undefined;
    if (reader.sees(...ADDRESS_TYPES)) type = reader.take().text as TypeWord;
    else if (direction === undefined && reader.sees(...UNDIRECTED_TYPES)) {
      type = reader.take().text as TypeWord;
    }
    if (direction === undefined && type === undefined) return undefined;
    return { protocol, direction, type };
  }

  #direction(): DirectionWord | undefined {
    const reader = this.reader;
    if (!reader.sees(...DIRECTIONS)) return undefined;
    const word = reader.take().text;
    const other = word === "src" ? "dst" : word === "dst" ? "src" : undefined;
    if (other !== undefined && reader.sees("and", "or") && reader.afterNext.text === other) {
      const joined = reader.take().text;
      reader.take();
      return joined === "or" ? "src or dst" : "src and dst";
    }
    return word as DirectionWord;
  }

  #otherTerm(): Term {
    const reader = this.reader;
    this.#refuseForeign();
    const start = reader.take();
    const word = start.text;
    if (word === "less" || word === "greater") {
      return { kind: word, value: reader.number(), span: reader.since(start) };
    }
    if (word === "byte") return this.#byte(start);
    if (word === "inbound" || word === "outbound") return { kind: word, span: start };
    if (word === "ifindex") {
      return { kind: "interface", index: reader.number(), span: reader.since(start) };
    }
    if (word === "ifname") {
      if (reader.next.kind !== "name") reader.fail("expected an interface's name");
      const name = reader.take().text;
      return { kind: "interface", index: undefined, name, span: reader.since(start) };
    }
    if (word === "llc") return this.#llc(start);
    if (ENCAPSULATIONS.includes(word)) return this.#encapsulation(start);
    return reader.failAt(start, `"${word}" cannot begin a term`);
  }

  #byte(start: Token): Term {
    const reader = this.reader;
    const index = reader.number();
    if (!reader.sees("&", "|", "<", ">", "=")) reader.fail("expected one of & | < > =");
    const operator = reader.take().text as "&" | "|" | "<" | ">" | "=";
    const value = reader.number();
    return { kind: "byte", index, operator, value, span: reader.since(start) };
  }

  #llc(start: Token): Term {
    const reader = this.reader;
    // "rnr" is a keyword of the PF terms too.
    if (reader.next.kind !== "name" && !reader.sees("rnr")) return { kind: "llc", span: start };
    const type = reader.take().text;
    return { kind: "llc", type, span: reader.since(start) };
  }

  #encapsulation(start: Token): Term {
    const reader = this.reader;
    const word = start.text as EncapsulationWord;
    const takesId = word !== "pppoed";
    if (!takesId || (reader.next.kind !== "number" && !reader.sees("("))) {
      return { kind: "encapsulation", word, span: start };
    }
    const id = this.#groupedNumber();
    return { kind: "encapsulation", word, id, span: reader.since(start) };
  }

  /** A number in any number of parentheses. */
  #groupedNumber(): number {
    if (!this.reader.skip("(")) return this.reader.number();
    const value = this.reader.nested(() => this.#groupedNumber());
    this.reader.expect(")");
    return value;
  }

  #refuseForeign(): void {
    const { kind, text } = this.reader.next;
    if (kind !== "keyword" || (text === "ifname" && !this.compat)) return;
    for (const [about, words] of Object.entries(FOREIGN_WORDS)) {
      if ((words as readonly string[]).includes(text)) {
        this.reader.failAt(this.reader.next, `"${text}" is about ${about}, which is not supported`);
      }
    }
  }
}

function unqualified(term: Term): Read {
  return { term, qualifiers: undefined };
}

function chain(first: Term, rest: ChainTerm["rest"]): Term {
  if (rest.length === 0) return first;
  const last = rest[rest.length - 1].term.span;
  const length = last.offset + last.length - first.span.offset;
  return { kind: "chain", first, rest, span: { offset: first.span.offset, length } };
}

function numberTerm(
  { value, span }: { value: number; span: Span },
  qualifiers: Qualifiers | undefined,
): PrimitiveTerm {
  return { kind: "primitive", qualifiers, identifier: { kind: "number", value }, span };
}

function asArithmetic(piece: Extract<Piece, { is: "number" | "arithmetic" }>): Arithmetic {
  return piece.is === "arithmetic"
    ? piece.value
    : { kind: "number", value: piece.value, span: piece.span };
}
