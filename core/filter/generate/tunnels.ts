// core/filter/generate/tunnels.ts: Geneve and VXLAN, whose inner headers have no fixed place.
import { allOf, anyOf, type Condition } from "../condition.ts";
import type { Expression, Variable } from "../expression.ts";
import type { Span } from "../tree.ts";
import type { Context } from "./context.ts";
import type { Outcome } from "./encapsulation.ts";
import { EtherType, linkType } from "./link_layer.ts";
import { after, moved, type Place, type Position } from "./place.ts";
import { firstFragment, ipv4PayloadLoad } from "./transport.ts";

const UDP = 17;
const UDP_HEADER_LENGTH = 8;
const IPV6_HEADER_LENGTH = 40;
/** Ports of RFC 8926, section 3.3, and RFC 7348, section 5. */
const PORT = { geneve: 6081, vxlan: 4789 } as const;

/** Geneve (RFC 8926): options of any length, then Ethernet, or another protocol at once. */
export function geneve(
  code: Context,
  place: Place,
  id: number | undefined,
  span: Span,
): Outcome {
  const { make } = code;
  const header = code.variable(`geneve header ${place.key}`, span);
  const link = code.variable(`geneve link ${place.key}`, span);
  const payload = code.variable(`geneve payload ${place.key}`, span);
  // The header's place is not needed any more when that of the type is known.
  const type = code.variable(`geneve type ${place.key}`, span, header.cell);

  const condition = allOf(
    overUdp(code, place, span, PORT.geneve, header, (load) => [
      // Version 0.
      code.equal(code.masked(load(1, 0), 0xc0), 0),
      ...idTest(code, load, id),
    ]),
    storing(link, () => {
      const options = code.masked(make.load(1, 0, header), 0x3f);
      const length = make.operation("mul", options, make.constant(4));
      return plus(code, plus(code, length, 8), header);
    }),
    anyOf(
      allOf(
        code.equal(make.load(2, 2, header), EtherType.TransparentEthernet),
        storing(type, () => plus(code, link, 12)),
        storing(payload, () => plus(code, link, 14)),
      ),
      allOf(
        storing(type, () => plus(code, header, 2)),
        storing(payload, () => link),
      ),
    ),
  );
  return { condition, place: inside(code, place, link, at(type), at(payload), true) };
}

/** VXLAN (RFC 7348): eight bytes, then Ethernet. */
export function vxlan(
  code: Context,
  place: Place,
  id: number | undefined,
  span: Span,
): Outcome {
  const link = code.variable(`vxlan link ${place.key}`, span);
  const header = code.variable(`vxlan header ${place.key}`, span, link.cell);
  const condition = allOf(
    overUdp(code, place, span, PORT.vxlan, header, (load) => [
      // The I flag: there is a network identifier.
      code.test("set", load(1, 0), 0x08),
      ...idTest(code, load, id),
    ]),
    storing(link, () => plus(code, header, 8)),
  );
  return {
    condition,
    place: inside(code, place, link, after(at(link), 12), after(at(link), 14), false),
  };
}

/** Loads bytes behind a UDP header. */
type HeaderLoad = (size: 1 | 2 | 4, offset: number) => Expression;

/** Both protocols have the identifier in the same place, 24 bits and a reserved byte. */
function idTest(code: Context, load: HeaderLoad, id: number | undefined): Condition[] {
  if (id === undefined) return [];
  return [code.maskedEqual(load(4, 4), id << 8 >>> 0, 0xffff_ff00)];
}

/** UDP to a port, over IPv4 or IPv6; `header` becomes the place behind the UDP header. */
function overUdp(
  code: Context,
  place: Place,
  span: Span,
  port: number,
  header: Variable,
  tests: (load: HeaderLoad) => Condition[],
): Condition {
  const { make } = code;
  const network = after(place.payload, place.network);
  const behind = (start: number) => plusPosition(code, network, start + UDP_HEADER_LENGTH);

  const load4: HeaderLoad = (size, offset) =>
    ipv4PayloadLoad(code, place, size, make.constant(UDP_HEADER_LENGTH + offset));
  const ipv4 = allOf(
    linkType(code, place, EtherType.Ipv4, span),
    code.equal(code.networkLoad(place, 1, 9), UDP),
    firstFragment(code, place),
    code.equal(ipv4PayloadLoad(code, place, 2, make.constant(2)), port),
    ...tests(load4),
    storing(header, () => {
      const length = network.base === undefined
        ? make.headerLength(network.offset)
        : make.operation("lsh", code.masked(code.load(1, network), 0xf), make.constant(2));
      return make.operation("add", length, behind(0));
    }),
  );
  const load6: HeaderLoad = (size, offset) =>
    code.load(size, after(network, IPV6_HEADER_LENGTH + UDP_HEADER_LENGTH + offset));
  const ipv6 = allOf(
    linkType(code, place, EtherType.Ipv6, span),
    code.equal(code.networkLoad(place, 1, 6), UDP),
    code.equal(code.networkLoad(place, 2, IPV6_HEADER_LENGTH + 2), port),
    ...tests(load6),
    storing(header, () => behind(IPV6_HEADER_LENGTH)),
  );
  return anyOf(ipv4, ipv6);
}

function storing(variable: Variable, value: () => Expression): Condition {
  return { kind: "store", variable, value: value() };
}

function plus(code: Context, left: Expression, right: Expression | number): Expression {
  const added = typeof right === "number" ? code.make.constant(right) : right;
  return code.make.operation("add", left, added);
}

/** A position as a number, some bytes further on. */
function plusPosition(code: Context, { base, offset }: Position, bytes: number): Expression {
  const constant = code.make.constant(offset + bytes);
  return base === undefined ? constant : code.make.operation("add", base, constant);
}

function at(base: Variable): Position {
  return { base, offset: 0 };
}

/** The place of the inner Ethernet header. */
function inside(
  code: Context,
  place: Place,
  link: Variable,
  type: Position,
  payload: Position,
  maybeWithoutLink: boolean,
): Place {
  return moved(place, {
    layer: "ethernet",
    link: at(link),
    type,
    payload,
    network: 0,
    // libpcap does not forget the labels outside the tunnel.
    networkAfterLlc: code.target.compat ? place.networkAfterLlc : 3,
    labels: code.target.compat ? place.labels : 0,
    maybeWithoutLink,
  });
}
