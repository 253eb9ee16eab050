// core/filter/tree.ts: what a filter says, as a tree.
import type { ProtocolWord } from "./keywords.ts";

/** A place in the filter's text, in UTF-16 units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** Which end of a conversation an address or a port belongs to. */
export type DirectionWord =
  | "src"
  | "dst"
  | "src or dst"
  | "src and dst"
  | "addr1"
  | "addr2"
  | "addr3"
  | "addr4"
  | "ra"
  | "ta";

/** What kind of thing an identifier names. */
export type TypeWord = "host" | "net" | "port" | "portrange" | "proto" | "protochain" | "gateway";

/** The words before an identifier; those that are left out have their default. */
export interface Qualifiers {
  readonly protocol?: ProtocolWord;
  readonly direction?: DirectionWord;
  readonly type?: TypeWord;
}

/** What the qualifiers are about. */
export type Identifier =
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "ipv4"; readonly text: string }
  | { readonly kind: "ipv4 network"; readonly text: string; readonly bits: number }
  | { readonly kind: "ipv4 masked"; readonly text: string; readonly mask: string }
  | { readonly kind: "ipv6"; readonly text: string; readonly bits?: number }
  | { readonly kind: "mac"; readonly text: string }
  | { readonly kind: "arcnet"; readonly text: string };

/** `tcp port 80`: an identifier and all that qualifies it, inherited or not. */
export interface PrimitiveTerm {
  readonly kind: "primitive";
  /** `undefined` where there is nothing to take qualifiers over from. */
  readonly qualifiers: Qualifiers | undefined;
  readonly identifier: Identifier;
  readonly span: Span;
}

/** `a and b or c`: terms joined from left to right; `and` binds no tighter than `or`. */
export interface ChainTerm {
  readonly kind: "chain";
  readonly first: Term;
  readonly rest: readonly { readonly operator: "and" | "or"; readonly term: Term }[];
  readonly span: Span;
}

/** Headers that move what follows: what comes after looks behind them. */
export type EncapsulationWord = "vlan" | "mpls" | "pppoed" | "pppoes" | "geneve" | "vxlan";

/** Anything that is true or false of a packet. */
export type Term =
  | ChainTerm
  | PrimitiveTerm
  | { readonly kind: "not"; readonly term: Term; readonly span: Span }
  | { readonly kind: "protocol"; readonly word: ProtocolWord; readonly span: Span }
  | {
    readonly kind: "relation";
    readonly operator: RelationSign;
    readonly left: Arithmetic;
    readonly right: Arithmetic;
    readonly span: Span;
  }
  | {
    readonly kind: "broadcast" | "multicast";
    readonly protocol?: ProtocolWord;
    readonly span: Span;
  }
  | { readonly kind: "less" | "greater"; readonly value: number; readonly span: Span }
  | {
    readonly kind: "byte";
    readonly index: number;
    readonly operator: "&" | "|" | "<" | ">" | "=";
    readonly value: number;
    readonly span: Span;
  }
  | { readonly kind: "inbound" | "outbound"; readonly span: Span }
  | {
    readonly kind: "interface";
    readonly index: number | undefined;
    readonly name?: string;
    readonly span: Span;
  }
  | {
    readonly kind: "encapsulation";
    readonly word: EncapsulationWord;
    readonly id?: number;
    readonly span: Span;
  }
  | { readonly kind: "llc"; readonly type?: string; readonly span: Span };

/** How two numbers are compared, unsigned. */
export type RelationSign = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** Signs of arithmetic with two operands. */
export type ArithmeticSign = "+" | "-" | "*" | "/" | "%" | "&" | "|" | "^" | "<<" | ">>";

/** A 32-bit unsigned number, computed from the packet. */
export type Arithmetic =
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "len"; readonly span: Span }
  | {
    readonly kind: "access";
    readonly protocol: ProtocolWord;
    readonly index: Arithmetic;
    readonly size: 1 | 2 | 4;
    readonly span: Span;
  }
  | {
    readonly kind: "operation";
    readonly operator: ArithmeticSign;
    readonly left: Arithmetic;
    readonly right: Arithmetic;
    readonly span: Span;
  }
  | { readonly kind: "negation"; readonly operand: Arithmetic; readonly span: Span };
