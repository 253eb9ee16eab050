import { assertEquals, assertNotEquals } from "@std/assert";
import { Address } from "../../../core/wire/address.ts";

for (const text of ["192.0.2.1", "2001:db8::1", "02:00:00:00:00:01"]) {
  Deno.test(`Address ${text} equals what is kept of it in the middle of a frame`, () => {
    const parsed = Address.parse(text);
    const frame = Uint8Array.of(9, 9, 9, ...parsed.toBytes(), 9);
    assertEquals(new Address().at(frame, 3, parsed.kind).keep(), parsed);
  });
}

Deno.test("Address differs from another to assertEquals too", () => {
  assertNotEquals(Address.parse("192.0.2.1"), Address.parse("192.0.2.2"));
  assertNotEquals(Address.parse("::"), Address.parse("0.0.0.0"));
});
