import { assertEquals, assertStrictEquals } from "@std/assert";
import { Cdp, CDP_HEADER_LENGTH } from "../../../core/wire/cdp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** A router with an IPv4 and an IPv6 address. */
const WHOLE = bytesOf(
  "02 b4 12 34", // header
  '00 01 00 06 "R1"', // device
  "00 02 00 2d 00 00 00 02", // two addresses
  "01 01 cc 00 04 c0 00 02 01", // IPv4
  "02 08 aa aa 03 00 00 00 86 dd 00 10 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01", // IPv6
  '00 03 00 0a "Gi0/1 "', // port
  "00 04 00 08 00 00 00 01", // capabilities
  '00 05 00 07 "IOS"', // software
  '00 06 00 06 "C9"', // platform
  '00 09 00 05 "v"', // VTP domain
  "00 0a 00 06 00 0a", // native VLAN
  "00 0b 00 05 01", // duplex
  "00 0e 00 07 01 00 14", // voice VLAN
  "00 11 00 08 00 00 05 dc", // MTU
  '00 14 00 08 "R1.x"', // system name
  "00 16 00 11 00 00 00 01 01 01 cc 00 04 c0 00 02 02", // management address
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, CDP_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Cdp.at() ${does}`, () => {
    assertStrictEquals(new Cdp().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      version: 2,
      timeToLive: 180,
      checksum: 4660,
      deviceId: "R1",
      addresses: ["192.0.2.1", "2001:db8::1"],
      portId: "Gi0/1 ",
      capabilities: 1,
      softwareVersion: "IOS",
      platform: "C9",
      vtpDomain: "v",
      nativeVlan: 10,
      fullDuplex: true,
      voiceVlan: 20,
      maximumTransmissionUnit: 1500,
      systemName: "R1.x",
      managementAddresses: ["192.0.2.2"],
      tlvs: [
        { type: 1, length: 6, value: "5231" },
        {
          type: 2,
          length: 45,
          value:
            "000000020101cc0004c00002010208aaaa0300000086dd001020010db8000000000000000000000001",
        },
        { type: 3, length: 10, value: "4769302f3120" },
        { type: 4, length: 8, value: "00000001" },
        { type: 5, length: 7, value: "494f53" },
        { type: 6, length: 6, value: "4339" },
        { type: 9, length: 5, value: "76" },
        { type: 10, length: 6, value: "000a" },
        { type: 11, length: 5, value: "01" },
        { type: 14, length: 7, value: "010014" },
        { type: 17, length: 8, value: "000005dc" },
        { type: 20, length: 8, value: "52312e78" },
        { type: 22, length: 17, value: "000000010101cc0004c0000202" },
      ],
    }],
    ["TLVs up to one of length 3", bytesOf("01 b4 00 00 00 01 00 05 41 00 03 00 03 00"), {
      version: 1,
      timeToLive: 180,
      checksum: 0,
      deviceId: "A",
      tlvs: [{ type: 1, length: 5, value: "41" }],
    }],
    [
      "addresses up to the end of their TLV",
      bytesOf("02 b4 00 00 00 02 00 0f ff ff ff ff 01 01 cc 00 10 c0 00"),
      {
        version: 2,
        timeToLive: 180,
        checksum: 0,
        addresses: [],
        tlvs: [{ type: 2, length: 15, value: "ffffffff0101cc0010c000" }],
      },
    ],
  ] as const
) {
  Deno.test(`Cdp tells ${what}`, () => {
    const view = new Cdp();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Cdp reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Cdp(), bytes);
  });
}

Deno.test("Cdp reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Cdp(), WHOLE), CDP_HEADER_LENGTH);
});

for (
  const [detail, line] of [
    [1, "CDPv2, ttl: 180s, Device-ID 'R1', length 142"],
    [2, "CDPv2, ttl: 180s, Device-ID 'R1', Port-ID 'Gi0/1 ', length 142"],
  ] as const
) {
  Deno.test(`Cdp.summary(${detail}) is one line`, () => {
    const view = new Cdp();
    view.at(WHOLE, 0, WHOLE.length);
    assertStrictEquals(view.summary(detail), line);
  });
}
