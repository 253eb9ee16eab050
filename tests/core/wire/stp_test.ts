import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Stp, STP_HEADER_LENGTH } from "../../../core/wire/stp.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** A configuration of STP. */
const WHOLE = bytesOf(
  "00 00 00 00 01", // protocol, version, type, flags
  "80 01 02 00 00 00 00 01 00 00 00 04", // root and cost
  "80 02 02 00 00 00 00 02 80 04", // bridge and port
  "01 80 14 40 02 00 0f 00", // times
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, STP_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`Stp.at() ${does}`, () => {
    assertStrictEquals(new Stp().at(bytes, 0, bytes.length), fault);
  });
}

for (
  const [what, bytes, json] of [
    ["all its fields", WHOLE, {
      protocol: 0,
      version: 0,
      type: 0,
      flags: 1,
      rootPriority: 32768,
      rootSystemIdExtension: 1,
      rootAddress: "02:00:00:00:00:01",
      rootPathCost: 4,
      bridgePriority: 32768,
      bridgeSystemIdExtension: 2,
      bridgeAddress: "02:00:00:00:00:02",
      portId: 32772,
      messageAge: 1.5,
      maxAge: 20.25,
      helloTime: 2,
      forwardDelay: 15,
    }],
    ["a topology change", bytesOf("00 00 00 80"), { protocol: 0, version: 0, type: 128 }],
    [
      "a rapid one of a VLAN",
      bytesOf(
        "00 00 02 02 3c 80 01 02 00 00 00 00 01 00 00 00 04 80 02 02 00 00 00 00 02 80 04 01 00 14 00 02 00 0f 00 00 00 00 00 02 00 64",
      ),
      {
        protocol: 0,
        version: 2,
        type: 2,
        flags: 60,
        rootPriority: 32768,
        rootSystemIdExtension: 1,
        rootAddress: "02:00:00:00:00:01",
        rootPathCost: 4,
        bridgePriority: 32768,
        bridgeSystemIdExtension: 2,
        bridgeAddress: "02:00:00:00:00:02",
        portId: 32772,
        messageAge: 1,
        maxAge: 20,
        helloTime: 2,
        forwardDelay: 15,
        originatingVlan: 100,
      },
    ],
    [
      "multiple trees",
      bytesOf(
        '00 00 03 02 7c 80 01 02 00 00 00 00 01 00 00 00 04 80 02 02 00 00 00 00 02 80 04 01 00 14 00 02 00 0f 00 00 00 50 00 "region" 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 07 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 00 00 00 64 80 00 02 00 00 00 00 09 14 7c 80 01 02 00 00 00 00 01 00 00 00 10 80 80 13',
      ),
      {
        protocol: 0,
        version: 3,
        type: 2,
        flags: 124,
        rootPriority: 32768,
        rootSystemIdExtension: 1,
        rootAddress: "02:00:00:00:00:01",
        rootPathCost: 4,
        bridgePriority: 32768,
        bridgeSystemIdExtension: 2,
        bridgeAddress: "02:00:00:00:00:02",
        portId: 32772,
        messageAge: 1,
        maxAge: 20,
        helloTime: 2,
        forwardDelay: 15,
        configurationName: "region",
        configurationRevision: 7,
        configurationDigest: "000102030405060708090a0b0c0d0e0f",
        internalPathCost: 100,
        cistBridgePriority: 32768,
        cistBridgeAddress: "02:00:00:00:00:09",
        remainingHops: 20,
        instances: [{
          instanceId: 1,
          flags: 124,
          regionalRootPriority: 32768,
          regionalRootAddress: "02:00:00:00:00:01",
          internalPathCost: 16,
          bridgePriority: 32768,
          portPriority: 128,
          remainingHops: 19,
        }],
      },
    ],
  ] as const
) {
  Deno.test(`Stp tells ${what}`, () => {
    const view = new Stp();
    view.at(bytes, 0, bytes.length);
    assertEquals(view.toJSON(), json);
  });
  Deno.test(`Stp reads nothing past any cut of ${what}`, () => {
    everyPrefix(() => new Stp(), bytes);
  });
}

Deno.test("Stp reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Stp(), WHOLE), STP_HEADER_LENGTH);
});

for (
  const [detail, line] of [
    [
      1,
      "STP 802.1d, Config, Flags [Topology change], bridge-id 8002.02:00:00:00:00:02.8004, length 35",
    ],
    [
      2,
      "STP 802.1d, Config, Flags [Topology change], bridge-id 8002.02:00:00:00:00:02.8004, length 35, root-id 8001.02:00:00:00:00:01, root-pathcost 4",
    ],
  ] as const
) {
  Deno.test(`Stp.summary(${detail}) is one line`, () => {
    const view = new Stp();
    view.at(WHOLE, 0, WHOLE.length);
    assertStrictEquals(view.summary(detail), line);
  });
}
