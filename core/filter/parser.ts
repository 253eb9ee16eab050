// core/filter/parser.ts: a filter's text as a tree.
import { ArithmeticParser, isProtocol } from "./arithmetic_parser.ts";
import type { Token } from "./lexer.ts";
import { TokenReader } from "./token_reader.ts";
import { type Read, WordParser } from "./word_parser.ts";
import type {
  Arithmetic,
  ChainTerm,
  Identifier,
  PrimitiveTerm,
  Qualifiers,
  RelationSign,
  Span,
  Term,
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

class Parser {
  readonly #arithmetic: ArithmeticParser;
  readonly #words: WordParser;

  constructor(readonly reader: TokenReader, readonly compat: boolean) {
    this.#arithmetic = new ArithmeticParser(reader, compat);
    this.#words = new WordParser(reader, compat);
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
    if (isProtocol(start.text) && reader.seesThen("[")) {
      return { is: "arithmetic", value: this.#arithmetic.access() };
    }
    return { is: "term", read: this.#words.term((head) => this.#identifier(head)) };
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
