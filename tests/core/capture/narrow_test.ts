// tests/core/capture/narrow_test.ts
import { assertEquals, assertStrictEquals } from "@std/assert";
import { bytesInput } from "../../../core/capture/byte_stream.ts";
import { createOutput, openInput } from "../../../core/capture/deno_file.ts";
import { LinkType } from "../../../core/capture/link_type.ts";
import { MemorySource } from "../../../core/capture/memory.ts";
import { NarrowedSource, type Narrowing } from "../../../core/capture/narrow.ts";
import { openCapture } from "../../../core/capture/open.ts";
import { PcapWriter } from "../../../core/capture/pcap_writer.ts";
import { Direction } from "../../../core/capture/source.ts";
import { concat, describedInterface, drain, enhanced, section } from "./_samples.ts";
import { inDirectory, run, testWith } from "./_tools.ts";

const { Inbound, Outbound, Unknown } = Direction;

/** A Linux cooked header of version 1, and of version 2, with its packet type. */
const sll = (type: number) => Uint8Array.of(0, type, ...new Uint8Array(14));
const sll2 = (type: number) => Uint8Array.of(...new Uint8Array(10), type, ...new Uint8Array(9));

for (
  const [tells, linkType, frames, directions] of [
    [
      "what the file tells",
      LinkType.Ethernet,
      [Inbound, Outbound, Unknown].map((direction) => ({
        bytes: new Uint8Array(60),
        direction,
      })),
      [Inbound, Outbound, Unknown],
    ],
    [
      "a cooked header",
      LinkType.LinuxSll,
      [0, 1, 2, 3, 4].map((type) => ({ bytes: sll(type) })),
      [Inbound, Inbound, Inbound, Inbound, Outbound],
    ],
    [
      "a cooked header of version 2",
      LinkType.LinuxSll2,
      [0, 4].map((type) => ({ bytes: sll2(type) })),
      [Inbound, Outbound],
    ],
    ["a cooked header that is cut off", LinkType.LinuxSll2, [{ bytes: sll2(4).subarray(0, 10) }], [
      Unknown,
    ]],
    ["the file before the header", LinkType.LinuxSll, [{ bytes: sll(4), direction: Inbound }], [
      Inbound,
    ]],
  ] as const
) {
  for (const direction of [Inbound, Outbound]) {
    Deno.test(`NarrowedSource knows direction ${direction} by ${tells}`, async () => {
      const interfaces = [{ linkType, snapLength: 0 }];
      const numbered = frames.map((frame, seconds) => ({ ...frame, seconds }));
      const source = new NarrowedSource(new MemorySource(numbered, { interfaces }), { direction });
      const seen: number[] = [];
      for await (const batch of source) while (batch.next()) seen.push(batch.seconds);
      const all = directions.map((way, at) => ({ way, at }));
      assertEquals(seen, all.filter(({ way }) => way === direction).map(({ at }) => at));
      assertStrictEquals(source.undirected, all.filter(({ way }) => way === Unknown).length);
    });
  }
}

Deno.test("NarrowedSource cuts what the filter saw whole, and never lengthens", async () => {
  const lengths: number[] = [];
  const narrowing: Narrowing = {
    snapLength: 4,
    filterFor: (linkType) => (_bytes, _start, captured, original) => {
      assertStrictEquals(linkType, LinkType.Ethernet);
      lengths.push(captured, original);
      return captured !== 5;
    },
  };
  const frames = [3, 4, 5, 6].map((length) => ({
    bytes: new Uint8Array(length),
    originalLength: 9,
  }));
  const { seen } = await drain(new NarrowedSource(new MemorySource(frames), narrowing));
  assertEquals(lengths, [3, 9, 4, 9, 5, 9, 6, 9]);
  assertEquals(seen.map(({ data }) => data.length / 2), [3, 4, 4]);
});

Deno.test("NarrowedSource tells how long packets can be, of interfaces that come later too", async () => {
  const file = concat(
    section(),
    describedInterface(true, { snapLength: 0 }),
    enhanced(true),
    describedInterface(true, { snapLength: 20, linkType: 101 }),
    describedInterface(true, { snapLength: 200 }),
    enhanced(true, { id: 2 }),
  );
  using source = new NarrowedSource(await openCapture(bytesInput(file)), { snapLength: 40 });
  const { interfaces } = source;
  await drain(source);
  const told = interfaces.map(({ snapLength, linkType }) => [snapLength, linkType]);
  assertEquals(told, [[40, 1], [20, 101], [40, 1]]);
});

// Agreed with editcap of Wireshark 4.0.
testWith(
  "editcap",
  "NarrowedSource cuts as editcap -s does",
  () =>
    inDirectory(async (directory) => {
      const [whole, ours, theirs] = ["whole", "ours", "theirs"].map((name) =>
        `${directory}/${name}`
      );
      const frames = [10, 40, 60].map((length) => ({ bytes: new Uint8Array(length).fill(length) }));
      await write(whole, new MemorySource(frames));
      const stored = await openCapture(openInput(whole));
      await write(ours, new NarrowedSource(stored, { snapLength: 40 }));
      run("editcap", "-F", "pcap", "-s", "40", whole, theirs);
      const [one, other] = [ours, theirs].map((path) => Deno.readFileSync(path));
      assertEquals(one, other);
    }),
);

async function write(path: string, source: MemorySource | NarrowedSource): Promise<void> {
  const writer = new PcapWriter(createOutput(path), source.interfaces[0]);
  for await (const batch of source) while (batch.next()) writer.write(batch);
  writer.close();
}
