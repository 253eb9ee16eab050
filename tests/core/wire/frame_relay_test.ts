import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { FrameRelay } from "../../../core/wire/frame_relay.ts";
import { Direct, ETHER_TYPE, IP_VERSION, snapProtocol } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Connection 100, with IPv4 by RFC 2427. */
const WHOLE = bytesOf(
  "18 4f", // address
  "03 cc", // control, protocol
  "45", // payload
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses an address of five bytes", bytesOf("18 40 02 40 41 03 cc"), Fault.Malformed],
    ["refuses an address that is cut", bytesOf("18 40"), Fault.Truncated],
    ["refuses padding alone", bytesOf("18 41 03 00"), Fault.Truncated],
    ["refuses SNAP that is cut", bytesOf("18 41 03 80 00 00 00 08"), Fault.Truncated],
  ] as const
) {
  Deno.test(`FrameRelay.at() ${does}`, () => {
    assertStrictEquals(new FrameRelay().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      dlci: 100,
      forwardCongestion: true,
      backwardCongestion: true,
      discardEligible: true,
      control: 3,
      nlpid: 204,
    }],
    ["padding before the protocol", bytesOf("18 41 03 00 cc 45"), {
      dlci: 100,
      forwardCongestion: false,
      backwardCongestion: false,
      discardEligible: false,
      control: 3,
      nlpid: 204,
    }],
    ["SNAP", bytesOf("18 41 03 00 80 00 00 00 08 00 45"), {
      dlci: 100,
      forwardCongestion: false,
      backwardCongestion: false,
      discardEligible: false,
      control: 3,
      nlpid: 128,
      organization: 0,
      protocolId: 2048,
    }],
    ["an EtherType of Cisco", bytesOf("18 41 08 00 45"), {
      dlci: 100,
      forwardCongestion: false,
      backwardCongestion: false,
      discardEligible: false,
      etherType: 2048,
    }],
    ["an address of three bytes", bytesOf("18 40 41 03 cc 45"), {
      dlci: 6416,
      forwardCongestion: false,
      backwardCongestion: false,
      discardEligible: false,
      control: 3,
      nlpid: 204,
    }],
    ["an address of four bytes", bytesOf("18 40 02 41 03 cc 45"), {
      dlci: 819280,
      forwardCongestion: false,
      backwardCongestion: false,
      discardEligible: false,
      control: 3,
      nlpid: 204,
    }],
  ] as const
) {
  Deno.test(`FrameRelay tells ${what}`, () => {
    const view = new FrameRelay();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`FrameRelay reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new FrameRelay(), bytes);
  });
}

for (
  const [what, bytes, next] of [
    ["IPv4", WHOLE, IP_VERSION | 4],
    ["IPv6", WHOLE.with(3, 0x8e), IP_VERSION | 6],
    ["PPP", WHOLE.with(3, 0xcf), Direct.Ppp],
    ["SNAP by its EtherType", bytesOf("18 41 03 00 80 00 00 00 08 00 45"), ETHER_TYPE | 0x0800],
    ["a bridged frame", bytesOf("18 41 03 00 80 00 80 c2 00 07 02"), Direct.Ethernet],
    [
      "another SNAP protocol",
      bytesOf("18 41 03 80 00 00 0c 20 00 02"),
      snapProtocol(0x00000c, 0x2000),
    ],
    ["an EtherType of Cisco", bytesOf("18 41 08 00 45"), ETHER_TYPE | 0x0800],
    ["nothing of signalling", WHOLE.with(3, 8), 0],
  ] as const
) {
  Deno.test(`FrameRelay hands on ${what}`, () => {
    const view = new FrameRelay();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("FrameRelay reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new FrameRelay(), WHOLE), 4);
});

Deno.test("FrameRelay.summary() is one line", () => {
  const view = new FrameRelay();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "FR DLCI 100, length 5");
});
