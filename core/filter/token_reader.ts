// core/filter/token_reader.ts: a walk over tokens, and the complaint when the wrong one comes.
import { didYouMean } from "../suggest.ts";
import { FilterSyntaxError } from "./error.ts";
import { keywordSpellings } from "./keywords.ts";
import { type Token, tokenize } from "./lexer.ts";

import type { Span } from "./tree.ts";

/** Parentheses, negations and operators inside one another: more are refused, for the stack's sake. */
const DEEPEST_NESTING = 500;

/** Hands out the tokens of one filter in order. */
export class TokenReader {
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(readonly text: string, compat: boolean) {
    this.#tokens = tokenize(text, compat);
  }

  /** The token that comes next; the last one is of kind `end`. */
  get next(): Token {
    return this.#tokens[this.#at];
  }

  /** Whether all tokens have been taken. */
  get atEnd(): boolean {
    return this.next.kind === "end";
  }

  /** Moves on, and returns what was next. */
  take(): Token {
    const token = this.next;
    if (token.kind !== "end") this.#at++;
    return token;
  }

  /** Whether the next token is this keyword or symbol. */
  sees(...texts: string[]): boolean {
    const { kind, text } = this.next;
    return (kind === "keyword" || kind === "symbol") && texts.includes(text);
  }

  /** Whether the token after the next one is this keyword or symbol. */
  seesThen(text: string): boolean {
    const then = this.#tokens[Math.min(this.#at + 1, this.#tokens.length - 1)];
    return (then.kind === "keyword" || then.kind === "symbol") && then.text === text;
  }

  /** Takes the next token if it is this keyword or symbol. */
  skip(text: string): boolean {
    const seen = this.sees(text);
    if (seen) this.take();
    return seen;
  }

  /** Takes the next token, which must be this keyword or symbol. */
  expect(text: string): void {
    if (!this.skip(text)) this.fail(`expected "${text}"`);
  }

  /** Takes the next token, which must be a number. */
  number(): number {
    if (this.next.kind !== "number") this.fail("expected a number");
    return this.take().value;
  }

  /** What lies between `from` and the last token taken. */
  since(from: Token): Span {
    const last = this.#tokens[Math.max(0, this.#at - 1)];
    return { offset: from.offset, length: Math.max(0, last.offset + last.length - from.offset) };
  }

  /** Runs `parse` one level deeper. */
  nested<Result>(parse: () => Result): Result {
    if (++this.#depth > DEEPEST_NESTING) {
      this.fail(`it is nested more than ${DEEPEST_NESTING} deep`);
    }
    const result = parse();
    this.#depth--;
    return result;
  }

  /** Complains about the next token. */
  fail(expected: string, candidates?: Iterable<string>): never {
    const { kind, text, offset, length } = this.next;
    const found = kind === "end" ? "it ends here" : `found "${this.text.substr(offset, length)}"`;
    const hint = kind === "name" ? didYouMean(text, candidates ?? keywordSpellings()) : "";
    throw new FilterSyntaxError(`${expected}, ${found}`, this.text, offset, length, hint);
  }

  /** The same; but if the word before it is a keyword misspelt, that is what is wrong. */
  failAfter(expected: string): never {
    const before = this.#tokens[this.#at - 1];
    const hint = before?.kind === "name" ? didYouMean(before.text, keywordSpellings()) : "";
    if (hint !== "") this.failAt(before, `"${before.text}" has no meaning here`, hint);
    return this.fail(expected);
  }

  /** Complains about a place that has been read. */
  failAt(span: Span, problem: string, hint = ""): never {
    throw new FilterSyntaxError(problem, this.text, span.offset, span.length, hint);
  }
}
