import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Mpls, MPLS_HEADER_LENGTH } from "../../../core/wire/mpls.ts";
import { Direct, ETHER_TYPE, IP_VERSION } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Label 100, class 5, last of the stack, 64 hops. */
const WHOLE = bytesOf(
  "00 06 4b 40", // entry
  "45 00 00 14 00 00 00 00 40 3f b1 cf 0a 88 01 20 0a 02 17 18", // IPv4
);

/** The same, then a control word and an Ethernet frame. */
const PSEUDOWIRE = bytesOf(
  "00 06 4b 40",
  "00 00 00 07",
  "02 00 00 00 00 01 02 00 00 00 00 02 08 00 45 00",
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, MPLS_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Mpls.at() ${does}`, () => {
    assertStrictEquals(new Mpls().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("Mpls tells all its fields", () => {
  const view = new Mpls();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), { label: 100, trafficClass: 5, bottomOfStack: true, timeToLive: 64 });
});

for (
  const [what, bytes, next] of [
    ["IPv4 by its first bits", WHOLE, IP_VERSION | 4],
    ["IPv6 by its first bits", WHOLE.with(4, 0x60), IP_VERSION | 6],
    ["the next entry", WHOLE.with(2, 0x4a), ETHER_TYPE | 0x8847],
    ["a channel of a pseudowire", WHOLE.with(4, 0x10), Direct.ControlWord],
    ["a control word before Ethernet", PSEUDOWIRE, Direct.ControlWord],
    [
      "Ethernet without a control word",
      bytesOf("00 06 4b 40 00 0c 29 00 00 01 00 0c 29 00 00 02 08 00 45 00 00 14"),
      Direct.Ethernet,
    ],
    ["nothing it could name", WHOLE.with(4, 0x70), 0],
    ["nothing behind the last byte", WHOLE.subarray(0, 4), 0],
  ] as const
) {
  Deno.test(`Mpls hands on ${what}`, () => {
    const view = new Mpls();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Mpls reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Mpls(), WHOLE), MPLS_HEADER_LENGTH);
});

Deno.test("Mpls.summary() is one line", () => {
  const view = new Mpls();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "MPLS (label 100, tc 5, [S], ttl 64)");
});
