import { assertEquals, assertStrictEquals } from "@std/assert";
import { Amsdu, AMSDU_HEADER_LENGTH } from "../../../core/wire/amsdu.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Direct } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Two subframes, the first padded. */
const WHOLE = bytesOf(
  "02 00 00 00 00 01 02 00 00 00 00 02 00 03", // header
  "aa aa 03", // payload
  "00 00 00", // padding
  "02 00 00 00 00 03 02 00 00 00 00 04 00 01 45", // second
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, AMSDU_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Amsdu.at() ${does}`, () => {
    assertStrictEquals(new Amsdu().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("Amsdu tells all its fields", () => {
  const view = new Amsdu();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), {
    subframes: [{ destination: "02:00:00:00:00:01", source: "02:00:00:00:00:02", length: 3 }, {
      destination: "02:00:00:00:00:03",
      source: "02:00:00:00:00:04",
      length: 1,
    }],
  });
});

for (
  const [what, bytes, next] of [
    ["LLC", WHOLE, Direct.Llc],
    ["nothing of an empty one", WHOLE.with(13, 0), 0],
  ] as const
) {
  Deno.test(`Amsdu hands on ${what}`, () => {
    const view = new Amsdu();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Amsdu leaves what lies behind it out of the payload", () => {
  const view = new Amsdu();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.payload.length, 3);
});

Deno.test("Amsdu reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Amsdu(), WHOLE), AMSDU_HEADER_LENGTH);
});

Deno.test("Amsdu.summary() is one line", () => {
  const view = new Amsdu();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "A-MSDU, 2 subframes");
});
