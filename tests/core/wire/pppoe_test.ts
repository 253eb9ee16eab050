import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Pppoe, PPPOE_HEADER_LENGTH } from "../../../core/wire/pppoe.ts";
import { Direct } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** An offer: service "isp", concentrator "ac", end of list; four bytes of padding. */
const WHOLE = bytesOf(
  "11 07 00 00 00 11", // header
  "01 01 00 03 69 73 70", // Service-Name
  "01 02 00 02 61 63", // AC-Name
  "00 00 00 00", // End-Of-List
  "00 00 00 00", // padding
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, PPPOE_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Pppoe.at() ${does}`, () => {
    assertStrictEquals(new Pppoe().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      version: 1,
      type: 1,
      code: 7,
      sessionId: 0,
      length: 17,
      serviceName: "isp",
      acName: "ac",
      tags: [{ type: 257, length: 3, value: "697370" }, { type: 258, length: 2, value: "6163" }, {
        type: 0,
        length: 0,
        value: "",
      }],
    }],
    ["a session", bytesOf("11 00 00 17 00 02 c0 21"), {
      version: 1,
      type: 1,
      code: 0,
      sessionId: 23,
      length: 2,
    }],
  ] as const
) {
  Deno.test(`Pppoe tells ${what}`, () => {
    const view = new Pppoe();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Pppoe reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Pppoe(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["PPP in a session", bytesOf("11 00 00 17 00 02 c0 21"), Direct.Ppp],
    ["nothing in discovery", WHOLE, 0],
    ["nothing in an empty session", bytesOf("11 00 00 17 00 00 00 00"), 0],
  ] as const
) {
  Deno.test(`Pppoe hands on ${what}`, () => {
    const view = new Pppoe();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Pppoe reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Pppoe(), WHOLE), PPPOE_HEADER_LENGTH);
});

for (
  const [detail, line] of [
    [1, 'PPPoE PADO [Service-Name "isp"] [AC-Name "ac"]'],
    [2, 'PPPoE PADO [Service-Name "isp"] [AC-Name "ac"]'],
  ] as const
) {
  Deno.test(`Pppoe.summary(${detail}) is one line`, () => {
    const view = new Pppoe();
    view.at(WHOLE, 0, WHOLE.length);
    assertStrictEquals(view.summary(detail), line);
  });
}
