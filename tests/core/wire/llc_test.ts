import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Llc, LLC_HEADER_LENGTH, SNAP_LENGTH } from "../../../core/wire/llc.ts";
import { Direct, ETHER_TYPE, LLC_SAP, snapProtocol } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** SNAP with an EtherType. */
const WHOLE = bytesOf(
  "aa aa 03", // unnumbered information
  "00 00 00 08 00", // IPv4
  "45", // payload
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses SNAP without its protocol", WHOLE.subarray(0, 7), Fault.Truncated],
    ["refuses half a control field", bytesOf("42 42 00"), Fault.Truncated],
    [
      "refuses a bridged frame without its padding",
      bytesOf("aa aa 03 00 80 c2 00 07 00"),
      Fault.Truncated,
    ],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, LLC_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Llc.at() ${does}`, () => {
    assertStrictEquals(new Llc().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      destinationSap: 170,
      sourceSap: 170,
      control: 3,
      organization: 0,
      etherType: 2048,
    }],
    ["a spanning tree frame", bytesOf("42 42 03 00 00"), {
      destinationSap: 66,
      sourceSap: 66,
      control: 3,
    }],
    ["an information frame with two bytes of control", bytesOf("42 42 00 26 00"), {
      destinationSap: 66,
      sourceSap: 66,
      control: 9728,
    }],
    ["a protocol of Cisco", bytesOf("aa aa 03 00 00 0c 20 00 02 b4"), {
      destinationSap: 170,
      sourceSap: 170,
      control: 3,
      organization: 12,
      protocolId: 8192,
    }],
    ["an EtherType of AppleTalk", bytesOf("aa aa 03 08 00 07 80 9b"), {
      destinationSap: 170,
      sourceSap: 170,
      control: 3,
      organization: 524295,
      etherType: 32923,
    }],
  ] as const
) {
  Deno.test(`Llc tells ${what}`, () => {
    const view = new Llc();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Llc reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Llc(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["an EtherType", WHOLE, ETHER_TYPE | 0x0800],
    ["an EtherType of a bridge tunnel", bytesOf("aa aa 03 00 00 f8 86 dd 60"), ETHER_TYPE | 0x86dd],
    ["a service access point", bytesOf("42 42 03 00"), LLC_SAP | 0x42],
    ["IP by its service access point", bytesOf("06 06 03 45"), ETHER_TYPE | 0x0800],
    ["a protocol of Cisco", bytesOf("aa aa 03 00 00 0c 20 00"), snapProtocol(0x00000c, 0x2000)],
    ["a bridged frame", bytesOf("aa aa 03 00 80 c2 00 07 00 00 02"), Direct.Ethernet],
    ["nothing in a supervisory frame", bytesOf("06 06 01 00 45"), 0],
    ["nothing in an exchange of identification", bytesOf("06 06 bf 45"), 0],
  ] as const
) {
  Deno.test(`Llc hands on ${what}`, () => {
    const view = new Llc();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("Llc reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Llc(), WHOLE), LLC_HEADER_LENGTH + SNAP_LENGTH);
});

Deno.test("Llc.summary() is one line", () => {
  const view = new Llc();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(
    view.summary(1),
    "LLC, dsap SNAP (0xaa), ssap SNAP (0xaa), ctrl 0x03: length 9",
  );
});
