// core/filter/generate/encapsulation.ts: headers behind which the rest of the filter looks.
import { allOf, anyOf, type Condition, NEVER, not } from "../condition.ts";
import { Ancillary } from "../program.ts";
import type { Term } from "../tree.ts";
import type { Context } from "./context.ts";
import { EtherType, linkType, PPP_MPLS } from "./link_layer.ts";
import { after, type LinkLayer, moved, type Place } from "./place.ts";
import { geneve, vxlan } from "./tunnels.ts";

/** What a term says of the packet, and where what follows it looks. */
export interface Outcome {
  readonly condition: Condition;
  readonly place: Place;
}

/** The greatest id of each header. */
const GREATEST_ID = {
  vlan: 0xfff,
  mpls: 0xfffff,
  pppoed: 0,
  pppoes: 0xffff,
  geneve: 0xffffff,
  vxlan: 0xffffff,
} as const;

/** `vlan`, `mpls` and so on: several outcomes where the header can be in several places. */
export function encapsulation(
  code: Context,
  place: Place,
  term: Extract<Term, { kind: "encapsulation" }>,
): Outcome[] {
  const { word, id, span } = term;
  if (id !== undefined && id > GREATEST_ID[word]) {
    code.fail(span, `${word} ${id} is greater than ${GREATEST_ID[word]}`);
  }
  switch (word) {
    case "vlan":
      return vlan(code, place, term);
    case "mpls":
      return [mpls(code, place, term)];
    case "pppoed":
      return [{ condition: linkType(code, place, EtherType.PppoeDiscovery, span), place }];
    case "pppoes":
      return [pppoeSession(code, place, term)];
    case "geneve":
      return [geneve(code, place, id, span)];
    case "vxlan":
      return [vxlan(code, place, id, span)];
  }
}

type Encapsulation = Extract<Term, { kind: "encapsulation" }>;

/** Where the type field is on layers that have tags, from the start of the link header. */
const TYPE_OFFSETS: { readonly [layer in LinkLayer]?: number } = { ethernet: 12, sll: 14, sll2: 0 };

/** An 802.1Q tag: two bytes, then the type of what follows. */
function vlan(code: Context, place: Place, { id, span }: Encapsulation): Outcome[] {
  const { compat, live } = code.target;
  if (place.labels > 0) return code.fail(span, "there is no VLAN tag behind MPLS labels");
  if (compat && place.layer !== "ethernet") {
    return code.fail(span, "only Ethernet has VLAN tags");
  }
  const typeOffset = TYPE_OFFSETS[place.layer];
  // An analyzer that looks behind tags, too, is right where there are none.
  if (typeOffset === undefined) return [{ condition: NEVER, place }];
  const isTag = anyOf(
    linkType(code, place, EtherType.Vlan, span),
    linkType(code, place, EtherType.ServiceVlan, span),
    linkType(code, place, EtherType.OldQinq, span),
  );
  const inFrame = id === undefined
    ? isTag
    : allOf(isTag, code.maskedEqual(code.load(2, place.payload), id, 0xfff));
  const type = place.layer === "ethernet" ? after(place.type, 4) : after(place.payload, 2);
  const behind = moved(place, { type, payload: after(place.payload, 4) });

  const { base, offset } = place.type;
  const outermost = base === undefined && offset === place.link.offset + typeOffset;
  if (!live || place.tagTaken || !outermost) {
    return [{ condition: inFrame, place: behind }];
  }
  // Live, the kernel has mostly moved the outermost tag out of the frame, but not always:
  // a frame that this host sends may still have it inside.
  const isBeside = code.test("set", code.make.load(1, Ancillary.VlanTagPresent), 1);
  const beside = id === undefined
    ? isBeside
    : allOf(isBeside, code.maskedEqual(code.make.load(2, Ancillary.VlanTag), id, 0xfff));
  return [
    { condition: beside, place: moved(place, { tagTaken: true }) },
    { condition: allOf(not(isBeside), inFrame), place: moved(behind, { tagTaken: true }) },
  ];
}

/** An MPLS label (RFC 3032, section 2.1); the lowest bit of its third byte marks the last one. */
function mpls(code: Context, place: Place, { id, span }: Encapsulation): Outcome {
  let isLabel: Condition;
  if (place.labels > 0) {
    isLabel = code.maskedEqual(code.networkLoad(place, 1, -2), 0, 1);
  } else if (place.layer === "ethernet") {
    isLabel = linkType(code, place, EtherType.Mpls, span);
  } else if (place.layer === "ppp") {
    isLabel = linkType(code, place, PPP_MPLS, span);
  } else {
    return code.fail(span, "only Ethernet and PPP carry MPLS");
  }
  const label = code.networkLoad(place, 4, 0);
  const condition = id === undefined
    ? isLabel
    : allOf(isLabel, code.maskedEqual(label, id << 12 >>> 0, 0xffff_f000));
  const behind = {
    network: place.network + 4,
    networkAfterLlc: place.networkAfterLlc + 4,
    labels: place.labels + 1,
  };
  return { condition, place: moved(place, behind) };
}

/** A PPPoE session (RFC 2516, section 4): six bytes of header, then PPP's protocol field. */
function pppoeSession(code: Context, place: Place, { id, span }: Encapsulation): Outcome {
  const isSession = linkType(code, place, EtherType.PppoeSession, span);
  const session = code.networkLoad(place, 4, 0);
  const condition = id === undefined
    ? isSession
    : allOf(isSession, code.maskedEqual(session, id, 0xffff));
  const link = after(place.payload, place.network + 6);
  const behind = moved(place, {
    layer: "ppp",
    link,
    type: link,
    payload: after(link, 2),
    network: 0,
    networkAfterLlc: 0,
    maybeWithoutLink: false,
  });
  return { condition, place: behind };
}
