import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Macsec, MACSEC_HEADER_LENGTH } from "../../../core/wire/macsec.ts";
import { ETHER_TYPE } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Protected but readable IPv4, with channel identifier and check value. */
const WHOLE = bytesOf(
  "22 02 00 00 00 44", // control, short length, packet number
  "02 00 00 00 00 01 00 01", // channel
  "08 00 45", // user data
  "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f", // integrity check value
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses half a channel identifier", WHOLE.subarray(0, 13), Fault.Truncated],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, MACSEC_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Macsec.at() ${does}`, () => {
    assertStrictEquals(new Macsec().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      version: 0,
      endStation: false,
      singleCopyBroadcast: false,
      encrypted: false,
      changed: false,
      associationNumber: 2,
      shortLength: 2,
      packetNumber: 68,
      channelAddress: "02:00:00:00:00:01",
      channelPort: 1,
      etherType: 2048,
    }],
    [
      "encrypted data without channel identifier",
      bytesOf("0d 00 00 00 00 09 aa bb cc dd 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"),
      {
        version: 0,
        endStation: false,
        singleCopyBroadcast: false,
        encrypted: true,
        changed: true,
        associationNumber: 1,
        shortLength: 0,
        packetNumber: 9,
      },
    ],
  ] as const
) {
  Deno.test(`Macsec tells ${what}`, () => {
    const view = new Macsec();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Macsec reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Macsec(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["readable data by its EtherType", WHOLE, ETHER_TYPE | 0x0800],
    ["nothing encrypted", WHOLE.with(0, 0x2e), 0],
    ["nothing by a length", WHOLE.with(14, 0), 0],
  ] as const
) {
  Deno.test(`Macsec hands on ${what}`, () => {
    const view = new Macsec();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Macsec leaves what lies behind it out of the payload", () => {
  const view = new Macsec();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.payload.length, 1);
});

Deno.test("Macsec reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Macsec(), WHOLE), MACSEC_HEADER_LENGTH + 8);
});

Deno.test("Macsec.summary() is one line", () => {
  const view = new Macsec();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "MACsec, an 2, pn 68");
});
