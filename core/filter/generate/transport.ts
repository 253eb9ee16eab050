// core/filter/generate/transport.ts: ports, and ranges of ports.
import { allOf, anyOf, type Condition, not } from "../condition.ts";
import type { Expression } from "../expression.ts";
import type { NamedPort } from "../names.ts";
import { didYouMean } from "../../suggest.ts";
import type { Identifier, Qualifiers, Span } from "../tree.ts";
import type { Context } from "./context.ts";
import { byDirection, EtherType, linkType } from "./link_layer.ts";
import { after, type Place } from "./place.ts";

/** Protocols that have ports, and their numbers in IP, in libpcap's order of tests. */
const PORT_PROTOCOLS = { sctp: 132, tcp: 6, udp: 17 } as const;
type PortProtocol = keyof typeof PORT_PROTOCOLS;

/** Bytes of an IPv6 header without extensions (RFC 8200, section 3). */
const IPV6_HEADER_LENGTH = 40;

/** What is asked of a port: from `low` to `high`, in one protocol or in any. */
interface Ports {
  readonly low: number;
  readonly high: number;
  readonly protocol: PortProtocol | undefined;
}

/** `port` and `portrange`. */
export function ports(
  code: Context,
  place: Place,
  qualifiers: Qualifiers,
  identifier: Identifier,
  span: Span,
): Condition {
  const { protocol, type } = qualifiers;
  if (protocol !== undefined && !(protocol in PORT_PROTOCOLS)) {
    return code.fail(span, `${protocol} has no ports`, "tcp, udp and sctp have");
  }
  if (identifier.kind !== "number" && identifier.kind !== "name") {
    return code.fail(span, "a port is a number or a name, not an address");
  }
  const asked = protocol as PortProtocol | undefined;
  const found = identifier.kind === "number"
    ? { low: identifier.value, high: identifier.value, protocol: asked }
    : type === "portrange"
    ? namedRange(code, identifier.text, asked, span)
    : { ...named(code, identifier.text, asked, span) };
  const greatest = Math.max(found.low, found.high);
  if (greatest > 65535) return code.fail(span, `port ${greatest} is greater than 65535`);
  const ordered = {
    ...found,
    low: Math.min(found.low, found.high),
    high: Math.max(found.low, found.high),
  };
  const single = type === "port";
  return anyOf(
    overIpv6(code, place, qualifiers, ordered, single, span),
    overIpv4(code, place, qualifiers, ordered, single, span),
  );
}

/** A port by its name; a name that only one protocol knows means that protocol. */
function named(
  code: Context,
  name: string,
  asked: PortProtocol | undefined,
  span: Span,
): Ports {
  const port = lookUp(code, name, span);
  const only = onlyProtocol(port);
  if (asked !== undefined && only !== undefined && asked !== only) {
    return code.fail(span, `port ${name} is known for ${only} only`, `write ${only} port ${name}`);
  }
  const number = (asked === "udp" ? port.udp : port.tcp) ?? port.udp ?? 0;
  return { low: number, high: number, protocol: asked ?? only };
}

function onlyProtocol({ tcp, udp }: NamedPort): "tcp" | "udp" | undefined {
  return udp === undefined ? "tcp" : tcp === undefined ? "udp" : undefined;
}

/** A service's ports; a number in the place of a name counts modulo 65536, as getaddrinfo(3) has it. */
function lookUp(code: Context, name: string, span: Span): NamedPort {
  // … and one that does not fit into 31 bits is none.
  const number = /^[0-9]+$/.test(name) ? Number(BigInt.asIntN(32, BigInt(name))) : -1;
  if (number >= 0) return { tcp: number & 0xffff, udp: number & 0xffff };
  const port = code.target.names.port(name);
  if (port !== undefined) return port;
  return code.fail(
    span,
    `no port is called ${name}`,
    didYouMean(name, code.target.names.portNames),
  );
}

