// core/filter/generate/arithmetic.ts: `tcp[13] & 2 != 0`, and what must hold so that it means something.
import { allOf, ALWAYS, compare, type Comparison, type Condition, not } from "../condition.ts";
import type { Expression, Operation } from "../expression.ts";
import type { ProtocolWord } from "../keywords.ts";
import type { Arithmetic, ArithmeticSign, RelationSign, Term } from "../tree.ts";
import { type Context, SCRATCH_CELLS } from "./context.ts";
import { EtherType, linkType } from "./link_layer.ts";
import { isLink } from "./network.ts";
import { after, type Place, type Position } from "./place.ts";
import { protocolAlone } from "./protocols.ts";
import { firstFragment, ipv4PayloadLoad } from "./transport.ts";

/** A number, and the test that the packet has the protocols it is read from. */
interface Guarded {
  readonly value: Expression;
  readonly guard: Condition;
}

const OPERATIONS: Readonly<Record<ArithmeticSign, Operation>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "mod",
  "&": "and",
  "|": "or",
  "^": "xor",
  "<<": "lsh",
  ">>": "rsh",
};

const IN_NETWORK_HEADER: ReadonlySet<ProtocolWord> = new Set(
  ["ip", "ip6", "arp", "rarp", "atalk", "aarp", "decnet", "lat", "sca", "moprc", "mopdl"] as const,
);
const BEHIND_IPV4: ReadonlySet<ProtocolWord> = new Set(
  ["tcp", "udp", "sctp", "icmp", "igmp", "igrp", "pim", "vrrp", "carp"] as const,
);

/** Two numbers compared, unsigned. */
export function relation(
  code: Context,
  place: Place,
  term: Extract<Term, { kind: "relation" }>,
): Condition {
  const reader = new ArithmeticGenerator(code, place, term.span);
  const left = reader.number(term.left);
  const right = reader.number(term.right);
  const isComputed = term.left.kind !== "number" || term.right.kind !== "number";
  const condition = related(code, term.operator, left.value, right.value, isComputed);
  const isEquality = term.operator === "=" || term.operator === "!=";
  code.tested = isEquality ? code.make.operation("sub", left.value, right.value) : left.value;
  return allOf(left.guard, right.guard, condition);
}

/** The number that an operand begins with, if it is one: libpcap takes it for the whole operand. */
function firstNumber(arithmetic: Arithmetic): number | undefined {
  switch (arithmetic.kind) {
    case "number":
      return arithmetic.value;
    case "len":
      return undefined;
    case "negation":
      return firstNumber(arithmetic.operand);
    case "operation":
      return firstNumber(arithmetic.left);
    case "access":
      return firstNumber(arithmetic.index);
  }
}

function related(
  code: Context,
  sign: RelationSign,
  left: Expression,
  right: Expression,
  isComputed: boolean,
): Condition {
  const compared = (comparison: Comparison): Condition => {
    // libpcap does arithmetic with constants only when the graph is as small as it gets,
    // so until then the outcome of this test is open (see `optimize`).
    const isLate = isComputed && code.target.compat &&
      left.kind === "constant" && right.kind === "constant";
    return isLate
      ? { kind: "test", comparison, left, right }
      : compare(code.make, comparison, left, right);
  };
  switch (sign) {
    case "=":
      return compared("eq");
    case "!=":
      return not(compared("eq"));
    case ">":
      return compared("gt");
    case ">=":
      return compared("ge");
    case "<=":
      return not(compared("gt"));
    case "<":
      return not(compared("ge"));
  }
}

class ArithmeticGenerator {
  /** Numbers that wait for an operator, as libpcap counts them: each has a scratch cell there. */
  #waiting = 0;

  constructor(
    readonly code: Context,
    readonly place: Place,
    readonly span: Term["span"],
  ) {}

  number(arithmetic: Arithmetic): Guarded {
    const { make } = this.code;
    switch (arithmetic.kind) {
      case "number":
        this.#wait();
        return { value: make.constant(arithmetic.value), guard: ALWAYS };
      case "len":
        this.#wait();
        return { value: make.length(), guard: ALWAYS };
      case "negation": {
        const { value, guard } = this.number(arithmetic.operand);
        return { value: make.negation(value), guard };
      }
      case "operation":
        return this.#operation(arithmetic);
      case "access":
        return this.#access(arithmetic);
    }
  }

  #wait(): void {
    if (++this.#waiting + this.code.cellsTaken > SCRATCH_CELLS && this.code.target.compat) {
      this.code.fail(this.span, `it needs more than ${SCRATCH_CELLS} scratch cells at once`);
    }
  }

  #operation(arithmetic: Extract<Arithmetic, { kind: "operation" }>): Guarded {
    const { operator, right: divisor, span } = arithmetic;
    const left = this.number(arithmetic.left);
    const right = this.number(divisor);
    this.#waiting--;
    const number = this.code.target.compat || divisor.kind === "number"
      ? firstNumber(divisor)
      : undefined;
    if ((operator === "/" || operator === "%") && number === 0) {
      this.code.fail(span, "division by zero");
    }
    if ((operator === "<<" || operator === ">>") && number !== undefined && number > 31) {
      this.code.fail(span, `a shift by ${number} bits, more than 31`);
    }
    const value = this.code.operation(span, OPERATIONS[operator], left.value, right.value);
    // libpcap forgets what must hold for the right operand.
    const guard = this.code.target.compat ? left.guard : allOf(left.guard, right.guard);
    return { value, guard };
  }

  #access({ protocol, index, size, span }: Extract<Arithmetic, { kind: "access" }>): Guarded {
    const { code, place } = this;
    const at = this.number(index);
    this.#wait();
    this.#waiting--;
    const network = after(place.payload, place.network);
    if (isLink(protocol)) {
      return { value: this.#load(size, place.link, at.value), guard: at.guard };
    }
    if (IN_NETWORK_HEADER.has(protocol)) {
      const guard = allOf(at.guard, protocolAlone(code, place, protocol, span));
      return { value: this.#load(size, network, at.value), guard };
    }
    if (BEHIND_IPV4.has(protocol)) {
      const guard = allOf(
        linkType(code, place, EtherType.Ipv4, span),
        at.guard,
        protocolAlone(code, place, protocol, span),
        firstFragment(code, place),
      );
      return { value: ipv4PayloadLoad(code, place, size, at.value), guard };
    }
    if (protocol === "icmp6") {
      const guard = allOf(
        at.guard,
        linkType(code, place, EtherType.Ipv6, span),
        code.equal(code.networkLoad(place, 1, 6), 58),
      );
      return { value: this.#load(size, after(network, 40), at.value), guard };
    }
    return code.fail(span, `bytes of ${protocol} cannot be read`);
  }

  #load(size: 1 | 2 | 4, { base, offset }: Position, index: Expression): Expression {
    const { make } = this.code;
    if (base === undefined) return make.load(size, offset, index);
    return make.load(size, offset, make.operation("add", base, index));
  }
}
