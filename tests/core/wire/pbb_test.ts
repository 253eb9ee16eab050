import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Pbb, PBB_HEADER_LENGTH } from "../../../core/wire/pbb.ts";
import { Direct, ETHER_TYPE } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Service 1000, priority 3, drop eligible, with an IPv4 frame of the customer. */
const WHOLE = bytesOf(
  "70 00 03 e8", // tag
  "02 00 00 00 00 01 02 00 00 00 00 02 08 00", // customer's header
  "45 00", // its payload
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, PBB_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Pbb.at() ${does}`, () => {
    assertStrictEquals(new Pbb().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("Pbb tells all its fields", () => {
  const view = new Pbb();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), {
    priority: 3,
    dropEligible: true,
    useCustomerAddresses: false,
    serviceInstanceId: 1000,
    customerDestination: "02:00:00:00:00:01",
    customerSource: "02:00:00:00:00:02",
    etherType: 2048,
  });
});

for (
  const [what, bytes, next] of [
    ["an EtherType", WHOLE, ETHER_TYPE | 0x0800],
    ["a length as LLC", WHOLE.with(16, 0).with(17, 2), Direct.Llc],
  ] as const
) {
  Deno.test(`Pbb hands on ${what}`, () => {
    const view = new Pbb();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Pbb reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Pbb(), WHOLE), PBB_HEADER_LENGTH);
});

Deno.test("Pbb.summary() is one line", () => {
  const view = new Pbb();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "PBB, service 1000, p 3");
});
