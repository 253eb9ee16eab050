import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Pflog, PFLOG_HEADER_LENGTH } from "../../../core/wire/pflog.ts";
import { IP_VERSION } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Rule 3 blocked IPv4 that came in on em0. */
const WHOLE = bytesOf(
  "3d 02 01 00", // length, family, action, reason
  '"em0" 00 00 00 00 00 00 00 00 00 00 00 00 00', // interface
  '"anchor" 00 00 00 00 00 00 00 00 00 00', // ruleset
  "00 00 00 03 00 00 00 01", // rules
  "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", // users and processes
  "01 00 00 00", // direction
  "45", // packet
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses length 60", WHOLE.with(0, 60), Fault.Malformed],
    ["refuses 60 bytes", WHOLE.subarray(0, 60), Fault.Truncated],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, PFLOG_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Pflog.at() ${does}`, () => {
    assertStrictEquals(new Pflog().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("Pflog tells all its fields", () => {
  const view = new Pflog();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), {
    addressFamily: 2,
    action: 1,
    reason: 0,
    interfaceName: "em0",
    ruleset: "anchor",
    rule: 3,
    subrule: 1,
    direction: 1,
  });
});

for (
  const [what, bytes, next] of [
    ["IPv4", WHOLE, IP_VERSION | 4],
    ["IPv6 of OpenBSD", WHOLE.with(1, 24), IP_VERSION | 6],
    ["IPv6 of FreeBSD", WHOLE.with(1, 28), IP_VERSION | 6],
    ["no other family", WHOLE.with(1, 7), 0],
  ] as const
) {
  Deno.test(`Pflog hands on ${what}`, () => {
    const view = new Pflog();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Pflog reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Pflog(), WHOLE), 64);
});

Deno.test("Pflog.summary() is one line", () => {
  const view = new Pflog();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "rule 3: block in on em0");
});
