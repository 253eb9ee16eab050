import { assertStrictEquals, assertThrows } from "@std/assert";
import { addressText, macText } from "../../ffi/address_text.ts";
import { cString, textAt } from "../../ffi/text.ts";

Deno.test("cString() refuses a zero byte", () => {
  assertThrows(() => cString("safe\0.txt"), TypeError);
});

for (
  const [does, bytes, end, expected] of [
    ["ends at a zero", [0x61, 0x62, 0, 0x63], 4, "ab"],
    ["ends at the end without one", [0x61, 0x62, 0x63], 2, "ab"],
    ["takes no zero behind the end", [0x61, 0x62, 0x63, 0], 2, "ab"],
    ["takes nothing of nothing", [], 0, ""],
  ] as const
) {
  Deno.test(`textAt() ${does}`, () => {
    assertStrictEquals(textAt(Uint8Array.from(bytes), 0, end), expected);
  });
}

for (
  const [groups, expected] of [
    ["20010db8000000000000000000000001", "2001:db8::1"],
    ["20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1"],
    ["20010000000000010000000000000001", "2001:0:0:1::1"],
    ["00000000000000000000000000000000", "::"],
    ["fe800000000000000000000000000000", "fe80::"],
  ] as const
) {
  Deno.test(`addressText() of ${groups} is ${expected} (RFC 5952)`, () => {
    assertStrictEquals(addressText(Uint8Array.fromHex(groups)), expected);
  });
}

Deno.test("macText() writes pairs, and nothing for no address", () => {
  assertStrictEquals(macText(Uint8Array.of(2, 0, 0x5e, 0xff)), "02:00:5e:ff");
  assertStrictEquals(macText(new Uint8Array(0)), "");
});
