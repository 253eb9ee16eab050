// core/filter/generate/protochain.ts: a protocol anywhere in the chain of headers.
import { allOf, anyOf, type Condition, NEVER } from "../condition.ts";
import type { Expression } from "../expression.ts";
import type { Identifier, Qualifiers, Span } from "../tree.ts";
import type { Context } from "./context.ts";
import { EtherType, linkType } from "./link_layer.ts";
import { after, type Place } from "./place.ts";
import { numberOf } from "./protocols.ts";

/** Hop-by-hop options, destination options, routing, fragment (RFC 8200, section 4). */
const EXTENSIONS = [0, 60, 43, 44];
/** The authentication header counts its length in words less two (RFC 4302, section 2.2). */
const AUTHENTICATION = 51;

/**
 * Headers that are looked through at most where the kernel runs the program: it
 * refuses loops, so they are a straight line there. RFC 8200 names seven at most.
 */
const LONGEST_CHAIN = 8;

/** `protochain N`: N is the protocol of some header, extensions and AH looked through. */
export function protochain(
  code: Context,
  place: Place,
  { protocol }: Qualifiers,
  identifier: Identifier,
  span: Span,
): Condition {
  if (protocol !== undefined && protocol !== "ip" && protocol !== "ip6") {
    return code.fail(span, `"${protocol} protochain" has no meaning`, "ip and ip6 have");
  }
  if (code.target.compat && place.payload.base !== undefined) {
    return code.fail(span, "protochain is not supported where headers have no fixed place");
  }
  const number = numberOf(code, protocol, identifier, span);
  if (!code.target.compat && number > 0xff) {
    return code.fail(span, `${number} is greater than 255: no packet can have it`);
  }
  return anyOf(
    protocol === "ip6" ? NEVER : overIpv4(code, place, number, span),
    protocol === "ip" ? NEVER : overIpv6(code, place, number, span),
  );
}

function overIpv4(code: Context, place: Place, number: number, span: Span): Condition {
  const { make } = code;
  const network = after(place.payload, place.network);
  const length = network.base === undefined
    ? make.headerLength(network.offset)
    : make.operation("lsh", code.masked(code.load(1, network), 0xf), make.constant(2));
  const chain = new Chain(code, network.offset, number, [], span);
  const start = network.base === undefined ? length : make.operation("add", length, network.base);
  return allOf(
    linkType(code, place, EtherType.Ipv4, span),
    chain.from(code.networkLoad(place, 1, 9), start),
  );
}

function overIpv6(code: Context, place: Place, number: number, span: Span): Condition {
  const { make } = code;
  const network = after(place.payload, place.network);
  const length = make.constant(40);
  const chain = new Chain(code, network.offset, number, EXTENSIONS, span);
  const start = network.base === undefined ? length : make.operation("add", network.base, length);
  return allOf(
    linkType(code, place, EtherType.Ipv6, span),
    chain.from(code.networkLoad(place, 1, 6), start),
  );
}

/** A walk from header to header. */
class Chain {
  constructor(
    readonly code: Context,
    /** Where the IP header begins, not counting what `start` counts. */
    readonly offset: number,
    readonly number: number,
    readonly extensions: readonly number[],
    readonly span: Span,
  ) {}

  /** `next` is the protocol of the header at `at`. */
  from(next: Expression, at: Expression): Condition {
    return this.code.target.live ? this.#unrolled(next, at) : this.#loop(next, at);
  }

  #loop(protocol: Expression, start: Expression): Condition {
    const { code, offset, number, extensions } = this;
    const cell = code.takeCell(this.span);
    code.releaseCell(cell);
    const steps = [
      ...extensions.map((each) => ({ protocol: each, unit: 8, extra: 1 })),
      { protocol: AUTHENTICATION, unit: 4, extra: 2 },
    ];
    return { kind: "walk", protocol, start, offset, number, steps, cell };
  }

  #unrolled(next: Expression, at: Expression): Condition {
    const { code, span } = this;
    const cells = [code.takeCell(span), code.takeCell(span)];
    const steps: Condition[] = [];
    let [protocol, start] = [next, at];
    const found: Condition[] = [code.equal(protocol, this.number)];
    for (let depth = 0; depth < LONGEST_CHAIN; depth++) {
      const nextProtocol = code.make.variable(cells[0], 0xff);
      // A position within the largest packet: sums with it never pass 2^32.
      const nextStart = code.make.variable(cells[1], 0xff_ffff);
      const keep: Condition = {
        kind: "store",
        variable: nextProtocol,
        value: code.make.load(1, this.offset, start),
      };
      const step = (unit: number, extra: number): Condition => ({
        kind: "store",
        variable: nextStart,
        value: this.#behind(start, unit, extra),
      });
      steps.push(allOf(
        anyOf(
          allOf(
            anyOf(...this.extensions.map((each) => code.equal(protocol, each))),
            keep,
            step(8, 1),
          ),
          allOf(code.equal(protocol, AUTHENTICATION), keep, step(4, 2)),
        ),
      ));
      [protocol, start] = [nextProtocol, nextStart];
      found.push(code.equal(protocol, this.number));
    }
    cells.forEach((cell) => code.releaseCell(cell));
    // Found here, or else a header to look through and found behind it.
    return steps.reduceRight(
      (rest, step, depth) => anyOf(found[depth], allOf(step, rest)),
      found[LONGEST_CHAIN],
    );
  }

  /** The place behind the header at `start`, whose second byte is its length in units. */
  #behind(start: Expression, unit: number, extra: number): Expression {
    const { make } = this.code;
    const units = make.operation("add", make.load(1, this.offset + 1, start), make.constant(extra));
    return make.operation("add", make.operation("mul", units, make.constant(unit)), start);
  }
}
