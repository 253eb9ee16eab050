import { assertEquals, assertStrictEquals } from "@std/assert";
import { Eap, EAP_HEADER_LENGTH } from "../../../core/wire/eap.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** The response of "bob" to an identity request, with a byte of padding. */
const WHOLE = bytesOf(
  "02 07 00 08", // header
  "01 62 6f 62", // identity
  "00", // padding
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, EAP_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Eap.at() ${does}`, () => {
    assertStrictEquals(new Eap().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, { code: 2, identifier: 7, length: 8, type: 1, identity: "bob" }],
    ["a success, which has no type", bytesOf("03 08 00 04"), { code: 3, identifier: 8, length: 4 }],
    ["a request", bytesOf("01 07 00 05 01"), { code: 1, identifier: 7, length: 5, type: 1 }],
  ] as const
) {
  Deno.test(`Eap tells ${what}`, () => {
    const view = new Eap();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Eap reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Eap(), bytes);
  });
}

Deno.test("Eap leaves what lies behind it out of the payload", () => {
  const view = new Eap();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.payload.length, 3);
});

Deno.test("Eap reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Eap(), WHOLE), EAP_HEADER_LENGTH);
});

Deno.test("Eap.summary() is one line", () => {
  const view = new Eap();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "EAP Response (2), id 7, Identity (1), len 8");
});
