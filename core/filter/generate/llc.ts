// core/filter/generate/llc.ts: IEEE 802.2 frames and their types.
import { allOf, type Condition, not } from "../condition.ts";
import { didYouMean } from "../../suggest.ts";
import type { Span } from "../tree.ts";
import type { Context } from "./context.ts";
import { after, type Place } from "./place.ts";

/** Supervisory frames by their control byte (IEEE 802.2, section 5.4). */
const SUPERVISORY: Readonly<Record<string, number>> = { rr: 0x01, rnr: 0x05, rej: 0x09 };
/** Unnumbered frames; the poll bit 0x10 is left out. */
const UNNUMBERED: Readonly<Record<string, number>> = {
  ui: 0x03,
  dm: 0x0f,
  disc: 0x43,
  ua: 0x63,
  sabme: 0x6f,
  frmr: 0x87,
  xid: 0xaf,
  test: 0xe3,
};

/** `llc`: a frame with an 802.2 header, of a type if one is given. */
export function llc(
  code: Context,
  place: Place,
  type: string | undefined,
  span: Span,
): Condition {
  if (place.layer !== "ethernet") return code.fail(span, "only Ethernet has 802.2 frames");
  const isLlc = allOf(
    code.atMost(code.load(2, place.type), 1500),
    // Novell's frames without 802.2 have a checksum of all ones there.
    not(code.equal(code.load(2, place.payload), 0xffff)),
  );
  if (type === undefined) return isLlc;
  const control = code.load(1, after(place.payload, 2));
  const name = type.toLowerCase();
  switch (name) {
    case "i":
      return allOf(isLlc, not(code.test("set", control, 0x01)));
    case "s":
      return allOf(isLlc, code.equal(code.masked(control, 0x03), 0x01));
    case "u":
      return allOf(isLlc, code.equal(code.masked(control, 0x03), 0x03));
  }
  if (name in SUPERVISORY) {
    return allOf(isLlc, code.equal(code.masked(control, 0x0f), SUPERVISORY[name]));
  }
  if (name in UNNUMBERED) {
    return allOf(isLlc, code.equal(code.masked(control, 0xef), UNNUMBERED[name]));
  }
  const known = ["i", "s", "u", ...Object.keys(SUPERVISORY), ...Object.keys(UNNUMBERED)];
  return code.fail(span, `no LLC type is called ${type}`, didYouMean(type, known));
}
