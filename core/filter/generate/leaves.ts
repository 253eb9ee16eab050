// core/filter/generate/leaves.ts: terms that stand alone: broadcasts, bytes, directions, interfaces.
import { allOf, ALWAYS, anyOf, type Condition, not } from "../condition.ts";
import type { Expression } from "../expression.ts";
import { Ancillary } from "../program.ts";
import type { Term } from "../tree.ts";
import type { Context } from "./context.ts";
import { ethernetBroadcast, ethernetMulticast, EtherType, linkType } from "./link_layer.ts";
import { isLink } from "./network.ts";
import { after, type Place } from "./place.ts";

/** Packet type of frames that this host has sent (packet(7), `PACKET_OUTGOING`). */
const PACKET_OUTGOING = 4;

/** `broadcast`, alone or of IP. */
export function broadcast(
  code: Context,
  term: Extract<Term, { kind: "broadcast" | "multicast" }>,
  place: Place,
): Condition {
  const { protocol, span } = term;
  if (protocol === undefined || isLink(protocol)) return ethernetBroadcast(code, place, span);
  if (protocol !== "ip") return code.fail(span, `${protocol} has no broadcasts`);
  const { netmask } = code.target;
  // A mask of all ones is how libpcap is told that there is none.
  if (netmask === undefined || netmask === 0xffff_ffff) {
    return code.fail(span, "the network mask is not known, which ip broadcast depends on");
  }
  const hostBits = ~netmask >>> 0;
  const destination = code.networkLoad(place, 4, 16);
  return allOf(
    linkType(code, place, EtherType.Ipv4, span),
    anyOf(
      code.maskedEqual(destination, 0, hostBits),
      code.maskedEqual(destination, hostBits, hostBits),
    ),
  );
}

/** `multicast`, alone or of IP. */
export function multicast(
  code: Context,
  term: Extract<Term, { kind: "broadcast" | "multicast" }>,
  place: Place,
): Condition {
  const { protocol, span } = term;
  if (protocol === undefined || isLink(protocol)) return ethernetMulticast(code, place, span);
  if (protocol === "ip") {
    const first = code.networkLoad(place, 1, 16);
    const atLeast = code.test("ge", first, 224);
    // 240 and above is reserved, and 255.255.255.255 a broadcast (RFC 1112, section 4).
    const within = code.target.compat ? ALWAYS : code.atMost(first, 239);
    return allOf(linkType(code, place, EtherType.Ipv4, span), atLeast, within);
  }
  if (protocol === "ip6") {
    const first = code.networkLoad(place, 1, 24);
    return allOf(linkType(code, place, EtherType.Ipv6, span), code.equal(first, 255));
  }
  return code.fail(span, `${protocol} has no multicasts`);
}

/** `byte N = V`: one byte of the link layer. */
export function byte(
  code: Context,
  term: Extract<Term, { kind: "byte" }>,
  place: Place,
): Condition {
  const { operator, value } = term;
  if (!code.target.compat && value > 0xff) code.fail(term.span, `${value} is no byte`);
  const loaded = code.load(1, after(place.link, term.index));
  switch (operator) {
    case "=":
      return code.equal(loaded, value);
    case ">":
      return code.test("gt", loaded, value);
    case "<":
      return not(code.test("ge", loaded, value));
    case "&":
    case "|": {
      // libpcap forgets to load the byte: it takes what the test before has left.
      const taken = code.target.compat ? code.tested : loaded;
      const operation = operator === "&" ? "and" : "or";
      // Not folded, even if it is known: neither does libpcap.
      const bits = code.make.unfolded(operation, taken, code.make.constant(value));
      return not(code.equal(bits, 0));
    }
  }
}

/** `inbound` and `outbound`. */
export function direction(
  code: Context,
  term: Extract<Term, { kind: "inbound" | "outbound" }>,
  place: Place,
): Condition {
  const sent = packetType(code, term, place);
  return term.kind === "outbound" ? code.equal(sent, PACKET_OUTGOING) : not(
    code.equal(sent, PACKET_OUTGOING),
  );
}

/** Where the packet type is: in the cooked header, or beside the packet. */
function packetType(
  code: Context,
  term: Extract<Term, { kind: "inbound" | "outbound" }>,
  place: Place,
): Expression {
  if (place.layer === "sll") return code.load(2, place.link);
  if (place.layer === "sll2") return code.load(1, after(place.link, 10));
  if (code.target.savefile) {
    return code.fail(term.span, "files of this link type do not tell the direction");
  }
  return code.make.load(2, Ancillary.PacketType);
}

/** `ifindex` and `ifname`. */
export function interfaceIs(
  code: Context,
  term: Extract<Term, { kind: "interface" }>,
  place: Place,
): Condition {
  const { name, span } = term;
  const index = name === undefined ? term.index : code.target.interfaceIndex?.(name);
  if (index === undefined) return code.fail(span, `there is no interface ${name}`);
  if (place.layer === "sll2") return code.equal(code.load(4, after(place.link, 4)), index);
  if (code.target.savefile) {
    return code.fail(span, "files of this link type do not tell the interface");
  }
  return code.equal(code.make.load(4, Ancillary.InterfaceIndex), index);
}