/** `80-443`, `ftp-ssh`, or both mixed: one word, divided at its first hyphen. */
function namedRange(
  code: Context,
  text: string,
  asked: PortProtocol | undefined,
  span: Span,
): Ports {
  // sscanf("%d-%d"): what follows the second number is not looked at.
  const numbers = /^([0-9]+)-([-+]?[0-9]+)(.*)/s.exec(text);
  if (numbers !== null) {
    const [low, high] = [Number(numbers[1]), Number(numbers[2])];
    if (high < 0) return code.fail(span, `${high} is no port`);
    if (numbers[3] !== "" && !code.target.compat) {
      return code.fail(span, `"${numbers[3]}" follows the range`, `write ${low}-${high}`);
    }
    return { low, high, protocol: asked };
  }
  const hyphen = text.indexOf("-");
  if (hyphen === -1) return code.fail(span, `${text} is no range of ports`, "write LOW-HIGH");
  const [first, last] = [text.slice(0, hyphen), text.slice(hyphen + 1)].map((name) =>
    lookUp(code, name, span)
  );
  const [low, high] = [first.tcp ?? first.udp ?? 0, last.tcp ?? last.udp ?? 0];
  const only = onlyProtocol(first) === onlyProtocol(last) ? onlyProtocol(first) : undefined;
  if (asked !== undefined && only !== undefined && asked !== only) {
    return code.fail(span, `the ports ${text} are known for ${only} only`);
  }
  return { low, high, protocol: asked ?? only };
}

/** IPv6: the transport header follows at once; extension headers are not looked through. */
function overIpv6(
  code: Context,
  place: Place,
  { direction }: Qualifiers,
  asked: Ports,
  single: boolean,
  span: Span,
): Condition {
  const nextHeader = code.networkLoad(place, 1, 6);
  const conditions = protocolsOf(asked).map((protocol) => {
    const at = (offset: number) => {
      const port = code.networkLoad(place, 2, IPV6_HEADER_LENGTH + offset);
      return portTest(code, port, asked, single);
    };
    const either = byDirection(code, direction, span, at(0), at(2));
    return allOf(code.equal(nextHeader, PORT_PROTOCOLS[protocol]), either);
  });
  return allOf(linkType(code, place, EtherType.Ipv6, span), anyOf(...conditions));
}

/** IPv4: only the first fragment has a transport header, behind a header of varying length. */
function overIpv4(
  code: Context,
  place: Place,
  { direction }: Qualifiers,
  asked: Ports,
  single: boolean,
  span: Span,
): Condition {
  const protocolField = code.networkLoad(place, 1, 9);
  const conditions = protocolsOf(asked).map((protocol) => {
    const at = (offset: number) => {
      const port = ipv4PayloadLoad(code, place, 2, code.make.constant(offset));
      return portTest(code, port, asked, single);
    };
    return allOf(
      code.equal(protocolField, PORT_PROTOCOLS[protocol]),
      firstFragment(code, place),
      byDirection(code, direction, span, at(0), at(2)),
    );
  });
  return allOf(linkType(code, place, EtherType.Ipv4, span), anyOf(...conditions));
}

function protocolsOf({ protocol }: Ports): readonly PortProtocol[] {
  return protocol === undefined ? ["sctp", "tcp", "udp"] : [protocol];
}

function portTest(
  code: Context,
  port: Expression,
  { low, high }: Ports,
  single: boolean,
): Condition {
  if (single) return code.equal(port, low);
  return allOf(code.test("ge", port, low), code.atMost(port, high));
}

/** The offset field of IPv4 is 0: the transport header is in this packet (RFC 791, section 3.1). */
export function firstFragment(code: Context, place: Place): Condition {
  return not(code.test("set", code.networkLoad(place, 2, 6), 0x1fff));
}

/** Bytes behind the IPv4 header, which is as long as its first byte says. */
export function ipv4PayloadLoad(
  code: Context,
  place: Place,
  size: 1 | 2 | 4,
  index: Expression,
): Expression {
  const { make } = code;
  const header = after(place.payload, place.network);
  if (header.base === undefined) {
    const behind = make.operation("add", make.headerLength(header.offset), index);
    return make.load(size, header.offset, behind);
  }
  // There is no instruction for a header whose place is computed.
  const words = code.masked(code.load(1, header), 0xf);
  const length = make.operation("lsh", words, make.constant(2));
  const start = make.operation("add", length, header.base);
  return make.load(size, header.offset, make.operation("add", start, index));
}
