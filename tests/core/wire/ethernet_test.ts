import { assertEquals, assertStrictEquals } from "@std/assert";
import { Ethernet, ETHERNET_HEADER_LENGTH } from "../../../core/wire/ethernet.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Direct, ETHER_TYPE } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** IPv4, to all. */
const WHOLE = bytesOf(
  "ff ff ff ff ff ff 02 00 00 00 00 01 08 00", // header
  "45 00", // payload
);

/** Three bytes of LLC, and padding. */
const WITH_LENGTH = bytesOf(
  "01 80 c2 00 00 00 02 00 00 00 00 01 00 03", // header
  "42 42 03", // payload
  "00 00", // padding
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole frame", WHOLE, Fault.None],
    ["accepts a header alone", WHOLE.subarray(0, 14), Fault.None],
    ["refuses 13 bytes", WHOLE.subarray(0, 13), Fault.Truncated],
  ] as const
) {
  Deno.test(`Ethernet.at() ${does}`, () => {
    assertStrictEquals(new Ethernet().at(bytes, 0, bytes.length), fault);
  });
}

const ADDRESSES = { destination: "ff:ff:ff:ff:ff:ff", source: "02:00:00:00:00:01" } as const;

for (
  const [what, type, json, next] of [
    ["an EtherType", 0x0800, { ...ADDRESSES, etherType: 0x0800 }, ETHER_TYPE | 0x0800],
    ["the first EtherType", 0x0600, { ...ADDRESSES, etherType: 0x0600 }, ETHER_TYPE | 0x0600],
    ["the last length", 1500, { ...ADDRESSES, length: 1500 }, Direct.Llc],
    ["what is neither", 1501, ADDRESSES, ETHER_TYPE | 1501],
    ["zero, which is no length", 0, { ...ADDRESSES, etherType: 0 }, 0],
  ] as const
) {
  Deno.test(`Ethernet tells ${what}`, () => {
    const bytes = WHOLE.with(12, type >> 8).with(13, type & 0xff);
    const ethernet = new Ethernet();
    ethernet.at(bytes, 0, bytes.length);
    assertEquals(ethernet.toJSON(), json);
    assertStrictEquals(ethernet.next, next);
  });
}

Deno.test("Ethernet leaves padding behind a length out of the payload", () => {
  const ethernet = new Ethernet();
  ethernet.at(WITH_LENGTH, 0, WITH_LENGTH.length);
  assertStrictEquals(ethernet.payload.length, 3);
});

Deno.test("Ethernet hands on nothing of the bare IPX that Novell put behind a length", () => {
  const ethernet = new Ethernet();
  ethernet.at(WITH_LENGTH.with(14, 0xff).with(15, 0xff), 0, WITH_LENGTH.length);
  assertStrictEquals(ethernet.next, 0);
});

for (const [what, bytes] of [["an EtherType", WHOLE], ["a length", WITH_LENGTH]] as const) {
  Deno.test(`Ethernet with ${what} reads nothing past any cut`, () => {
    assertStrictEquals(everyPrefix(() => new Ethernet(), bytes), ETHERNET_HEADER_LENGTH);
  });
}
