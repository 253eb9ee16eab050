import { assertEquals, assertStrictEquals } from "@std/assert";
import { Arcnet, ARCNET_HEADER_LENGTH } from "../../../core/wire/arcnet.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { ETHER_TYPE } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** ARP of RFC 1201. */
const WHOLE = bytesOf(
  "07 00 d5", // addresses, protocol
  "00 00 09", // split flag, sequence number
  "00 07", // payload
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses an exceptional frame that is cut",
      bytesOf("07 05 d4 ff ff ff ff 00"),
      Fault.Truncated,
    ],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, ARCNET_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Arcnet.at() ${does}`, () => {
    assertStrictEquals(new Arcnet().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      source: 7,
      destination: 0,
      protocol: 213,
      splitFlag: 0,
      sequenceNumber: 9,
    }],
    ["a frame of RFC 1051", bytesOf("07 00 f0 45"), { source: 7, destination: 0, protocol: 240 }],
    ["an exceptional frame", bytesOf("07 05 d4 ff ff ff ff 00 00 0a 45"), {
      source: 7,
      destination: 5,
      protocol: 212,
      splitFlag: 0,
      sequenceNumber: 10,
    }],
  ] as const
) {
  Deno.test(`Arcnet tells ${what}`, () => {
    const view = new Arcnet();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Arcnet reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Arcnet(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["ARP", WHOLE, ETHER_TYPE | 0x0806],
    ["IPv4", WHOLE.with(2, 0xd4), ETHER_TYPE | 0x0800],
    ["IPv6", WHOLE.with(2, 0xc4), ETHER_TYPE | 0x86dd],
    ["reverse ARP", WHOLE.with(2, 0xd6), ETHER_TYPE | 0x8035],
    ["IPv4 of RFC 1051", WHOLE.with(2, 0xf0), ETHER_TYPE | 0x0800],
    ["nothing else", WHOLE.with(2, 0x80), 0],
  ] as const
) {
  Deno.test(`Arcnet hands on ${what}`, () => {
    const view = new Arcnet();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Arcnet reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Arcnet(), WHOLE), 6);
});

Deno.test("Arcnet.summary() is one line", () => {
  const view = new Arcnet();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "ARCNET 7 > 0, protocol 0xd5");
});

Deno.test("Arcnet finds the protocol of Linux two bytes further", () => {
  const arcnet = new Arcnet();
  arcnet.frame = { linkType: 129, checksumsPending: false, below: () => undefined };
  const bytes = bytesOf("07 00 00 00 d4 00 00 09 45");
  assertStrictEquals(arcnet.at(bytes, 0, bytes.length), Fault.None);
  assertStrictEquals(arcnet.protocol, 0xd4);
  assertStrictEquals(arcnet.sequenceNumber, 9);
  assertStrictEquals(arcnet.payload.length, 1);
});
