import { assertEquals, assertStrictEquals } from "@std/assert";
import { Eapol, EAPOL_HEADER_LENGTH } from "../../../core/wire/eapol.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Direct } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** An EAP packet. */
const WHOLE = bytesOf(
  "01 00 00 05", // header
  "01 07 00 05 01", // packet
  "00 00", // padding
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, EAPOL_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Eapol.at() ${does}`, () => {
    assertStrictEquals(new Eapol().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, { version: 1, type: 0, length: 5 }],
    [
      "the first message of a handshake",
      bytesOf(
        "02 03 00 5f 02 00 8a 00 10 00 00 00 00 00 00 00 01 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 0a 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
      ),
      {
        version: 2,
        type: 3,
        length: 95,
        keyDescriptor: 2,
        keyInformation: 138,
        keyLength: 16,
        replayCounter: "1",
        keyNonce: "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
        handshakeMessage: 1,
      },
    ],
    ["a key frame of another kind", bytesOf("01 03 00 02 01 00"), {
      version: 1,
      type: 3,
      length: 2,
      keyDescriptor: 1,
    }],
  ] as const
) {
  Deno.test(`Eapol tells ${what}`, () => {
    const view = new Eapol();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Eapol reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Eapol(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["EAP", WHOLE, Direct.Eap],
    ["nothing of a start", bytesOf("01 01 00 00"), 0],
  ] as const
) {
  Deno.test(`Eapol hands on ${what}`, () => {
    const view = new Eapol();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Eapol leaves what lies behind it out of the payload", () => {
  const view = new Eapol();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.payload.length, 5);
});

Deno.test("Eapol reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Eapol(), WHOLE), EAPOL_HEADER_LENGTH);
});

Deno.test("Eapol.summary() is one line", () => {
  const view = new Eapol();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "EAP packet (0) v1, len 5");
});

for (
  const [information, nonce, message] of [
    [0x008a, 1, 1],
    [0x010a, 1, 2],
    [0x13ca, 1, 3],
    [0x030a, 0, 4],
    [0x0109, 0, 4],
    [0x1382, 0, undefined],
  ] as const
) {
  Deno.test(`Eapol.handshakeMessage is ${message} for key information ${information}`, () => {
    const bytes = new Uint8Array(99);
    bytes.set([2, 3, 0, 95, 2, information >> 8, information & 0xff]);
    bytes.fill(nonce, 17, 49);
    const eapol = new Eapol();
    eapol.at(bytes, 0, bytes.length);
    assertStrictEquals(eapol.handshakeMessage, message);
  });
}
