// tests/live/live_test.ts: LiveSource on interfaces of our own. Needs root; skipped by name without.
import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { assertStrictEquals, assertStringIncludes } from "@std/assert";
import { LinkType } from "../../core/capture/link_type.ts";
import { Direction } from "../../core/capture/source.ts";
import { median } from "../bench/_statistics.ts";
import type { CaptureOrder } from "./_capture.ts";
import { Capture, send } from "./_follow.ts";
import { ARP, ethernet, ipv4, ipv6, zeros } from "./_frames.ts";
import { Cable, liveTest, Namespace } from "./_network.ts";

/** Captures on `rx` what is sent on `tx`, until all of it came. */
async function captured(frames: readonly string[], order: Partial<CaptureOrder> = {}, mtu = 1500) {
  using cable = new Cable(mtu);
  await using capture = await Capture.start(cable.receiver, { interfaces: ["rx"], ...order });
  await send(cable.sender, "tx", frames);
  const end = await capture.stopAfter(frames.length);
  assertStrictEquals(end.error, undefined);
  assertEquals(end.statistics, {
    received: frames.length,
    droppedByKernel: 0,
    droppedByInterface: 0,
  });
  return capture.frames;
}

const TAG = "8100a064"; // priority 5, VLAN 100
const SERVICE_TAG = "88a8c0c8"; // priority 6, VLAN 200

const AS_SENT = [
  ["an ARP request", ethernet(ARP)],
  ["UDP over IPv4", ethernet(ipv4(17, 100))],
  ["TCP over IPv6", ethernet(ipv6(6, 100))],
  ["64 bytes with padding, minus the checksum", ethernet(ipv4(17, 8) + zeros(18))],
  ["a length and LLC instead of an EtherType", ethernet("0003424203" + zeros(43))],
  ["a VLAN tag, back in its place", ethernet(TAG + ipv4(17, 100))],
  ["a service tag, with its own EtherType", ethernet(SERVICE_TAG + ipv4(17, 100))],
  ["two tags", ethernet(SERVICE_TAG + TAG + ipv4(17, 100))],
  ["the tag of VLAN 0", ethernet("8100e000" + ipv4(17, 100))],
] as const;

let captureOfAll: ReturnType<typeof captured> | undefined;

AS_SENT.forEach(([does, frame], index) => {
  liveTest(`LiveSource gives as it was sent: ${does}`, async () => {
    // One capture for all rows; whichever test runs first makes it.
    captureOfAll ??= captured(AS_SENT.map(([, frame]) => frame));
    const got = (await captureOfAll)[index];
    assertStrictEquals(got.bytes, frame);
    assertStrictEquals(got.originalLength, frame.length / 2);
    assertStrictEquals(got.linkType, LinkType.Ethernet);
    assertStrictEquals(got.interface, "rx");
    assertStrictEquals(got.direction, Direction.Inbound);
  });
});

liveTest("LiveSource gives a frame of 9,000 bytes whole", async () => {
  const frame = ethernet(ipv4(17, 8_966));
  const [got] = await captured([frame], {}, 9_000);
  assertStrictEquals(got.bytes, frame);
});

liveTest("LiveSource counts what was sent, by protocol", async () => {
  const kinds = { arp: ARP, udp: ipv4(17, 60), tcp: ipv4(6, 60), icmp6: ipv6(58, 60) };
  const counts = { arp: 7, udp: 11, tcp: 13, icmp6: 17 };
  const frames = Object.entries(kinds).flatMap(([kind, rest]) =>
    Array<string>(counts[kind as keyof typeof counts]).fill(ethernet(rest))
  );
  const got = await captured(frames);
  const tally = Object.fromEntries(
    Object.entries(kinds).map(([kind, rest]) => [
      kind,
      got.filter(({ bytes }) => bytes === ethernet(rest)).length,
    ]),
  );
  assertEquals(tally, counts);
});

for (
  const [snapLength, does, rest, length] of [
    [64, "without a tag", ipv4(17, 200), 64],
    [64, "with a tag, the tag counted", TAG + ipv4(17, 200), 64],
    [14, "to the link header alone", ipv4(17, 200), 14],
    [1, "to one byte", ipv4(17, 200), 1],
    [0, "nowhere for 0", ipv4(17, 200), 234],
  ] as const
) {
  liveTest(`LiveSource cuts at the snap length ${does}: ${snapLength}`, async () => {
    const frame = ethernet(rest);
    const [got] = await captured([frame], { snapLength });
    assertStrictEquals(got.bytes, frame.slice(0, length * 2));
    assertStrictEquals(got.originalLength, frame.length / 2);
  });
}

/** A bridge hands frames for an address that it does not know to its own interface only when promiscuous. */
function bridged(cable: Cable): void {
  cable.receiver.ip("link", "add", "name", "bridge", "type", "bridge", "mcast_snooping", "0");
  cable.receiver.ip("link", "set", "dev", "rx", "master", "bridge");
  cable.receiver.ip("link", "set", "dev", "bridge", "up");
  cable.receiver.awaitCarrier("bridge");
}

