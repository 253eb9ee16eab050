// core/filter/generate/decnet.ts: hosts of DECnet phase IV.
import { allOf, anyOf, type Condition } from "../condition.ts";
import type { DirectionWord, Identifier, Span } from "../tree.ts";
import type { Context } from "./context.ts";
import { byDirection, EtherType, linkType } from "./link_layer.ts";
import type { Place } from "./place.ts";

/**
 * The four forms of a DECnet routing header (DNA Phase IV Routing Layer 2.0.0,
 * section 9): behind two bytes of length comes the flag byte, which a padding
 * byte may precede. `source` and `destination` are offsets from the length.
 */
const FORMS = [
  { padded: false, flags: 0x02, source: 5, destination: 3 },
  { padded: true, flags: 0x02, source: 6, destination: 4 },
  { padded: false, flags: 0x06, source: 17, destination: 9 },
  { padded: true, flags: 0x06, source: 18, destination: 10 },
] as const;

/** The low bits of the flags that tell a short data header (2) from a long one (6). */
const FLAG_MASK = 0x07;
/** The padding byte that stands before padded headers. */
const PADDING = 0x81;

/** A DECnet node by its 16-bit address, as {@linkcode decnetAddress} gives it. */
export function decnetHost(
  code: Context,
  place: Place,
  node: number,
  direction: DirectionWord | undefined,
  span: Span,
): Condition {
  // Addresses stand in the packet least significant byte first.
  const swapped = (node & 0xff) << 8 | node >>> 8 & 0xff;
  const at = (end: "source" | "destination"): Condition => {
    const forms = FORMS.map((form) => {
      const kind = form.padded
        ? code.maskedEqual(
          code.networkLoad(place, 2, 2),
          PADDING << 8 | form.flags,
          0xff00 | FLAG_MASK,
        )
        : code.maskedEqual(code.networkLoad(place, 1, 2), form.flags, FLAG_MASK);
      return allOf(kind, code.equal(code.networkLoad(place, 2, form[end]), swapped));
    });
    return allOf(linkType(code, place, EtherType.Decnet, span), anyOf(...forms));
  };
  return byDirection(code, direction, span, at("source"), at("destination"));
}

/** The 16-bit address that `area.node` or a number stands for. */
export function decnetAddress(code: Context, identifier: Identifier, span: Span): number {
  if (identifier.kind === "number") {
    if (!code.target.compat && identifier.value > 0xffff) {
      return code.fail(span, "a DECnet address has 16 bits");
    }
    return identifier.value;
  }
  if (identifier.kind !== "ipv4") {
    return code.fail(span, "a DECnet address is an area and a node", "such as 1.4");
  }
  const [area, node, ...rest] = identifier.text.split(".").map(Number);
  const tooLarge = area > 63 || node > 1023 || rest.length > 0;
  if (!code.target.compat && tooLarge) {
    return code.fail(span, "an area is at most 63, a node at most 1023", "such as 1.4");
  }
  return (area & 0x3f) << 10 | node & 0x3ff;
}
