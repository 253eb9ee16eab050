import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { PPP_BRIDGING_HEADER_LENGTH, PppBridging } from "../../../core/wire/ppp_bridging.ts";
import { Direct } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** An Ethernet frame with check sequence and two bytes of padding. */
const WHOLE = bytesOf(
  "82 01", // header
  "02 00", // frame
  "01 02 03 04", // check sequence
  "00 00", // padding
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, PPP_BRIDGING_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`PppBridging.at() ${does}`, () => {
    assertStrictEquals(new PppBridging().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("PppBridging tells all its fields", () => {
  const view = new PppBridging();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), { fcsPresent: true, padding: 2, macType: 1 });
});

for (
  const [what, bytes, next] of [
    ["Ethernet", WHOLE, Direct.Ethernet],
    ["no other kind of frame", WHOLE.with(1, 4), 0],
  ] as const
) {
  Deno.test(`PppBridging hands on ${what}`, () => {
    const view = new PppBridging();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("PppBridging leaves what lies behind it out of the payload", () => {
  const view = new PppBridging();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.payload.length, 2);
});

Deno.test("PppBridging reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new PppBridging(), WHOLE), PPP_BRIDGING_HEADER_LENGTH);
});

Deno.test("PppBridging.summary() is one line", () => {
  const view = new PppBridging();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "bridged, MAC type 1");
});