for (const promiscuous of [true, false]) {
  const does = promiscuous ? "takes" : "leaves out";
  liveTest(`LiveSource ${does} frames for others, promiscuous: ${promiscuous}`, async () => {
    using cable = new Cable();
    bridged(cable);
    const before = cable.receiver.link("bridge");
    await using capture = await Capture.start(cable.receiver, {
      interfaces: ["bridge"],
      promiscuous,
    });
    // An experimental EtherType (IEEE 802, clause 9): no firewall of the bridge looks into it.
    const foreign = ethernet("88b5" + zeros(46), "020000000099");
    const broadcast = ethernet(ARP, "ffffffffffff");
    const expected = promiscuous ? [foreign, broadcast] : [broadcast];
    await send(cable.sender, "tx", [foreign, broadcast]);
    await capture.stopAfter(expected.length);
    assertEquals(capture.frames.map(({ bytes }) => bytes), expected);
    assertEquals(cable.receiver.link("bridge"), before);
  });
}

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  liveTest(`LiveSource leaves the interface as it was after ${signal}`, async () => {
    using cable = new Cable();
    const before = cable.receiver.link("rx");
    await using capture = await Capture.start(cable.receiver, { interfaces: ["rx"] });
    assertStrictEquals(cable.receiver.link("rx").promiscuity, before.promiscuity + 1);
    capture.kill(signal);
    await capture.gone;
    assertEquals(cable.receiver.link("rx"), before);
  });
}

liveTest("LiveSource shows a lone packet within 20 ms (median of 9, best of 3)", async () => {
  using cable = new Cable();
  await using capture = await Capture.start(cable.receiver, { interfaces: ["rx"] });
  const medians: number[] = [];
  // A neighbour may have the machine for one round, or two.
  for (let round = 1; round <= 3; round++) {
    for (let sent = 9 * (round - 1) + 1; sent <= 9 * round; sent++) {
      await send(cable.sender, "tx", [ethernet(ARP)]);
      await capture.until("the packet came", () => capture.count === sent);
    }
    medians.push(median(capture.frames.slice(-9).map(({ delayMs }) => delayMs)));
    if (medians.at(-1)! < 20) break;
  }
  await capture.stop();
  assertLess(Math.min(...medians), 20, `${medians}`);
});

liveTest("LiveSource loses nothing of a burst that its ring holds", async () => {
  using cable = new Cable();
  await using capture = await Capture.start(cable.receiver, { interfaces: ["rx"], quiet: true });
  await send(cable.sender, "tx", [ethernet(ipv4(17, 94)), ethernet(ipv6(6, 74))], 100_000);
  const end = await capture.stopAfter(100_000);
  assertStrictEquals(end.count, 100_000);
  assertStrictEquals(end.bytes, 128 * 100_000);
  assertStrictEquals(end.statistics.droppedByKernel, 0);
});

liveTest(
  "LiveSource serves signals and timers in the middle of a flood, and counts true",
  async () => {
    using cable = new Cable();
    await using capture = await Capture.start(cable.receiver, { interfaces: ["rx"], quiet: true });
    const order = { interface: "tx", frames: [ethernet(ipv4(17, 22))], count: 1e9 };
    const flood = cable.sender.spawnScript("./_sender.ts", JSON.stringify(order));
    await capture.until("the flood is on", () => capture.count > 100_000);
    const end = await capture.stop();
    flood.kill("SIGKILL");
    await flood.output();
    assertStrictEquals(end.count, end.statistics.received - end.statistics.droppedByKernel);
    // Both are measured in one process on one machine, so neighbours slow them alike.
    assertGreater(end.ticks / end.possibleTicks, 0.1);
  },
);

liveTest("LiveSource goes on when the interface goes down, comes up and is renamed", async () => {
  using cable = new Cable();
  const { receiver, sender } = cable;
  await using capture = await Capture.start(receiver, { interfaces: ["rx"] });
  await send(sender, "tx", [ethernet(ARP)]);
  receiver.ip("link", "set", "dev", "rx", "down");
  await capture.until("it said so", () => capture.notes.length === 1);
  receiver.ip("link", "set", "dev", "rx", "name", "eth7");
  receiver.ip("link", "set", "dev", "eth7", "up");
  sender.awaitCarrier("tx");
  await capture.until("it said so", () => capture.notes.length === 3);
  await send(sender, "tx", [ethernet(ipv4(17, 60))]);
  const end = await capture.stopAfter(2);
  assertStrictEquals(end.error, undefined);
  assertEquals(capture.notes, [
    "rx is down, waiting for it to come up",
    "rx is called eth7 now",
    "eth7 is up",
  ]);
});

