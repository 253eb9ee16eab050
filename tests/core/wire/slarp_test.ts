import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Slarp, SLARP_LENGTH } from "../../../core/wire/slarp.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** A keepalive: mine 5, yours 4. */
const WHOLE = bytesOf(
  "00 00 00 02", // code
  "00 00 00 05 00 00 00 04 ff ff", // counts
  "00 01 02 03", // uptime
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses a byte less than the header", WHOLE.subarray(0, SLARP_LENGTH - 1), Fault.Truncated],
  ] as const
) {
  Deno.test(`Slarp.at() ${does}`, () => {
    assertStrictEquals(new Slarp().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, { code: 2, mySequence: 5, yourSequence: 4, reliability: 65535 }],
    ["a reply", bytesOf("00 00 00 01 c0 00 02 01 ff ff ff 00 ff ff"), {
      code: 1,
      address: "192.0.2.1",
      mask: "255.255.255.0",
      reliability: 65535,
    }],
  ] as const
) {
  Deno.test(`Slarp tells ${what}`, () => {
    const view = new Slarp();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Slarp reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Slarp(), bytes);
  });
}

Deno.test("Slarp reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Slarp(), WHOLE), SLARP_LENGTH);
});

Deno.test("Slarp.summary() is one line", () => {
  const view = new Slarp();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "SLARP keepalive, my 5, your 4");
});
