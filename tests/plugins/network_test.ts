// tests/plugins/network_test.ts
import { assertStrictEquals, assertThrows } from "@std/assert";
import { Address } from "../../core/wire/address.ts";
import { Network } from "../../plugins/network.ts";

for (
  const [network, address, inside] of [
    ["10.0.0.0/8", "10.255.255.255", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["192.0.2.128/25", "192.0.2.128", true],
    ["192.0.2.128/25", "192.0.2.127", false],
    ["192.0.2.1/32", "192.0.2.1", true],
    ["192.0.2.1/32", "192.0.2.0", false],
    ["0.0.0.0/0", "255.255.255.255", true],
    ["0.0.0.0/0", "::", false],
    ["::/0", "0.0.0.0", false],
    ["::/0", "ffff::1", true],
    ["2001:db8::/32", "2001:db8:ffff::1", true],
    ["2001:db8::/32", "2001:db9::", false],
    ["2001:db8::/33", "2001:db8:8000::", false],
    ["2001:db8::8000:0/97", "2001:db8::ffff:ffff", true],
    ["2001:db8::8000:0/97", "2001:db8::7fff:ffff", false],
    ["2001:db8::1/128", "2001:db8::1", true],
    ["10.0.0.0/8", "0a:00:00:00:00:01", false],
  ] as const
) {
  Deno.test(`Network ${network} ${inside ? "contains" : "does not contain"} ${address}`, () => {
    assertStrictEquals(Network.parse(network).contains(Address.parse(address)), inside);
  });
}

for (
  const [text, written] of [
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["10.1.2.3", "10.1.2.3/32"],
    ["2001:db8::ffff/64", "2001:db8::/64"],
    ["::1", "::1/128"],
    ["255.255.255.255/0", "0.0.0.0/0"],
  ] as const
) {
  Deno.test(`Network.parse() reads ${text} as ${written}`, () => {
    assertStrictEquals(`${Network.parse(text)}`, written);
    assertStrictEquals(JSON.stringify(Network.parse(text)), `"${written}"`);
  });
}

for (const text of ["", "/8", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/1/1", "::/129", "10/8"]) {
  Deno.test(`Network.parse() refuses "${text}"`, () => {
    assertThrows(() => Network.parse(text), SyntaxError, "Cannot read");
  });
}

Deno.test("Network refuses MAC addresses and lengths that are none", () => {
  assertThrows(() => new Network(Address.parse("0a:00:00:00:00:01"), 8), RangeError, "not an IP");
  for (const bits of [-1, 33, 1.5, NaN]) {
    assertThrows(() => new Network(Address.parse("10.0.0.0"), bits), RangeError, "0 to 32 bits");
  }
});
