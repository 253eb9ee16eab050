import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Direct } from "../../../core/wire/select.ts";
import { Wlan, WLAN_HEADER_LENGTH } from "../../../core/wire/wlan.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** A beacon of the network "lan" on channel 6. */
const WHOLE = bytesOf(
  "80 00 00 00", // control, duration
  "ff ff ff ff ff ff", // to all
  "02 00 00 00 00 02 02 00 00 00 00 02", // from
  "50 00", // sequence number 5
  "15 cd 5b 07 00 00 00 00 64 00 11 04", // clock, interval, capabilities
  '00 03 "lan"', // name
  "01 02 82 84", // rates
  "03 01 06", // channel
  "32 01 6c", // more rates
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses another version", WHOLE.with(0, 0x81), Fault.Malformed],
    [
      "refuses data without its quality of service",
      bytesOf("88 00 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 00 00 06"),
      Fault.Truncated,
    ],
    [
      "refuses a request to send without its sender",
      bytesOf("b4 00 2c 00 02 00 00 00 00 01 02"),
      Fault.Truncated,
    ],
    [
      "refuses mesh control that is cut",
      bytesOf(
        "88 03 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 00 00 02 00 00 00 00 04 00 01 02 20 01 00 00 00",
      ),
      Fault.Truncated,
    ],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, WLAN_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Wlan.at() ${does}`, () => {
    assertStrictEquals(new Wlan().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      version: 0,
      type: 0,
      subtype: 8,
      ds: 0,
      toDs: false,
      fromDs: false,
      moreFragments: false,
      retry: false,
      powerManagement: false,
      moreData: false,
      protected: false,
      order: false,
      duration: 0,
      receiver: "ff:ff:ff:ff:ff:ff",
      transmitter: "02:00:00:00:00:02",
      destination: "ff:ff:ff:ff:ff:ff",
      source: "02:00:00:00:00:02",
      bssid: "02:00:00:00:00:02",
      fragmentNumber: 0,
      sequenceNumber: 5,
      management: {
        timestamp: "123456789",
        beaconInterval: 100,
        capabilities: 1041,
        ssid: "lan",
        ssidBytes: "6c616e",
        channel: 6,
        rates: [1, 2, 54],
        elements: [{ id: 0, length: 3 }, { id: 1, length: 2 }, { id: 3, length: 1 }, {
          id: 50,
          length: 1,
        }],
      },
    }],
    ["an acknowledgment", bytesOf("d4 00 00 00 02 00 00 00 00 01"), {
      version: 0,
      type: 1,
      subtype: 13,
      ds: 0,
      toDs: false,
      fromDs: false,
      moreFragments: false,
      retry: false,
      powerManagement: false,
      moreData: false,
      protected: false,
      order: false,
      duration: 0,
      receiver: "02:00:00:00:00:01",
    }],
    ["a request to send", bytesOf("b4 00 2c 01 02 00 00 00 00 01 02 00 00 00 00 02"), {
      version: 0,
      type: 1,
      subtype: 11,
      ds: 0,
      toDs: false,
      fromDs: false,
      moreFragments: false,
      retry: false,
      powerManagement: false,
      moreData: false,
      protected: false,
      order: false,
      duration: 300,
      receiver: "02:00:00:00:00:01",
      transmitter: "02:00:00:00:00:02",
    }],
    [
      "the end of a contention-free period",
      bytesOf("e4 00 00 00 02 00 00 00 00 01 02 00 00 00 00 02"),
      {
        version: 0,
        type: 1,
        subtype: 14,
        ds: 0,
        toDs: false,
        fromDs: false,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: false,
        duration: 0,
        receiver: "02:00:00:00:00:01",
        bssid: "02:00:00:00:00:02",
      },
    ],
    ["a poll of a sleeping station", bytesOf("a4 10 01 c0 02 00 00 00 00 01 02 00 00 00 00 02"), {
      version: 0,
      type: 1,
      subtype: 10,
      ds: 0,
      toDs: false,
      fromDs: false,
      moreFragments: false,
      retry: false,
      powerManagement: true,
      moreData: false,
      protected: false,
      order: false,
      duration: 16385,
      receiver: "02:00:00:00:00:01",
      transmitter: "02:00:00:00:00:02",
      bssid: "02:00:00:00:00:01",
    }],
    [
      "data to an access point",
      bytesOf(
        "88 01 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 a0 00 06 00 aa aa 03 00 00 00 08 00 45",
      ),
      {
        version: 0,
        type: 2,
        subtype: 8,
        ds: 1,
        toDs: true,
        fromDs: false,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: false,
        duration: 44,
        receiver: "02:00:00:00:00:01",
        transmitter: "02:00:00:00:00:02",
        destination: "02:00:00:00:00:03",
        source: "02:00:00:00:00:02",
        bssid: "02:00:00:00:00:01",
        fragmentNumber: 0,
        sequenceNumber: 10,
        trafficIdentifier: 6,
      },
    ],
    [
      "data from an access point",
      bytesOf(
        "08 02 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 a0 00 aa aa 03 00 00 00 08 00 45",
      ),
      {
        version: 0,
        type: 2,
        subtype: 0,
        ds: 2,
        toDs: false,
        fromDs: true,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: false,
        duration: 44,
        receiver: "02:00:00:00:00:01",
        transmitter: "02:00:00:00:00:02",
        destination: "02:00:00:00:00:01",
        source: "02:00:00:00:00:03",
        bssid: "02:00:00:00:00:02",
        fragmentNumber: 0,
        sequenceNumber: 10,
      },
    ],
    [
      "data between access points",
      bytesOf(
        "08 03 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 a0 00 02 00 00 00 00 04 aa aa 03 00 00 00 08 00 45",
      ),
      {
        version: 0,
        type: 2,
        subtype: 0,
        ds: 3,
        toDs: true,
        fromDs: true,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: false,
        duration: 44,
        receiver: "02:00:00:00:00:01",
        transmitter: "02:00:00:00:00:02",
        destination: "02:00:00:00:00:03",
        source: "02:00:00:00:00:04",
        fragmentNumber: 0,
        sequenceNumber: 10,
      },
    ],
    [
      "protected data",
      bytesOf(
        "08 41 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 a0 00 01 02 03 e0 aa bb",
      ),
      {
        version: 0,
        type: 2,
        subtype: 0,
        ds: 1,
        toDs: true,
        fromDs: false,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: true,
        order: false,
        duration: 44,
        receiver: "02:00:00:00:00:01",
        transmitter: "02:00:00:00:00:02",
        destination: "02:00:00:00:00:03",
        source: "02:00:00:00:00:02",
        bssid: "02:00:00:00:00:01",
        fragmentNumber: 0,
        sequenceNumber: 10,
        keyId: 3,
      },
    ],
    [
      "aggregated data from an access point",
      bytesOf(
        "88 02 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 a0 00 80 00 00 00",
      ),
      {
        version: 0,
        type: 2,
        subtype: 8,
        ds: 2,
        toDs: false,
        fromDs: true,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: false,
        duration: 44,
        receiver: "02:00:00:00:00:01",
        transmitter: "02:00:00:00:00:02",
        destination: "02:00:00:00:00:01",
        bssid: "02:00:00:00:00:02",
        fragmentNumber: 0,
        sequenceNumber: 10,
        trafficIdentifier: 0,
      },
    ],
    [
      "aggregated data to an access point",
      bytesOf(
        "88 01 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 a0 00 80 00 00 00",
      ),
      {
        version: 0,
        type: 2,
        subtype: 8,
        ds: 1,
        toDs: true,
        fromDs: false,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: false,
        duration: 44,
        receiver: "02:00:00:00:00:01",
        transmitter: "02:00:00:00:00:02",
        source: "02:00:00:00:00:02",
        bssid: "02:00:00:00:00:01",
        fragmentNumber: 0,
        sequenceNumber: 10,
        trafficIdentifier: 0,
      },
    ],
    [
      "high throughput control",
      bytesOf(
        "88 81 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 a0 00 06 00 78 56 34 12 aa aa 03 00 00 00 08 00 45",
      ),
      {
        version: 0,
        type: 2,
        subtype: 8,
        ds: 1,
        toDs: true,
        fromDs: false,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: true,
        duration: 44,
        receiver: "02:00:00:00:00:01",
        transmitter: "02:00:00:00:00:02",
        destination: "02:00:00:00:00:03",
        source: "02:00:00:00:00:02",
        bssid: "02:00:00:00:00:01",
        fragmentNumber: 0,
        sequenceNumber: 10,
        trafficIdentifier: 6,
        htControl: 305419896,
      },
    ],
    [
      "authentication",
      bytesOf(
        "b0 00 00 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 01 10 00 00 00 02 00 0d 00",
      ),
      {
        version: 0,
        type: 0,
        subtype: 11,
        ds: 0,
        toDs: false,
        fromDs: false,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: false,
        duration: 0,
        receiver: "02:00:00:00:00:01",
        transmitter: "02:00:00:00:00:02",
        destination: "02:00:00:00:00:01",
        source: "02:00:00:00:00:02",
        bssid: "02:00:00:00:00:01",
        fragmentNumber: 0,
        sequenceNumber: 1,
        management: {
          authenticationAlgorithm: 0,
          authenticationSequence: 2,
          statusCode: 13,
          elements: [],
        },
      },
    ],
    [
      "an association response",
      bytesOf(
        "10 00 00 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 02 20 00 11 04 00 00 01 c0 01 01 82",
      ),
      {
        version: 0,
        type: 0,
        subtype: 1,
        ds: 0,
        toDs: false,
        fromDs: false,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: false,
        duration: 0,
        receiver: "02:00:00:00:00:01",
        transmitter: "02:00:00:00:00:02",
        destination: "02:00:00:00:00:01",
        source: "02:00:00:00:00:02",
        bssid: "02:00:00:00:00:02",
        fragmentNumber: 0,
        sequenceNumber: 2,
        management: {
          capabilities: 1041,
          statusCode: 0,
          rates: [1],
          elements: [{ id: 1, length: 1 }],
        },
      },
    ],
    [
      "deauthentication",
      bytesOf("c0 00 00 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 02 30 00 07 00"),
      {
        version: 0,
        type: 0,
        subtype: 12,
        ds: 0,
        toDs: false,
        fromDs: false,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: false,
        duration: 0,
        receiver: "02:00:00:00:00:01",
        transmitter: "02:00:00:00:00:02",
        destination: "02:00:00:00:00:01",
        source: "02:00:00:00:00:02",
        bssid: "02:00:00:00:00:02",
        fragmentNumber: 0,
        sequenceNumber: 3,
        management: { reasonCode: 7, elements: [] },
      },
    ],
    [
      "an action",
      bytesOf("d0 00 00 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 02 40 00 03 01 05"),
      {
        version: 0,
        type: 0,
        subtype: 13,
        ds: 0,
        toDs: false,
        fromDs: false,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: false,
        duration: 0,
        receiver: "02:00:00:00:00:01",
        transmitter: "02:00:00:00:00:02",
        destination: "02:00:00:00:00:01",
        source: "02:00:00:00:00:02",
        bssid: "02:00:00:00:00:02",
        fragmentNumber: 0,
        sequenceNumber: 4,
        management: { category: 3, action: 1 },
      },
    ],
    [
      "a probe for all networks",
      bytesOf("40 00 00 00 ff ff ff ff ff ff 02 00 00 00 00 02 ff ff ff ff ff ff 00 00 00 00"),
      {
        version: 0,
        type: 0,
        subtype: 4,
        ds: 0,
        toDs: false,
        fromDs: false,
        moreFragments: false,
        retry: false,
        powerManagement: false,
        moreData: false,
        protected: false,
        order: false,
        duration: 0,
        receiver: "ff:ff:ff:ff:ff:ff",
        transmitter: "02:00:00:00:00:02",
        destination: "ff:ff:ff:ff:ff:ff",
        source: "02:00:00:00:00:02",
        bssid: "ff:ff:ff:ff:ff:ff",
        fragmentNumber: 0,
        sequenceNumber: 0,
        management: { ssid: "", ssidBytes: "", elements: [{ id: 0, length: 0 }] },
      },
    ],
    ["a DMG beacon", bytesOf("0c 00 00 00 02 00 00 00 00 01"), {
      version: 0,
      type: 3,
      subtype: 0,
      ds: 0,
      toDs: false,
      fromDs: false,
      moreFragments: false,
      retry: false,
      powerManagement: false,
      moreData: false,
      protected: false,
      order: false,
      duration: 0,
      receiver: "02:00:00:00:00:01",
      bssid: "02:00:00:00:00:01",
    }],
  ] as const
) {
  Deno.test(`Wlan tells ${what}`, () => {
    const view = new Wlan();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Wlan reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Wlan(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    [
      "data",
      bytesOf(
        "08 00 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 00 00 aa aa 03 00 00 00 08 00 45",
      ),
      Direct.Llc,
    ],
    [
      "data behind padding",
      bytesOf(
        "88 00 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 00 00 00 00 00 00 aa aa 03 00 00 00 08 00 45",
      ),
      Direct.Llc,
    ],
    [
      "data behind mesh control",
      bytesOf(
        "88 03 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 00 00 02 00 00 00 00 04 00 01 00 20 01 00 00 00 aa aa 03 00 00 00 08 00 45",
      ),
      Direct.Llc,
    ],
    [
      "aggregated frames",
      bytesOf(
        "88 00 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 00 00 80 00 02 00",
      ),
      Direct.Amsdu,
    ],
    [
      "nothing protected",
      bytesOf(
        "08 40 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 00 00 aa aa 03 00 00 00 08 00 45",
      ),
      0,
    ],
    [
      "no first fragment",
      bytesOf(
        "08 04 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 00 00 aa aa 03 00 00 00 08 00 45",
      ),
      0,
    ],
    [
      "no last fragment",
      bytesOf(
        "08 00 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 01 00 aa aa 03 00 00 00 08 00 45",
      ),
      0,
    ],
    [
      "nothing of a null function",
      bytesOf(
        "48 00 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 00 00 aa aa 03 00 00 00 08 00 45",
      ),
      0,
    ],
    [
      "no bare IPX",
      bytesOf("08 00 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 00 00 ff ff 03"),
      0,
    ],
    [
      "nothing behind the header",
      bytesOf("08 00 2c 00 02 00 00 00 00 01 02 00 00 00 00 02 02 00 00 00 00 03 00 00"),
      0,
    ],
  ] as const
) {
  Deno.test(`Wlan hands on ${what}`, () => {
    const view = new Wlan();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Wlan reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Wlan(), WHOLE), 24);
});

for (
  const [detail, line] of [
    [1, "Beacon (lan) CH: 6"],
    [2, "Beacon (lan) CH: 6, seq 5"],
  ] as const
) {
  Deno.test(`Wlan.summary(${detail}) is one line`, () => {
    const view = new Wlan();
    view.at(WHOLE, 0, WHOLE.length);
    assertStrictEquals(view.summary(detail), line);
  });
}