liveTest("LiveSource goes on after every right was given up", async () => {
  using cable = new Cable();
  const { receiver, sender } = cable;
  await using capture = await Capture.start(receiver, { interfaces: ["rx"], hardened: true });
  await send(sender, "tx", [ethernet(ARP)]);
  receiver.ip("link", "set", "dev", "rx", "down");
  receiver.ip("link", "set", "dev", "rx", "up");
  sender.awaitCarrier("tx");
  await capture.until("it said so", () => capture.notes.length === 2);
  await send(sender, "tx", [ethernet(ARP)]);
  const end = await capture.stopAfter(2);
  assertStrictEquals(end.error, undefined);
  assertStrictEquals(end.statistics.received, 2);
});

liveTest("LiveSource waits for an interface that is down at the start", async () => {
  using cable = new Cable();
  cable.receiver.ip("link", "set", "dev", "rx", "down");
  await using capture = await Capture.start(cable.receiver, { interfaces: ["rx"] });
  cable.receiver.ip("link", "set", "dev", "rx", "up");
  cable.sender.awaitCarrier("tx");
  await capture.until("it is up", () => capture.notes.length === 2);
  await send(cable.sender, "tx", [ethernet(ARP)]);
  await capture.stopAfter(1);
});

liveTest("LiveSource gives all there is before it says that the interface is gone", async () => {
  using cable = new Cable();
  await using capture = await Capture.start(cable.receiver, { interfaces: ["rx"] });
  await send(cable.sender, "tx", Array<string>(50).fill(ethernet(ARP)));
  cable.receiver.ip("link", "del", "dev", "rx");
  const end = await capture.ended();
  assertStrictEquals(end.count, 50);
  assertStrictEquals(
    end.error,
    "InterfaceGoneError: Cannot capture on rx any longer: the interface is gone",
  );
});

liveTest("LiveSource says that there is no such interface", async () => {
  using namespace = new Namespace();
  const error = await namespace.failingScript("./_capture.ts", `{"interfaces":["eth9"]}`);
  assertStringIncludes(error, "SyscallError: Cannot capture on eth9: ENODEV, no such interface");
});

liveTest("LiveSource reads several interfaces, and goes on when one is gone", async () => {
  using cable = new Cable();
  const { receiver, sender } = cable;
  sender.ip(
    "link",
    "add",
    "name",
    "tx2",
    "type",
    "veth",
    "peer",
    "name",
    "rx2",
    "netns",
    receiver.name,
  );
  sender.ip("link", "set", "dev", "tx2", "up");
  receiver.ip("link", "set", "dev", "rx2", "up");
  sender.awaitCarrier("tx2");
  await using capture = await Capture.start(receiver, { interfaces: ["rx", "rx2"] });
  await send(sender, "tx", [ethernet(ARP)]);
  await send(sender, "tx2", [ethernet(ipv4(17, 60))]);
  await capture.until("both came", () => capture.count === 2);
  receiver.ip("link", "del", "dev", "rx");
  await capture.until("it said so", () => capture.notes.length === 2);
  await send(sender, "tx2", [ethernet(ipv6(17, 60))]);
  const end = await capture.stopAfter(3);
  assertStrictEquals(end.error, undefined);
  assertEquals(capture.notes, ["rx is down, waiting for it to come up", "rx is gone"]);
  assertEquals(
    capture.frames.map((frame) => [frame.interface, frame.bytes]).sort(),
    [
      ["rx", ethernet(ARP)],
      ["rx2", ethernet(ipv4(17, 60))],
      ["rx2", ethernet(ipv6(17, 60))],
    ].sort(),
  );
});

for (
  const [direction, name, expected] of [
    [Direction.Unknown, "both ways", [[1, "in"], [2, "out"]]],
    [Direction.Inbound, "inbound", [[1, "in"]]],
    [Direction.Outbound, "outbound", [[2, "out"]]],
  ] as const
) {
  liveTest(`LiveSource takes frames ${name}`, async () => {
    const frames = { in: ethernet(ARP), out: ethernet(ipv4(17, 60)) };
    using cable = new Cable();
    await using capture = await Capture.start(cable.receiver, { interfaces: ["rx"], direction });
    await send(cable.sender, "tx", [frames.in]);
    await send(cable.receiver, "rx", [frames.out]);
    await capture.stopAfter(expected.length);
    assertEquals(
      capture.frames.map((frame) => [frame.direction, frame.bytes]).sort(),
      expected.map(([direction, which]) => [direction, frames[which]]),
    );
  });
}

liveTest("LiveSource runs the kernel filter it was given", async () => {
  const program = "280000000c000000" + "1500000106080000" + "0600000020000000" + // ldh [12]; jeq #0x806; ret #32
    "0600000000000000"; // ret #0
  using cable = new Cable();
  await using capture = await Capture.start(cable.receiver, { interfaces: ["rx"], program });
  await send(cable.sender, "tx", [ethernet(ipv4(17, 60)), ethernet(ARP), ethernet(ipv6(6, 60))]);
  const end = await capture.stopAfter(1);
  assertStrictEquals(end.statistics.received, 1);
  assertEquals(capture.frames.map(({ bytes }) => bytes), [ethernet(ARP).slice(0, 64)]);
});
