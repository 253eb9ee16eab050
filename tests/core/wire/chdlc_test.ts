import { assertEquals, assertStrictEquals } from "@std/assert";
import { Chdlc, CHDLC_HEADER_LENGTH } from "../../../core/wire/chdlc.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Direct, ETHER_TYPE, LLC_SAP } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** IPv4 to the other end. */
const WHOLE = bytesOf(
  "0f 00 08 00", // header
  "45", // payload
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, CHDLC_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Chdlc.at() ${does}`, () => {
    assertStrictEquals(new Chdlc().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("Chdlc tells all its fields", () => {
  const view = new Chdlc();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), { address: 15, control: 0, protocol: 2048 });
});

for (
  const [what, bytes, next] of [
    ["an EtherType", WHOLE, ETHER_TYPE | 0x0800],
    ["keepalives", bytesOf("8f 00 80 35 00"), Direct.Slarp],
    ["ISO", bytesOf("8f 00 fe fe 00"), LLC_SAP | 0xfe],
  ] as const
) {
  Deno.test(`Chdlc hands on ${what}`, () => {
    const view = new Chdlc();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Chdlc reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Chdlc(), WHOLE), CHDLC_HEADER_LENGTH);
});

Deno.test("Chdlc.summary() is one line", () => {
  const view = new Chdlc();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "CHDLC protocol 0x0800, length 5");
});
