import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Nflog, NFLOG_HEADER_LENGTH } from "../../../core/wire/nflog.ts";
import { IP_VERSION } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Group 100: a prefix, then a packet of IPv4 and three bytes of padding. */
const WHOLE = bytesOf(
  "02 00 00 64", // header
  "05 00 0a 00 00 00 00 00", // prefix, empty, with padding
  "05 00 09 00 45 00 00 00", // packet
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses a TLV of length 3", WHOLE.with(4, 3), Fault.Malformed],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, NFLOG_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Nflog.at() ${does}`, () => {
    assertStrictEquals(new Nflog().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("Nflog tells all its fields", () => {
  const view = new Nflog();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), { family: 2, version: 0, resourceId: 100 });
});

for (
  const [what, bytes, next] of [
    ["IPv4", WHOLE, IP_VERSION | 4],
    ["IPv6", WHOLE.with(0, 10), IP_VERSION | 6],
    ["no other family", WHOLE.with(0, 7), 0],
    ["nothing without a packet", WHOLE.subarray(0, 12), 0],
  ] as const
) {
  Deno.test(`Nflog hands on ${what}`, () => {
    const view = new Nflog();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Nflog leaves what lies behind it out of the payload", () => {
  const view = new Nflog();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.payload.length, 1);
});

Deno.test("Nflog reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Nflog(), WHOLE), NFLOG_HEADER_LENGTH);
});

Deno.test("Nflog.summary() is one line", () => {
  const view = new Nflog();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "NFLOG group 100, family 2");
});
