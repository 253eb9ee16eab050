import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Radiotap, RADIOTAP_HEADER_LENGTH } from "../../../core/wire/radiotap.ts";
import { Direct } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Clock, flags, rate, channel, signal, noise, antenna; a second antenna; check sequence. */
const WHOLE = bytesOf(
  "00 00 23 00", // version, length
  "6f 08 00 a0 20 08 00 00", // what is present
  "00 00 00 00", // alignment
  "15 cd 5b 07 00 00 00 00", // clock
  "10 0c", // flags, rate
  "6c 09 80 00", // channel
  "c4 a1 00", // signal, noise, antenna
  "c3 01", // second antenna
  "d4 00", // frame
  "01 02 03 04", // check sequence
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses another version", WHOLE.with(0, 1), Fault.Malformed],
    ["refuses length 7", WHOLE.with(2, 7), Fault.Malformed],
    ["refuses a header that is cut", WHOLE.subarray(0, 20), Fault.Truncated],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, RADIOTAP_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Radiotap.at() ${does}`, () => {
    assertStrictEquals(new Radiotap().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      version: 0,
      length: 35,
      present: [2684356719, 2080],
      timestamp: "123456789",
      flags: 16,
      badFcs: false,
      rate: 6,
      channelFrequency: 2412,
      channelFlags: 128,
      antennas: [{ signal: -60, noise: -95, antenna: 0 }, { signal: -61, antenna: 1 }],
    }],
    ["modulation and coding of 802.11n", bytesOf("00 00 0b 00 00 00 08 00 07 05 07 d4"), {
      version: 0,
      length: 11,
      present: [524288],
      rate: 150,
      antennas: [],
      mcsIndex: 7,
      mcsFlags: 5,
    }],
    [
      "a vendor's fields in between",
      bytesOf("00 00 18 00 00 00 00 c0 04 00 00 a0 20 00 00 00 00 17 f2 00 01 00 aa c4"),
      {
        version: 0,
        length: 24,
        present: [3221225472, 2684354564, 32],
        antennas: [{ signal: -60 }],
      },
    ],
    ["fields up to one that does not fit", bytesOf("00 00 0a 00 0e 00 00 00 00 0c"), {
      version: 0,
      length: 10,
      present: [14],
      flags: 0,
      badFcs: false,
      rate: 6,
      antennas: [],
    }],
    ["no fields behind one that nobody knows", bytesOf("00 00 0a 00 00 00 00 10 00 00"), {
      version: 0,
      length: 10,
      present: [268435456],
      antennas: [],
    }],
  ] as const
) {
  Deno.test(`Radiotap tells ${what}`, () => {
    const view = new Radiotap();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Radiotap reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Radiotap(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["802.11", WHOLE, Direct.Ieee80211],
  ] as const
) {
  Deno.test(`Radiotap hands on ${what}`, () => {
    const view = new Radiotap();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Radiotap leaves what lies behind it out of the payload", () => {
  const view = new Radiotap();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.payload.length, 2);
});

Deno.test("Radiotap reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Radiotap(), WHOLE), 35);
});

for (
  const [detail, line] of [
    [1, "6 Mb/s 2412 MHz -60dBm signal -95dBm noise"],
    [2, "6 Mb/s 2412 MHz -60dBm signal -95dBm noise antenna 0"],
  ] as const
) {
  Deno.test(`Radiotap.summary(${detail}) is one line`, () => {
    const view = new Radiotap();
    view.at(WHOLE, 0, WHOLE.length);
    assertStrictEquals(view.summary(detail), line);
  });
}
