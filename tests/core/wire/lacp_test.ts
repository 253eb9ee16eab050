import { assertEquals, assertStrictEquals } from "@std/assert";
import { Fault } from "../../../core/wire/fault.ts";
import { Lacp, LACP_LENGTH } from "../../../core/wire/lacp.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** An actor that is in step with its partner. */
const WHOLE = bytesOf(
  "01", // version
  "01 14 80 00 02 00 00 00 00 01 00 0d 80 01 00 22 3d 00 00 00", // actor
  "02 14 00 01 02 00 00 00 00 02 00 0e 00 02 00 03 85 00 00 00", // partner
  "03 10 00 0a 00 00 00 00 00 00 00 00 00 00 00 00", // collector
  "00 00", // terminator
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    ["refuses a byte less than the header", WHOLE.subarray(0, LACP_LENGTH - 1), Fault.Truncated],
  ] as const
) {
  Deno.test(`Lacp.at() ${does}`, () => {
    assertStrictEquals(new Lacp().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("Lacp tells all its fields", () => {
  const view = new Lacp();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), {
    version: 1,
    actor: {
      systemPriority: 32768,
      system: "02:00:00:00:00:01",
      key: 13,
      portPriority: 32769,
      port: 34,
      state: 61,
    },
    partner: {
      systemPriority: 1,
      system: "02:00:00:00:00:02",
      key: 14,
      portPriority: 2,
      port: 3,
      state: 133,
    },
    collectorMaxDelay: 10,
  });
});

Deno.test("Lacp reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new Lacp(), WHOLE), LACP_LENGTH);
});

for (
  const [detail, line] of [
    [1, "LACPv1, length 60"],
    [
      2,
      "LACPv1, length 60, Actor System 02:00:00:00:00:01, Key 13, Port 34, State Flags [Activity, Aggregation, Synchronization, Collecting, Distributing], Partner System 02:00:00:00:00:02, Key 14, Port 3, State Flags [Activity, Aggregation, Expired]",
    ],
  ] as const
) {
  Deno.test(`Lacp.summary(${detail}) is one line`, () => {
    const view = new Lacp();
    view.at(WHOLE, 0, WHOLE.length);
    assertStrictEquals(view.summary(detail), line);
  });
}
