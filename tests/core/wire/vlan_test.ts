import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Direct, ETHER_TYPE } from "../../../core/wire/select.ts";
import { Vlan, VLAN_HEADER_LENGTH } from "../../../core/wire/vlan.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** VLAN 100, priority 5, drop eligible, with IPv4. */
const WHOLE = bytesOf(
  "b0 64 08 00", // tag
  "45 00", // payload
);

/** The same with three bytes of LLC, and padding. */
const WITH_LENGTH = bytesOf(
  "b0 64 00 03", // tag
  "42 42 03", // payload
  "00 00", // padding
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole tag", WHOLE, Fault.None],
    ["refuses 3 bytes", WHOLE.subarray(0, 3), Fault.Truncated],
  ] as const
) {
  Deno.test(`Vlan.at() ${does}`, () => {
    assertStrictEquals(new Vlan().at(bytes, 0, bytes.length), fault);
  });
}

const TAG = { priority: 5, dropEligible: true, id: 100 } as const;

for (
  const [what, bytes, json, next, payload] of [
    ["an EtherType", WHOLE, { ...TAG, etherType: 0x0800 }, ETHER_TYPE | 0x0800, 2],
    ["a length", WITH_LENGTH, { ...TAG, length: 3 }, Direct.Llc, 3],
    ["bare IPX", WITH_LENGTH.with(4, 0xff).with(5, 0xff), { ...TAG, length: 3 }, 0, 3],
  ] as const
) {
  Deno.test(`Vlan tells the tag before ${what}`, () => {
    const vlan = new Vlan();
    vlan.at(bytes, 0, bytes.length);
    assertEquals(vlan.toJSON(), json);
    assertStrictEquals(vlan.next, next);
    assertStrictEquals(vlan.payload.length, payload);
  });
}

Deno.test("Vlan reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Vlan(), WHOLE), VLAN_HEADER_LENGTH);
});

for (
  const [tag, line] of [[0xb0, "vlan 100, p 5, DEI"], [0x00, "vlan 100, p 0"]] as const
) {
  Deno.test(`Vlan.summary() is ${line}`, () => {
    const vlan = new Vlan();
    vlan.at(WHOLE.with(0, tag), 0, WHOLE.length);
    assertStrictEquals(vlan.summary(1), line);
  });
}
