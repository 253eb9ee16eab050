import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Direct } from "../../../core/wire/select.ts";
import { Slow, SLOW_HEADER_LENGTH } from "../../../core/wire/slow.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** The first bytes of LACP. */
const WHOLE = bytesOf(
  "01", // subtype
  "01", // version
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, SLOW_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Slow.at() ${does}`, () => {
    assertStrictEquals(new Slow().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("Slow tells all its fields", () => {
  const view = new Slow();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), { subtype: 1 });
});

for (
  const [what, bytes, next] of [
    ["LACP", WHOLE, Direct.Lacp],
    ["no other subtype", WHOLE.with(0, 3), 0],
  ] as const
) {
  Deno.test(`Slow hands on ${what}`, () => {
    const view = new Slow();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Slow reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Slow(), WHOLE), SLOW_HEADER_LENGTH);
});

Deno.test("Slow.summary() is one line", () => {
  const view = new Slow();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "Slow protocol LACP, length 2");
});
