import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Loopback, LOOPBACK_HEADER_LENGTH } from "../../../core/wire/loopback.ts";
import { Direct, ETHER_TYPE, IP_VERSION } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** IPv4, in the byte order of most hosts. */
const WHOLE = bytesOf(
  "02 00 00 00", // family
  "45", // payload
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, LOOPBACK_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Loopback.at() ${does}`, () => {
    assertStrictEquals(new Loopback().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, { family: 2 }],
    ["a type in the place of the family", bytesOf("00 08 00 00 45"), { etherType: 2048 }],
  ] as const
) {
  Deno.test(`Loopback tells ${what}`, () => {
    const view = new Loopback();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Loopback reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Loopback(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["IPv4", WHOLE, IP_VERSION | 4],
    ["IPv4 of a big-endian host", bytesOf("00 00 00 02 45"), IP_VERSION | 4],
    ["IPv6 of OpenBSD", bytesOf("18 00 00 00 60"), IP_VERSION | 6],
    ["IPv6 of FreeBSD", bytesOf("00 00 00 1c 60"), IP_VERSION | 6],
    ["IPv6 of macOS", bytesOf("1e 00 00 00 60"), IP_VERSION | 6],
    ["an EtherType", bytesOf("00 00 08 00 45"), ETHER_TYPE | 0x0800],
    ["PPP as it is", bytesOf("ff 03 00 21 45"), Direct.Ppp],
    ["no other family", bytesOf("07 00 00 00 45"), 0],
  ] as const
) {
  Deno.test(`Loopback hands on ${what}`, () => {
    const view = new Loopback();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Loopback reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Loopback(), WHOLE), LOOPBACK_HEADER_LENGTH);
});

Deno.test("Loopback.summary() is one line", () => {
  const view = new Loopback();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "AF 2, length 5");
});

Deno.test("Loopback reads network byte order alone in LINKTYPE_LOOP", () => {
  const loopback = new Loopback();
  loopback.frame = { linkType: 108, checksumsPending: false, below: () => undefined };
  loopback.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(loopback.family, 0x0200_0000);
  loopback.at(bytesOf("00 00 00 02 45"), 0, 5);
  assertStrictEquals(loopback.family, 2);
});
