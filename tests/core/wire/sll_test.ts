import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Direct, ETHER_TYPE, LINK_TYPE } from "../../../core/wire/select.ts";
import { Sll, SLL2_HEADER_LENGTH, SLL_HEADER_LENGTH } from "../../../core/wire/sll.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Version 1: IPv4 that this host sent from 02:00:00:00:00:01. */
const WHOLE = bytesOf(
  "00 04 00 01 00 06 02 00 00 00 00 01 00 00 08 00", // header
  "45", // payload
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, SLL_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Sll.at() ${does}`, () => {
    assertStrictEquals(new Sll().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      version: 1,
      packetType: 4,
      hardwareType: 1,
      addressLength: 6,
      address: "02:00:00:00:00:01",
      protocol: 2048,
    }],
    [
      "an IPv4 address in the place of the MAC address",
      bytesOf("00 00 02 00 00 04 c0 00 02 01 00 00 00 00 08 00 45"),
      {
        version: 1,
        packetType: 0,
        hardwareType: 512,
        addressLength: 4,
        address: "192.0.2.1",
        protocol: 2048,
      },
    ],
    [
      "an address of another length",
      bytesOf("00 00 00 20 00 14 01 02 03 04 05 06 07 08 08 00 45"),
      {
        version: 1,
        packetType: 0,
        hardwareType: 32,
        addressLength: 20,
        addressBytes: "0102030405060708",
        protocol: 2048,
      },
    ],
    ["no address", bytesOf("00 00 ff fe 00 00 00 00 00 00 00 00 00 00 86 dd 60"), {
      version: 1,
      packetType: 0,
      hardwareType: 65534,
      addressLength: 0,
      protocol: 34525,
    }],
  ] as const
) {
  Deno.test(`Sll tells ${what}`, () => {
    const view = new Sll();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Sll reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Sll(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["an EtherType", WHOLE, ETHER_TYPE | 0x0800],
    ["LLC", WHOLE.with(14, 0).with(15, 4), Direct.Llc],
    ["a whole Ethernet frame", WHOLE.with(14, 0).with(15, 3), Direct.Ethernet],
    ["radiotap of a monitoring interface", WHOLE.with(2, 3).with(3, 0x23), LINK_TYPE | 127],
    ["nothing of netlink", WHOLE.with(2, 3).with(3, 0x38), 0],
  ] as const
) {
  Deno.test(`Sll hands on ${what}`, () => {
    const view = new Sll();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Sll reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Sll(), WHOLE), SLL_HEADER_LENGTH);
});

Deno.test("Sll.summary() is one line", () => {
  const view = new Sll();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "Out ethertype 0x0800, length 17");
});

/** Version 2: the same from interface 3. */
const VERSION_2 = bytesOf(
  "08 00 00 00 00 00 00 03", // protocol, reserved, interface
  "00 01 04 06 02 00 00 00 00 01 00 00", // hardware, direction, address
  "45", // payload
);

function version2(): Sll {
  const sll = new Sll();
  sll.frame = { linkType: 276, checksumsPending: false, below: () => undefined };
  return sll;
}

Deno.test("Sll tells the fields of version 2", () => {
  const sll = version2();
  assertStrictEquals(sll.at(VERSION_2, 0, VERSION_2.length), Fault.None);
  assertEquals(sll.toJSON(), {
    version: 2,
    packetType: 4,
    hardwareType: 1,
    addressLength: 6,
    address: "02:00:00:00:00:01",
    protocol: 0x0800,
    interfaceIndex: 3,
  });
  assertStrictEquals(sll.next, ETHER_TYPE | 0x0800);
});

Deno.test("Sll reads nothing past any cut in version 2", () => {
  assertStrictEquals(everyPrefix(version2, VERSION_2), SLL2_HEADER_LENGTH);
});
