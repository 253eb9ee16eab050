import { assertEquals, assertStrictEquals } from "@std/assert";
import { Arp, ARP_HEADER_LENGTH } from "../../../core/wire/arp.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** A request by 192.0.2.1 for 192.0.2.2, with two bytes of padding. */
const WHOLE = bytesOf(
  "00 01 08 00 06 04 00 01", // header
  "02 00 00 00 00 01 c0 00 02 01", // sender
  "00 00 00 00 00 00 c0 00 02 02", // target
  "00 00", // padding
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, ARP_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Arp.at() ${does}`, () => {
    assertStrictEquals(new Arp().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      hardwareType: 1,
      protocolType: 2048,
      hardwareSize: 6,
      protocolSize: 4,
      operation: 1,
      senderHardwareAddress: "02:00:00:00:00:01",
      senderProtocolAddress: "192.0.2.1",
      targetHardwareAddress: "00:00:00:00:00:00",
      targetProtocolAddress: "192.0.2.2",
    }],
    ["addresses of other sizes", bytesOf("00 07 08 00 01 04 00 02 05 c0 00 02 01 06 c0 00 02 02"), {
      hardwareType: 7,
      protocolType: 2048,
      hardwareSize: 1,
      protocolSize: 4,
      operation: 2,
      senderHardwareBytes: "05",
      senderProtocolAddress: "192.0.2.1",
      targetHardwareBytes: "06",
      targetProtocolAddress: "192.0.2.2",
    }],
    ["no hardware addresses", bytesOf("00 01 08 00 00 04 00 01 c0 00 02 01 c0 00 02 02"), {
      hardwareType: 1,
      protocolType: 2048,
      hardwareSize: 0,
      protocolSize: 4,
      operation: 1,
      senderProtocolAddress: "192.0.2.1",
      targetProtocolAddress: "192.0.2.2",
    }],
    [
      "addresses that are not IP",
      bytesOf(
        "00 01 80 9b 06 04 00 01 02 00 00 00 00 01 00 01 02 03 00 00 00 00 00 00 00 01 02 04",
      ),
      {
        hardwareType: 1,
        protocolType: 32923,
        hardwareSize: 6,
        protocolSize: 4,
        operation: 1,
        senderHardwareAddress: "02:00:00:00:00:01",
        senderProtocolBytes: "00010203",
        targetHardwareAddress: "00:00:00:00:00:00",
        targetProtocolBytes: "00010204",
      },
    ],
    ["what is there of cut addresses", bytesOf("00 01 08 00 06 04 00 01 02 00 00 00 00 01 c0 00"), {
      hardwareType: 1,
      protocolType: 2048,
      hardwareSize: 6,
      protocolSize: 4,
      operation: 1,
      senderHardwareAddress: "02:00:00:00:00:01",
    }],
    [
      "addresses over ATM",
      bytesOf("00 13 08 00 02 00 00 01 04 02 00 04 aa bb c0 00 02 01 cc dd c0 00 02 02"),
      {
        hardwareType: 19,
        protocolType: 2048,
        operation: 1,
        senderHardwareBytes: "aabb",
        senderProtocolAddress: "192.0.2.1",
        targetHardwareBytes: "ccdd",
        targetProtocolAddress: "192.0.2.2",
      },
    ],
  ] as const
) {
  Deno.test(`Arp tells ${what}`, () => {
    const view = new Arp();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Arp reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Arp(), bytes);
  });
}

Deno.test("Arp leaves what lies behind it out of the payload", () => {
  const view = new Arp();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.payload.length, 0);
});

Deno.test("Arp reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Arp(), WHOLE), ARP_HEADER_LENGTH);
});

Deno.test("Arp.summary() counts the padding, as tcpdump does", () => {
  const view = new Arp();
  view.at(WHOLE, 0, WHOLE.length, 46);
  assertStrictEquals(view.summary(1), "ARP, Request who-has 192.0.2.2 tell 192.0.2.1, length 46");
});

Deno.test("Arp.summary() tells the hardware address that is known already", () => {
  const view = new Arp();
  view.at(WHOLE.with(23, 9), 0, WHOLE.length);
  assertStrictEquals(
    view.summary(1),
    "ARP, Request who-has 192.0.2.2 (00:00:00:00:00:09) tell 192.0.2.1, length 30",
  );
});

Deno.test("Arp.summary() is one line", () => {
  const view = new Arp();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "ARP, Request who-has 192.0.2.2 tell 192.0.2.1, length 30");
});

for (
  const [operation, line] of [
    [2, "ARP, Reply 192.0.2.1 is-at 02:00:00:00:00:01, length 30"],
    [3, "ARP, Reverse Request who-is 00:00:00:00:00:00 tell 02:00:00:00:00:01, length 30"],
    [4, "ARP, Reverse Reply 00:00:00:00:00:00 at 192.0.2.2, length 30"],
    [8, "ARP, Inverse Request who-is 00:00:00:00:00:00 tell 02:00:00:00:00:01, length 30"],
    [9, "ARP, Inverse Reply 02:00:00:00:00:01 at 192.0.2.1, length 30"],
    [7, "ARP, Unknown (7), length 30"],
  ] as const
) {
  Deno.test(`Arp.summary() tells operation ${operation}`, () => {
    const arp = new Arp();
    arp.at(WHOLE.with(7, operation), 0, WHOLE.length);
    assertStrictEquals(arp.summary(1), line);
  });
}
