import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Ppi, PPI_HEADER_LENGTH } from "../../../core/wire/ppi.ts";
import { LINK_TYPE } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Before an 802.11 frame with check sequence. */
const WHOLE = bytesOf(
  "00 00 20 00 69 00 00 00", // header
  "02 00 14 00", // 802.11-Common
  "00 00 00 00 00 00 00 00 01 00 0c 00 6c 09 80 00 00 00 c4 a1", // its value
  "d4 00", // frame
  "01 02 03 04", // check sequence
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses length 7", WHOLE.with(2, 7), Fault.Malformed],
    ["refuses a header that is cut", WHOLE.subarray(0, 31), Fault.Truncated],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, PPI_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Ppi.at() ${does}`, () => {
    assertStrictEquals(new Ppi().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("Ppi tells all its fields", () => {
  const view = new Ppi();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), {
    version: 0,
    length: 32,
    linkType: 105,
    fields: [{ type: 2, length: 20 }],
  });
});

for (
  const [what, bytes, next] of [
    ["a link type", WHOLE, LINK_TYPE | 105],
    ["no link type that is too great", WHOLE.with(6, 1), 0],
  ] as const
) {
  Deno.test(`Ppi hands on ${what}`, () => {
    const view = new Ppi();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Ppi leaves what lies behind it out of the payload", () => {
  const view = new Ppi();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.payload.length, 2);
});

Deno.test("Ppi reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Ppi(), WHOLE), 32);
});

Deno.test("Ppi.summary() is one line", () => {
  const view = new Ppi();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "PPI, link type 105");
});
