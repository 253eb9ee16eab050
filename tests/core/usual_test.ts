// tests/core/usual_test.ts: the walk that keeps numbers says what the views say.
import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { knowsUsual, USUAL } from "../../core/_usual.ts";
import { BUILT_IN, Packet } from "../../core/packet.ts";
import { Ethernet } from "../../core/wire/ethernet.ts";
import { etherType, ipProtocol, linkType } from "../../core/wire/select.ts";
import type { ProtocolRegistry } from "../../core/wire/table.ts";
import { Tcp } from "../../core/wire/tcp.ts";
import type { View } from "../../core/wire/view.ts";
import { mutate, Random } from "../fuzz/_mutate.ts";
import { fromHex, loadSeeds } from "../fuzz/_seeds.ts";

const MUTANTS = 30_000;
const seeds = (await loadSeeds()).filter((seed) => seed.linkType === 1);

/** The built-in protocols, with another class for Ethernet: no frame of theirs is usual. */
function viewsAlone(): ProtocolRegistry {
  const registry = BUILT_IN.clone();
  registry.add("ethernet", { ...registry.byName("ethernet")!, view: class extends Ethernet {} });
  return registry;
}

const [byNumbers, byViews] = [new Packet(), new Packet(viewsAlone())];

/** What a view was told by its `at`, or in place of it. */
function told(view: View | undefined): unknown {
  if (view === undefined) return undefined;
  const { start, payloadStart, payloadEnd, wireEnd, next, otherwise } = view;
  return [start, payloadStart, payloadEnd, wireEnd, next, otherwise];
}

/** Everything that the walk decides, and what the views say that are set by name. */
function decided(packet: Packet, bytes: Uint8Array, originalLength: number): unknown {
  packet.setBytes(bytes, { originalLength });
  const { restStart, restEnd, restWireEnd, restNext, restOtherwise, depth, fault } = packet;
  const named = USUAL.map((name) => told(packet[name]));
  const views = packet.stack.slice(0, depth).map(told);
  return {
    named,
    ids: [...packet.ids.subarray(0, depth)],
    rest: [restStart, restEnd, restWireEnd, restNext, restOtherwise],
    fault,
    views,
  };
}

function assertAlike(bytes: Uint8Array, originalLength = bytes.length): void {
  assertEquals(
    decided(byNumbers, bytes, originalLength),
    decided(byViews, bytes, originalLength),
  );
}

Deno.test("walkUsual() says of every seed what the views say", () => {
  for (const { bytes } of seeds) assertAlike(bytes);
});

Deno.test("walkUsual() says of every beginning of a seed what the views say", () => {
  for (const { bytes } of seeds) {
    for (let end = 0; end <= Math.min(bytes.length, 128); end++) {
      assertAlike(bytes.subarray(0, end), bytes.length);
      assertAlike(bytes.subarray(0, end));
    }
  }
});

Deno.test("walkUsual() says of mutants what the views say", () => {
  const random = new Random(7);
  for (let run = 0; run < MUTANTS; run++) {
    const [one, other] = [seeds[random.below(seeds.length)], seeds[random.below(seeds.length)]];
    const bytes = mutate(one.bytes, other.bytes, random);
    assertAlike(bytes, bytes.length + random.below(4));
  }
});

const MAC_ADDRESSES = "020000000001 020000000002 ";
const IPV4_UDP = "45000020000100004011 0000 c0000201 c0000202 d9030035000c0000 01020304";

for (
  const [what, digits, path] of [
    ["no tag", "0800", "ethernet:ipv4:udp"],
    ["a tag", "8100 0005 0800", "ethernet:vlan:ipv4:udp"],
    ["two tags", "88a8 0005 8100 0006 0800", "ethernet:vlan:vlan:ipv4:udp"],
    ["three tags", "88a8 0005 8100 0006 8100 0007 0800", "ethernet:vlan:vlan:vlan:ipv4:udp"],
  ] as const
) {
  Deno.test(`Packet gives the views of a frame with ${what}, whichever is asked for first`, () => {
    const bytes = fromHex(MAC_ADDRESSES + digits + IPV4_UDP);
    assertAlike(bytes);
    const packet = new Packet().setBytes(bytes);
    assertStrictEquals(packet.udp?.destinationPort, 53);
    assertStrictEquals(`${packet.ip?.source}`, "192.0.2.1");
    assertStrictEquals(packet.vlan?.id, what === "no tag" ? undefined : 5);
    assertStrictEquals(packet.ipv6, undefined);
    assertStrictEquals(packet.tcp, undefined);
    const names = packet.path.split(":").slice(0, path.split(":").length);
    assertStrictEquals(names.join(":"), path);
    const ids = packet.layers.filter((view) => view === packet.vlan).length;
    assertStrictEquals(ids, what === "no tag" ? 0 : 1);
  });
}

Deno.test("walkUsual() leaves frames to the views whose length on the wire is beyond counting", () => {
  for (const { bytes } of seeds) {
    for (const length of [0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) assertAlike(bytes, length);
  }
});

Deno.test("Packet keeps two tags apart", () => {
  const digits = "88a8 0005 8100 0006 0800";
  const packet = new Packet().setBytes(fromHex(MAC_ADDRESSES + digits + IPV4_UDP));
  const [, outer, inner] = packet.layers;
  assertStrictEquals(packet.vlan, outer);
  assertNotStrictEquals(outer, inner);
  assertEquals([outer.toJSON().id, inner.toJSON().id], [5, 6]);
});

for (
  const [what, change] of [
    [
      "another class for a name",
      (registry: ProtocolRegistry) =>
        registry.add("tcp", { view: class extends Tcp {}, over: [ipProtocol(6)] }),
    ],
    [
      "another protocol for an EtherType",
      (registry: ProtocolRegistry) =>
        registry.add("mine", { view: Tcp, over: [etherType(0x0800)] }),
    ],
    [
      "another protocol for the link type",
      (registry: ProtocolRegistry) => registry.add("mine", { view: Tcp, over: [linkType(1)] }),
    ],
  ] as const
) {
  Deno.test(`knowsUsual() is false with ${what}`, () => {
    const registry = BUILT_IN.clone();
    assertStrictEquals(knowsUsual(registry), true);
    change(registry);
    assertStrictEquals(knowsUsual(registry), false);
  });
}
