import { assertEquals, assertStrictEquals } from "@std/assert";
import { FABRIC_PATH_HEADER_LENGTH, FabricPath } from "../../../core/wire/fabric_path.ts";
import { Fault } from "../../../core/wire/fault.ts";
import { Direct, ETHER_TYPE } from "../../../core/wire/select.ts";
import { bytesOf } from "./_bytes.ts";
import { everyPrefix } from "./_every_prefix.ts";

/** Tree 1, 32 hops, with an IPv4 frame. */
const WHOLE = bytesOf(
  "00 60", // tag
  "02 00 00 00 00 01 02 00 00 00 00 02 08 00", // header of the frame
  "45 00", // its payload
);

for (
  const [does, bytes, fault] of [
    ["accepts a whole one", WHOLE, Fault.None],
    [
      "refuses a byte less than the header",
      WHOLE.subarray(0, FABRIC_PATH_HEADER_LENGTH - 1),
      Fault.Truncated,
    ],
  ] as const
) {
  Deno.test(`FabricPath.at() ${does}`, () => {
    assertStrictEquals(new FabricPath().at(bytes, 0, bytes.length), fault);
  });
}

Deno.test("FabricPath tells all its fields", () => {
  const view = new FabricPath();
  view.at(WHOLE, 0, WHOLE.length);
  assertEquals(view.toJSON(), {
    tree: 1,
    timeToLive: 32,
    destination: "02:00:00:00:00:01",
    source: "02:00:00:00:00:02",
    etherType: 2048,
  });
});

for (
  const [what, bytes, next] of [
    ["an EtherType", WHOLE, ETHER_TYPE | 0x0800],
    ["a length as LLC", WHOLE.with(14, 0).with(15, 2), Direct.Llc],
  ] as const
) {
  Deno.test(`FabricPath hands on ${what}`, () => {
    const view = new FabricPath();
    assertStrictEquals(view.at(bytes, 0, bytes.length), Fault.None);
    assertStrictEquals(view.next, next);
  });
}

Deno.test("FabricPath reads nothing past any cut", () => {
  assertStrictEquals(everyPrefix(() => new FabricPath(), WHOLE), FABRIC_PATH_HEADER_LENGTH);
});

Deno.test("FabricPath.summary() is one line", () => {
  const view = new FabricPath();
  view.at(WHOLE, 0, WHOLE.length);
  assertStrictEquals(view.summary(1), "FabricPath, tree 1, ttl 32");
});
