import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Raw } from "../../../core/wire/raw.ts";
import { IP_VERSION } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** The beginning of an IPv4 header. */
const WHOLE = bytesOf(
  "45 00", // packet
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses no bytes", WHOLE.subarray(0, 0), Fault.Truncated],
  ] as const
) {
  Deno.test(`Raw.at() ${does}`, () => {
    assertStrictEquals(new Raw().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("Raw tells all its fields", () => {
  const view = new Raw();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), { version: 4 });
});

for (
  const [what, bytes, next] of [
    ["IPv4", WHOLE, IP_VERSION | 4],
    ["IPv6", WHOLE.with(0, 0x60), IP_VERSION | 6],
  ] as const
) {
  Deno.test(`Raw hands on ${what}`, () => {
    const view = new Raw();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Raw reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Raw(), WHOLE), 1);
});
