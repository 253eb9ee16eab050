// core/filter/word_parser.ts: terms that begin with a keyword.
import { isProtocol } from "./arithmetic_parser.ts";
import { FOREIGN_WORDS, WLAN_ADDRESS_WORDS } from "./keywords.ts";
import type { Token } from "./lexer.ts";
import type { TokenReader } from "./token_reader.ts";
import type { DirectionWord, EncapsulationWord, Qualifiers, Term, TypeWord } from "./tree.ts";

/** A term, and the qualifiers that a bare identifier after it takes over. */
export interface Read {
  readonly term: Term;
  readonly qualifiers: Qualifiers | undefined;
}

const DIRECTIONS = ["src", "dst", ...WLAN_ADDRESS_WORDS];
const ADDRESS_TYPES = ["host", "net", "port", "portrange"];
const UNDIRECTED_TYPES = ["proto", "protochain", "gateway"];
const ENCAPSULATIONS = ["vlan", "mpls", "pppoed", "pppoes", "geneve", "vxlan"];

/** Reads terms that begin with a keyword, for the parser of all terms. */
export class WordParser {
  constructor(readonly reader: TokenReader, readonly compat: boolean) {}

  /**
   * Reads one term.
   * @param identifier Reads what qualifiers are followed by.
   */
  term(identifier: (qualifiers: Qualifiers) => Term): Read {
    const reader = this.reader;
    const start = reader.next;
    const protocol = isProtocol(start.text) ? start.text : undefined;
    if (protocol !== undefined) reader.take();

    if (reader.sees("broadcast", "multicast")) {
      const kind = reader.take().text as "broadcast" | "multicast";
      return unqualified({ kind, protocol, span: reader.since(start) });
    }
    const head = this.#head(protocol);
    if (head !== undefined) return { term: identifier(head), qualifiers: head };
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
    if (other !== undefined && reader.sees("and", "or") && reader.seesThen(other)) {
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
