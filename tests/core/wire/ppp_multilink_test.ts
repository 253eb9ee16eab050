import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { PPP_MULTILINK_HEADER_LENGTH, PppMultilink } from "../../../core/wire/ppp_multilink.ts";
import { Direct } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** A whole frame in one fragment. */
const WHOLE = bytesOf(
  "c0 00 01 02", // header
  "00 21 45", // frame
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, PPP_MULTILINK_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`PppMultilink.at() ${does}`, () => {
    assertStrictEquals(new PppMultilink().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, { begin: true, end: true, sequenceNumber: 258 }],
    ["a fragment in between", bytesOf("00 00 01 03 45"), {
      begin: false,
      end: false,
      sequenceNumber: 259,
    }],
  ] as const
) {
  Deno.test(`PppMultilink tells ${what}`, () => {
    const view = new PppMultilink();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`PppMultilink reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new PppMultilink(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["a whole frame", WHOLE, Direct.Ppp],
    ["nothing of the first fragment", WHOLE.with(0, 0x80), 0],
    ["nothing of the last fragment", WHOLE.with(0, 0x40), 0],
    ["nothing of an empty one", WHOLE.subarray(0, 4), 0],
  ] as const
) {
  Deno.test(`PppMultilink hands on ${what}`, () => {
    const view = new PppMultilink();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("PppMultilink reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new PppMultilink(), WHOLE), PPP_MULTILINK_HEADER_LENGTH);
});

Deno.test("PppMultilink.summary() is one line", () => {
  const view = new PppMultilink();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "MLPPP seq 0x102, Flags [BE]");
});
