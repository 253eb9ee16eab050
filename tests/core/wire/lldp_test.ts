import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Lldp } from "../../../core/wire/lldp.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** A switch with a management address and TLVs of IEEE 802.1 and 802.3. */
const WHOLE = bytesOf(
  "02 07 04 02 00 00 00 00 01", // chassis
  '04 05 05 "eth1"', // port
  "06 02 00 78", // time to live
  '08 05 "port1"', // port description
  '0a 02 "sw"', // system name
  '0c 04 "v1" 00 00', // system description
  "0e 04 00 14 00 04", // capabilities
  "10 0c 05 01 c0 00 02 01 02 00 00 00 07 00", // management address
  "fe 06 00 80 c2 01 00 64", // port VLAN
  'fe 09 00 80 c2 03 00 0a 02 "lo"', // VLAN name
  "fe 06 00 12 0f 04 05 f2", // maximum frame size
  "00 00", // end
  "02 02 07 00", // not read any more
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses a byte", WHOLE.subarray(0, 1), Fault.Truncated],
  ] as const
) {
  Deno.test(`Lldp.at() ${does}`, () => {
    assertStrictEquals(new Lldp().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      chassisIdSubtype: 4,
      chassisAddress: "02:00:00:00:00:01",
      portIdSubtype: 5,
      portId: "eth1",
      timeToLive: 120,
      portDescription: "port1",
      systemName: "sw",
      systemDescription: "v1",
      systemCapabilities: 20,
      enabledCapabilities: 4,
      managementAddresses: [{
        address: "192.0.2.1",
        family: 1,
        interfaceSubtype: 2,
        interfaceNumber: 7,
      }],
      portVlanId: 100,
      vlanNames: [{ id: 10, name: "lo" }],
      maximumFrameSize: 1522,
      tlvs: [
        { type: 1, length: 7 },
        { type: 2, length: 5 },
        { type: 3, length: 2 },
        { type: 4, length: 5 },
        { type: 5, length: 2 },
        { type: 6, length: 4 },
        { type: 7, length: 4 },
        { type: 8, length: 12 },
        { type: 127, length: 6, organization: 32962, organizationName: "IEEE 802.1", subtype: 1 },
        { type: 127, length: 9, organization: 32962, organizationName: "IEEE 802.1", subtype: 3 },
        { type: 127, length: 6, organization: 4623, organizationName: "IEEE 802.3", subtype: 4 },
        { type: 0, length: 0 },
      ],
    }],
    [
      "network addresses",
      bytesOf("02 06 05 01 c0 00 02 01 04 07 03 02 00 00 00 00 02 06 02 00 00"),
      {
        chassisIdSubtype: 5,
        chassisAddress: "192.0.2.1",
        portIdSubtype: 3,
        portAddress: "02:00:00:00:00:02",
        timeToLive: 0,
        tlvs: [{ type: 1, length: 6 }, { type: 2, length: 7 }, { type: 3, length: 2 }],
      },
    ],
    ["a unit without its end", bytesOf("02 02 07 41 0a 09 41"), {
      chassisIdSubtype: 7,
      chassisId: "A",
      tlvs: [{ type: 1, length: 2 }],
    }],
    ["identifiers with odd lengths", bytesOf("02 03 04 02 00 04 03 04 02 00"), {
      chassisIdSubtype: 4,
      portIdSubtype: 4,
      tlvs: [{ type: 1, length: 3 }, { type: 2, length: 3 }],
    }],
  ] as const
) {
  Deno.test(`Lldp tells ${what}`, () => {
    const view = new Lldp();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Lldp reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Lldp(), bytes);
  });
}

Deno.test("Lldp reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Lldp(), WHOLE), 2);
});

for (
  const [detail, line] of [
    [1, "LLDP, length 90: sw"],
    [2, "LLDP, length 90: sw, chassis 02:00:00:00:00:01, port eth1, ttl 120s"],
  ] as const
) {
  Deno.test(`Lldp.summary(${detail}) is one line`, () => {
    const view = new Lldp();
    view.at(WHOLE, 0, WHOLE.length);
    assertStrictEquals(view.summary(detail), line);
  });
}
