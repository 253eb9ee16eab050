import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { PPP_CONTROL_HEADER_LENGTH, PppControl } from "../../../core/wire/ppp_control.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** A Configure-Request of LCP: MRU 1492, field compression; two bytes of padding. */
const WHOLE = bytesOf(
  "01 07 00 0a", // header
  "01 04 05 d4", // maximum receive unit
  "07 02", // protocol field compression
  "00 00", // padding
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses length 3", WHOLE.with(3, 3), Fault.Malformed],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, PPP_CONTROL_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`PppControl.at() ${does}`, () => {
    assertStrictEquals(new PppControl().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      code: 1,
      identifier: 7,
      length: 10,
      options: [{ type: 1, length: 4, value: "05d4" }, { type: 7, length: 2, value: "" }],
    }],
    ["an echo, which has no options", bytesOf("09 01 00 08 00 00 00 00"), {
      code: 9,
      identifier: 1,
      length: 8,
    }],
    ["options up to one of length 0", bytesOf("01 07 00 08 01 00 00 00"), {
      code: 1,
      identifier: 7,
      length: 8,
      options: [],
    }],
    ["options up to one that is too long", bytesOf("01 07 00 08 07 02 01 09"), {
      code: 1,
      identifier: 7,
      length: 8,
      options: [{ type: 7, length: 2, value: "" }],
    }],
  ] as const
) {
  Deno.test(`PppControl tells ${what}`, () => {
    const view = new PppControl();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`PppControl reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new PppControl(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["nothing", WHOLE, 0],
  ] as const
) {
  Deno.test(`PppControl hands on ${what}`, () => {
    const view = new PppControl();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("PppControl reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new PppControl(), WHOLE), PPP_CONTROL_HEADER_LENGTH);
});

Deno.test("PppControl.summary() is one line", () => {
  const view = new PppControl();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "Conf-Request (0x01), id 7, length 12");
});
