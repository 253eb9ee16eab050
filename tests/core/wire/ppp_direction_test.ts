import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { PPP_DIRECTION_LENGTH, PppDirection } from "../../../core/wire/ppp_direction.ts";
import { Direct } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** A frame that came in. */
const WHOLE = bytesOf(
  "00", // direction
  "ff 03 c0 21", // frame
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, PPP_DIRECTION_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`PppDirection.at() ${does}`, () => {
    assertStrictEquals(new PppDirection().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, { received: true }],
    ["a frame that went out", bytesOf("01 ff 03"), { received: false }],
  ] as const
) {
  Deno.test(`PppDirection tells ${what}`, () => {
    const view = new PppDirection();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`PppDirection reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new PppDirection(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["PPP", WHOLE, Direct.Ppp],
  ] as const
) {
  Deno.test(`PppDirection hands on ${what}`, () => {
    const view = new PppDirection();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("PppDirection reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new PppDirection(), WHOLE), PPP_DIRECTION_LENGTH);
});

Deno.test("PppDirection.summary() is one line", () => {
  const view = new PppDirection();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "In");
});
