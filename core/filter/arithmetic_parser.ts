// core/filter/arithmetic_parser.ts: `ip[6:2] & 0x1fff`, from tokens to a tree.
import { NAMED_NUMBERS, PROTOCOL_WORDS, type ProtocolWord } from "./keywords.ts";
import type { TokenReader } from "./token_reader.ts";
import type { Arithmetic, ArithmeticSign } from "./tree.ts";

/** How tightly an operator binds. */
const BINDING: Readonly<Record<string, number>> = {
  "|": 1,
  "^": 2,
  "&": 3,
  "<<": 4,
  ">>": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
};

const PROTOCOLS: ReadonlySet<string> = new Set(PROTOCOL_WORDS);

/** Operators in one expression: more are refused, for the stack's sake. */
const MOST_OPERATORS = 500;

/** Whether a keyword is a protocol's name. */
export function isProtocol(word: string): word is ProtocolWord {
  return PROTOCOLS.has(word);
}

/** Reads arithmetic for the parser of terms. */
export class ArithmeticParser {
  #operators = 0;

  /**
   * @param compat Whether `%` and `^` have libpcap's place: its grammar gives
   * them no precedence at all, so they take one operand on their left and
   * everything on their right.
   */
  constructor(readonly reader: TokenReader, readonly compat: boolean) {}

  /** Whether an operator comes next, so that what was read before is arithmetic. */
  get seesOperator(): boolean {
    return this.reader.next.kind === "symbol" && this.reader.next.text in BINDING;
  }

  /** Reads a whole expression; `left`, where it is given, is its first operand. */
  whole(left: Arithmetic = this.operand()): Arithmetic {
    this.#operators = 0;
    return this.#joined(left, 0);
  }

  /** Reads one operand: a number, `len`, `tcp[0]`, a negation or a parenthesis. */
  operand(): Arithmetic {
    const reader = this.reader;
    const start = reader.next;
    if (start.kind === "number") {
      reader.take();
      return { kind: "number", value: start.value, span: start };
    }
    if (reader.skip("len")) return { kind: "len", span: start };
    if (reader.skip("-")) return this.#negation(start);
    if (reader.skip("(")) {
      const inner = reader.nested(() => this.#joined(this.operand(), 0));
      reader.expect(")");
      return inner;
    }
    if (start.kind === "keyword" && isProtocol(start.text)) return this.access();
    const known = [...NAMED_NUMBERS.keys(), ...PROTOCOL_WORDS, "len"];
    return reader.fail('expected a number, "len" or a protocol with [ ]', known);
  }

  /** What follows a minus sign. */
  negation(): Arithmetic {
    const start = this.reader.take();
    return this.#negation(start);
  }

  /** Reads `tcp[13]` or `ip[6:2]`; its protocol comes next. */
  access(): Arithmetic {
    const reader = this.reader;
    const start = reader.take();
    if (!isProtocol(start.text)) return reader.failAt(start, `${start.text} is no protocol`);
    reader.expect("[");
    const index = reader.nested(() => this.#joined(this.operand(), 0));
    let size: 1 | 2 | 4 = 1;
    if (reader.skip(":")) {
      const given = reader.next;
      const bytes = reader.number();
      if (bytes !== 1 && bytes !== 2 && bytes !== 4) {
        reader.failAt(given, `${bytes} bytes cannot be read at once`, "the size is 1, 2 or 4");
      }
      size = bytes as 1 | 2 | 4;
    }
    reader.expect("]");
    return { kind: "access", protocol: start.text, index, size, span: reader.since(start) };
  }

  #negation(start: { offset: number; length: number }): Arithmetic {
    let operand = this.reader.nested(() => this.operand());
    // No precedence again: the minus waits until `%` has had everything to its right.
    if (this.compat && this.#seesUnranked) operand = this.#operation(operand);
    const end = operand.span.offset + operand.span.length;
    return {
      kind: "negation",
      operand,
      span: { offset: start.offset, length: end - start.offset },
    };
  }

  get #seesUnranked(): boolean {
    return this.reader.sees("%", "^");
  }

  /** Goes on from `left` while operators bind more tightly than `least`. */
  #joined(left: Arithmetic, least: number): Arithmetic {
    while (this.seesOperator) {
      const unranked = this.compat && this.#seesUnranked;
      if (!unranked && BINDING[this.reader.next.text] <= least) break;
      left = this.#operation(left);
    }
    return left;
  }

  /** Reads an operator and its right operand. */
  #operation(left: Arithmetic): Arithmetic {
    const reader = this.reader;
    if (++this.#operators > MOST_OPERATORS) {
      reader.fail(`an expression has at most ${MOST_OPERATORS} operators`);
    }
    const unranked = this.compat && this.#seesUnranked;
    const operator = reader.take().text as ArithmeticSign;
    const right = reader.nested(() =>
      this.#joined(this.operand(), unranked ? 0 : BINDING[operator])
    );
    const offset = left.span.offset;
    const length = right.span.offset + right.span.length - offset;
    return { kind: "operation", operator, left, right, span: { offset, length } };
  }
}
