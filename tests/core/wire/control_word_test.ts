import { assertEquals, assertStrictEquals } from "@std/assert";
import { CONTROL_WORD_LENGTH, ControlWord } from "../../../core/wire/control_word.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Direct, IP_VERSION } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** A control word: length 50, sequence number 7. */
const WHOLE = bytesOf(
  "00 32 00 07", // word
  "02 00", // payload
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses what is neither word nor channel", WHOLE.with(0, 0x20), Fault.Malformed],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, CONTROL_WORD_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`ControlWord.at() ${does}`, () => {
    assertStrictEquals(new ControlWord().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, { flags: 0, fragmentation: 0, length: 50, sequenceNumber: 7 }],
    ["a channel header", bytesOf("10 00 00 21 45"), { version: 0, channelType: 33 }],
  ] as const
) {
  Deno.test(`ControlWord tells ${what}`, () => {
    const view = new ControlWord();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`ControlWord reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new ControlWord(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["Ethernet", WHOLE, Direct.Ethernet],
    ["IPv4 in a channel", bytesOf("10 00 00 21 45"), IP_VERSION | 4],
    ["IPv6 in a channel", bytesOf("10 00 00 57 60"), IP_VERSION | 6],
    ["no other channel", bytesOf("10 00 00 07 20"), 0],
  ] as const
) {
  Deno.test(`ControlWord hands on ${what}`, () => {
    const view = new ControlWord();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("ControlWord reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new ControlWord(), WHOLE), CONTROL_WORD_LENGTH);
});

Deno.test("ControlWord.summary() is one line", () => {
  const view = new ControlWord();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "PW control word, seq 7");
});
