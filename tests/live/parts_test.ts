// tests/live/parts_test.ts: the parts of the live source that need no socket.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { LiveCounts } from "../../core/capture/_live_counts.ts";
import { InterfaceTable } from "../../core/capture/_live_interfaces.ts";
import { linkTypeOfHardware } from "../../core/capture/_live_link_types.ts";
import { MissedFrames } from "../../core/capture/_live_missed.ts";
import { blocksOfEach } from "../../core/capture/_live_options.ts";
import { LinkType } from "../../core/capture/link_type.ts";

for (
  const [count, megabytes, blocks] of [
    [1, 64, 64],
    [3, 64, 21],
    [1, 1, 2],
    [40, 64, 2],
    [1, 2.9, 2],
  ] as const
) {
  Deno.test(`blocksOfEach() of ${count} rings in ${megabytes} MiB is ${blocks}`, () => {
    assertStrictEquals(blocksOfEach(count, megabytes * 2 ** 20), blocks);
  });
}

const link = (index: number, missed: number) => ({ index, statistics: { missed } });

for (
  const [does, before, now, expected] of [
    ["leaves out what was lost before", [link(1, 5)], [[link(1, 7)]], 2],
    ["counts all of an interface that came later", [], [[link(2, 3)]], 3],
    ["does not shrink when one is removed", [link(1, 0), link(2, 0)], [
      [link(1, 4), link(2, 1)],
      [link(2, 2)],
    ], 6],
  ] as const
) {
  Deno.test(`MissedFrames.count() ${does}`, () => {
    const missed = new MissedFrames(before);
    assertStrictEquals(now.map((links) => missed.count(links)).at(-1), expected);
  });
}

Deno.test("MissedFrames.of() tells those of one interface, and none of one that was never counted", () => {
  const missed = new MissedFrames([link(1, 5)]);
  missed.count([link(1, 7), link(2, 1)]);
  assertEquals([1, 2, 3].map((index) => missed.of(index)), [2, 1, 0]);
});

const ring = (index: number, packets: number, drops: number) => {
  return { index, linkType: LinkType.Ethernet, statistics: { packets, drops } };
};

for (
  const [does, rings, expected] of [
    ["of one interface", [ring(7, 50, 3)], { received: 50, droppedByKernel: 3 }],
    ["of all interfaces as one", [ring(0, 50, 3)], { received: 50, droppedByKernel: 3 }],
    ["of several, and whose they are", [ring(8, 50, 3), ring(7, 20, 1)], {
      received: 70,
      droppedByKernel: 4,
      byInterface: [
        { droppedByKernel: 1, droppedByInterface: 2 },
        { droppedByKernel: 3, droppedByInterface: 4 },
      ],
    }],
  ] as const
) {
  Deno.test(`LiveCounts.take() takes the counts ${does}`, () => {
    const table = new InterfaceTable(0, () => undefined);
    for (const index of [7, 8]) table.add(index, `eth${index}`, LinkType.Ethernet);
    const counts = new LiveCounts([link(7, 5), link(8, 0)]);
    counts.take(rings, [link(7, 6)], table); // taken again below: nothing counts twice
    counts.take(rings, [link(7, 7), link(8, 4)], table);
    assertEquals(counts.statistics, { droppedByInterface: 6, ...expected });
  });
}

Deno.test("InterfaceTable asks for the name of an interface that it does not know, once", () => {
  const asked: number[] = [];
  const table = new InterfaceTable(96, (index) => {
    asked.push(index);
    return index === 7 ? "eth7" : undefined;
  });
  table.add(3, "eth3", LinkType.Ethernet);
  table.add(3, "renamed", LinkType.Ethernet);
  const ids = [3, 7, 7, 8, 3].map((index) => table.idOf(index, LinkType.LinuxSll2));
  assertEquals(ids, [0, 1, 1, 2, 0]);
  assertEquals(asked, [7, 8]);
  assertEquals(table.list.map(({ name }) => name), ["eth3", "eth7", undefined]);
});

for (
  const [hardware, expected] of [
    [1, LinkType.Ethernet],
    [772, LinkType.Ethernet],
    [0xfffe, LinkType.Raw],
    [768, LinkType.Raw],
    [803, LinkType.Ieee80211Radiotap],
    [512, undefined], // PPP: its header differs by driver
    [778, undefined], // GRE
    [0xffff, undefined],
  ] as const
) {
  Deno.test(`linkTypeOfHardware() of ${hardware} is ${expected ?? "cooked"}`, () => {
    assertStrictEquals(linkTypeOfHardware(hardware), expected);
  });
}
