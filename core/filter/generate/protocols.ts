// core/filter/generate/protocols.ts: `tcp`, `ip proto 17`, `iso proto \clnp` and their like.
import { allOf, anyOf, type Condition } from "../condition.ts";
import type { ProtocolWord } from "../keywords.ts";
import { ETHER_PROTOCOLS, ISO_PROTOCOLS } from "../names.ts";
import { didYouMean } from "../../suggest.ts";
import type { Identifier, Span } from "../tree.ts";
import type { Context } from "./context.ts";
import { EtherType, linkType, Sap } from "./link_layer.ts";
import { isLink } from "./network.ts";
import { after, type Place } from "./place.ts";

/** A protocol in the type field of the link layer, or an 802.2 access point. */
const BY_LINK_TYPE: Readonly<Partial<Record<ProtocolWord, number>>> = {
  ip: EtherType.Ipv4,
  ip6: EtherType.Ipv6,
  arp: EtherType.Arp,
  rarp: EtherType.Rarp,
  atalk: EtherType.AppleTalk,
  aarp: EtherType.AppleTalkArp,
  decnet: EtherType.Decnet,
  sca: EtherType.DecSca,
  lat: EtherType.DecLat,
  mopdl: EtherType.DecMopDump,
  moprc: EtherType.DecMopRemote,
  iso: Sap.Iso,
  stp: Sap.Stp,
  ipx: Sap.Ipx,
  netbeui: Sap.Netbeui,
};

/** A protocol in IP, by its number; `both` is IPv4 or IPv6. */
const IN_IP: Readonly<Partial<Record<ProtocolWord, readonly ["ip" | "ip6" | "both", number]>>> = {
  icmp: ["ip", 1],
  igmp: ["ip", 2],
  igrp: ["ip", 9],
  vrrp: ["ip", 112],
  carp: ["ip", 112],
  tcp: ["both", 6],
  udp: ["both", 17],
  esp: ["both", 50],
  ah: ["both", 51],
  pim: ["both", 103],
  sctp: ["both", 132],
  icmp6: ["ip6", 58],
};

/** A protocol in ISO's network layer (ISO/IEC TR 9577). */
const IN_ISO: Readonly<Partial<Record<ProtocolWord, number>>> = {
  clnp: 0x81,
  esis: 0x82,
  isis: 0x83,
};

/** PDU types of IS-IS (ISO 10589, section 9) that a word stands for, in order of testing. */
const IN_ISIS: Readonly<Partial<Record<ProtocolWord, readonly number[]>>> = {
  l1: [26, 24, 18, 15, 17],
  l2: [27, 25, 20, 16, 17],
  iih: [17, 15, 16],
  lsp: [18, 20],
  snp: [27, 26, 24, 25],
  csnp: [24, 25],
  psnp: [26, 27],
};

/** A protocol's name alone. */
export function protocolAlone(
  code: Context,
  place: Place,
  word: ProtocolWord,
  span: Span,
): Condition {
  const type = BY_LINK_TYPE[word];
  if (type !== undefined) return linkType(code, place, type, span);
  const inIp = IN_IP[word];
  if (inIp !== undefined) return inside(code, place, inIp[0], inIp[1], span);
  const inIso = IN_ISO[word];
  if (inIso !== undefined) return inIsoLayer(code, place, inIso, span);
  const pdus = IN_ISIS[word];
  if (pdus !== undefined) {
    return anyOf(...pdus.map((pdu) => inIsis(code, place, pdu, span)));
  }
  return code.fail(span, `"${word}" alone says nothing`, `write ${word} host, ${word}[0] …`);
}

/** `proto`: the protocol of the next layer by name or number. */
export function protocolNumber(
  code: Context,
  place: Place,
  protocol: ProtocolWord | undefined,
  identifier: Identifier,
  span: Span,
): Condition {
  const number = numberOf(code, protocol, identifier, span);
  if (isLink(protocol)) {
    inRange(code, number, 0xffff, span);
    return linkType(code, place, number, span);
  }
  inRange(code, number, 0xff, span);
  switch (protocol) {
    case undefined:
      return inside(code, place, "both", number, span);
    case "ip":
    case "ip6":
      return inside(code, place, protocol, number, span);
    case "iso":
      return inIsoLayer(code, place, number, span);
    case "isis":
      return inIsis(code, place, number, span);
    default:
      return code.fail(span, `"${protocol} proto" has no meaning`, "ip, ip6, ether and iso have");
  }
}

/** The number that an identifier after `proto` or `protochain` stands for. */
export function numberOf(
  code: Context,
  protocol: ProtocolWord | undefined,
  identifier: Identifier,
  span: Span,
): number {
  if (identifier.kind === "number") return identifier.value;
  if (identifier.kind !== "name") return code.fail(span, "a protocol is a number or a name");
  const { text } = identifier;
  const { names } = code.target;
  const [found, known] = isLink(protocol)
    ? [ETHER_PROTOCOLS.get(text), ETHER_PROTOCOLS.keys()]
    : protocol === "iso"
    ? [ISO_PROTOCOLS.get(text), ISO_PROTOCOLS.keys()]
    : protocol === undefined || protocol === "ip" || protocol === "ip6"
    ? [names.protocol(text), names.protocolNames]
    : [undefined, []];
  return found ?? code.fail(span, `no protocol is called ${text}`, didYouMean(text, known));
}

/** libpcap 1.10 takes numbers that the field cannot hold; they never match. */
function inRange(code: Context, number: number, greatest: number, span: Span): void {
  if (number > greatest && !code.target.compat) {
    code.fail(span, `${number} is greater than ${greatest}: no packet can have it`);
  }
}

/** IP carries this protocol. */
function inside(
  code: Context,
  place: Place,
  version: "ip" | "ip6" | "both",
  number: number,
  span: Span,
): Condition {
  if (version === "ip") {
    const protocolField = code.networkLoad(place, 1, 9);
    return allOf(
      linkType(code, place, EtherType.Ipv4, span),
      code.equal(protocolField, number),
    );
  }
  if (version === "ip6") {
    const nextHeader = code.networkLoad(place, 1, 6);
    const FRAGMENT = 44;
    return allOf(
      linkType(code, place, EtherType.Ipv6, span),
      anyOf(
        code.equal(nextHeader, number),
        // A fragment header tells the protocol in its first byte (RFC 8200, section 4.5).
        allOf(
          code.equal(nextHeader, FRAGMENT),
          code.equal(code.networkLoad(place, 1, 40), number),
        ),
      ),
    );
  }
  return anyOf(
    inside(code, place, "ip", number, span),
    inside(code, place, "ip6", number, span),
  );
}

function inIsoLayer(code: Context, place: Place, number: number, span: Span): Condition {
  const identifier = code.load(1, after(place.payload, place.networkAfterLlc));
  return allOf(linkType(code, place, Sap.Iso, span), code.equal(identifier, number));
}

function inIsis(code: Context, place: Place, pdu: number, span: Span): Condition {
  const pduType = code.load(1, after(place.payload, place.networkAfterLlc + 4));
  return allOf(inIsoLayer(code, place, 0x83, span), code.equal(pduType, pdu));
}
