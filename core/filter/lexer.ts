// core/filter/lexer.ts: a filter's text as tokens.
import { ipv6Spelling, ipv6Words, MAC_SPELLING } from "./address.ts";
import { FilterSyntaxError } from "./error.ts";
import { keyword, NAMED_NUMBERS } from "./keywords.ts";

/** What a token is. */
export type TokenKind =
  | "keyword"
  | "name"
  | "number"
  | "mac"
  | "ipv4"
  | "ipv6"
  | "arcnet"
  | "symbol"
  | "end";

/** One word, number, address or sign, and its place in the text. */
export interface Token {
  readonly kind: TokenKind;
  /** As written; a keyword in its first spelling, a name without its backslash. */
  readonly text: string;
  /** The value of a number, 0 to 2^32 - 1; 0 for everything else. */
  readonly value: number;
  readonly offset: number;
  readonly length: number;
}

/** A longer filter is refused: a compiler that reads megabytes of filter is under attack. */
export const LONGEST_FILTER = 1 << 20;

const BLANKS = /[ \t\r\n]*/y;
const SYMBOL = /&&|\|\||>=|<=|!=|==|<<|>>|[-+*\/%:[\]!<>()&|^=]/y;
const ARCNET = /\$[0-9A-Fa-f]{1,2}/y;
const MAC = new RegExp(`(?:${MAC_SPELLING})`, "y");
const NUMBER_TEXT = "(?:0[xX][0-9A-Fa-f]+|[0-9]+)";
const NUMBER = new RegExp(NUMBER_TEXT, "y");
const IPV4 = new RegExp(`${NUMBER_TEXT}(?:\\.${NUMBER_TEXT}){1,3}`, "y");
/** An attempt at a MAC address with too few or too many parts. */
const BROKEN_MAC = /[0-9A-Fa-f]{1,2}:+(?:[0-9A-Fa-f]{1,2}:+)+/y;
const WORD = /[A-Za-z0-9](?:[-_.A-Za-z0-9]*[.A-Za-z0-9])?/y;
const ESCAPED = /\\[^ !()\n\t]+/y;

/** What symbols mean that are another way to write a word or sign. */
const SAME_AS: Readonly<Record<string, string>> = { "==": "=", "&&": "and", "||": "or" };

/** Candidates in order: the longest wins, and of two equally long the first. */
const PATTERNS = [
  ["symbol", SYMBOL],
  ["arcnet", ARCNET],
  ["mac", MAC],
  ["number", NUMBER],
  ["ipv4", IPV4],
  ["brokenMac", BROKEN_MAC],
  ["name", WORD],
  ["escaped", ESCAPED],
] as const;

/**
 * Splits a filter into tokens, the way libpcap's scanner does: always the
 * longest match, so that `len-14` is one word and `len - 14` three tokens.
 *
 * @param compat Whether only libpcap's words are known.
 * @throws {FilterSyntaxError} at characters that begin no token, and at numbers
 * and addresses that are none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * assertEquals(
 *   tokenize("tcp[13] & 0x10 != 0").map((token) => token.text),
 *   ["tcp", "[", "13", "]", "&", "0x10", "!=", "0", ""],
 * );
 * ```
 */
export function tokenize(text: string, compat = false): Token[] {
  if (text.length > LONGEST_FILTER) {
    throw new FilterSyntaxError(
      `it has ${text.length} characters, more than ${LONGEST_FILTER}`,
      text,
      0,
      1,
    );
  }
  const tokens: Token[] = [];
  let offset = skipBlanks(text, 0);
  while (offset < text.length) {
    const token = tokenAt(text, offset, compat);
    tokens.push(token);
    offset = skipBlanks(text, offset + token.length);
  }
  tokens.push({ kind: "end", text: "", value: 0, offset, length: 0 });
  return tokens;
}

function skipBlanks(text: string, offset: number): number {
  BLANKS.lastIndex = offset;
  BLANKS.test(text);
  return BLANKS.lastIndex;
}

function tokenAt(text: string, offset: number, compat: boolean): Token {
  let kind: typeof PATTERNS[number][0] | "ipv6" | undefined;
  let length = 0;
  for (const [candidate, pattern] of PATTERNS) {
    pattern.lastIndex = offset;
    if (!pattern.test(text)) continue;
    const matched = pattern.lastIndex - offset;
    if (matched > length) [kind, length] = [candidate, matched];
  }
  const ipv6 = ipv6Spelling(text, offset);
  if (ipv6 > length) [kind, length] = ["ipv6", ipv6];

  const fail = (problem: string, hint = ""): never => {
    throw new FilterSyntaxError(problem, text, offset, Math.max(1, length), hint);
  };
  const word = text.slice(offset, offset + length);
  switch (kind) {
    case undefined:
      return fail(`"${String.fromCodePoint(text.codePointAt(offset)!)}" has no meaning here`);
    case "brokenMac":
      return fail(`${word} is neither a MAC nor an IPv6 address`);
    case "name": {
      const key = keyword(word, compat);
      if (key !== undefined) return { kind: "keyword", text: key, value: 0, offset, length };
      const value = NAMED_NUMBERS.get(word);
      if (value !== undefined) return { kind: "number", text: word, value, offset, length };
      return { kind, text: word, value: 0, offset, length };
    }
    case "escaped":
      return { kind: "name", text: word.slice(1), value: 0, offset, length };
    case "symbol": {
      const same = SAME_AS[word] ?? (word === "!" ? "not" : word);
      const isWord = same === "and" || same === "or" || same === "not";
      return { kind: isWord ? "keyword" : "symbol", text: same, value: 0, offset, length };
    }
    case "number": {
      const value = numberValue(word);
      if (value === undefined) return fail(`${word} is no octal number`, "leave out the zeros");
      if (value > 0xffff_ffff) return fail(`${word} does not fit into 32 bits`);
      return { kind, text: word, value, offset, length };
    }
    case "ipv6":
      if (ipv6Words(word) === undefined) return fail(`${word} is no IPv6 address`);
      return { kind, text: word, value: 0, offset, length };
    default:
      return { kind, text: word, value: 0, offset, length };
  }
}

/** Decimal, `0x` hexadecimal, or octal after a zero; `undefined` for digits that octal lacks. */
function numberValue(text: string): number | undefined {
  if (/^0[xX]/.test(text)) return parseInt(text.slice(2), 16);
  if (text.length === 1 || text[0] !== "0") return Number(text);
  return /[89]/.test(text) ? undefined : parseInt(text, 8);
}
