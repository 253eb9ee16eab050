import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Ppp } from "../../../core/wire/ppp.ts";
import { LINK_TYPE, PPP_PROTOCOL } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Address, control, and IPv4. */
const WHOLE = bytesOf(
  "ff 03 00 21", // header
  "45 00", // payload
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses no bytes", WHOLE.subarray(0, 0), Fault.Truncated],
    ["refuses half a protocol", bytesOf("c0"), Fault.Truncated],
    ["refuses address and control alone", WHOLE.subarray(0, 2), Fault.Truncated],
  ] as const
) {
  Deno.test(`Ppp.at() ${does}`, () => {
    assertStrictEquals(new Ppp().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, { address: 255, control: 3, protocol: 33 }],
    ["a frame without address and control", bytesOf("c0 21 01"), { protocol: 49185 }],
    ["a protocol of one byte", bytesOf("21 45"), { protocol: 33 }],
    ["a protocol of one byte behind address and control", bytesOf("ff 03 21 45"), {
      address: 255,
      control: 3,
      protocol: 33,
    }],
  ] as const
) {
  Deno.test(`Ppp tells ${what}`, () => {
    const view = new Ppp();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Ppp reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Ppp(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["a protocol", WHOLE, PPP_PROTOCOL | 0x0021],
    ["a protocol of one byte", bytesOf("21 45"), PPP_PROTOCOL | 0x0021],
    ["Cisco HDLC in its place", bytesOf("0f 00 08 00 45"), LINK_TYPE | 104],
  ] as const
) {
  Deno.test(`Ppp hands on ${what}`, () => {
    const view = new Ppp();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Ppp reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Ppp(), WHOLE), 4);
});

Deno.test("Ppp.summary() is one line", () => {
  const view = new Ppp();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "PPP IP, length 6");
});
