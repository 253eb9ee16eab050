// tests/core/capture/rotate_test.ts
import { assertEquals, assertStrictEquals } from "@std/assert";
import { MemoryOutput } from "../../../core/capture/byte_stream.ts";
import type { WritableFrame } from "../../../core/capture/capture_writer.ts";
import { LinkType } from "../../../core/capture/link_type.ts";
import { MemorySource } from "../../../core/capture/memory.ts";
import { PcapWriter } from "../../../core/capture/pcap_writer.ts";
import { RotatingWriter, type RotationOptions } from "../../../core/capture/rotate.ts";
import { Direction } from "../../../core/capture/source.ts";
import { readAll } from "./_samples.ts";

const FRAME_LENGTH = 100;
const RECORD_LENGTH = 16 + FRAME_LENGTH;

/** Anything to write. */
const FRAME: WritableFrame = {
  bytes: new Uint8Array(FRAME_LENGTH),
  start: 0,
  capturedLength: FRAME_LENGTH,
  originalLength: FRAME_LENGTH,
  seconds: 0,
  nanoseconds: 0,
  interfaceId: 0,
  linkType: LinkType.Ethernet,
  direction: Direction.Unknown,
  comment: undefined,
};

/** Writes a frame for each second and tells the files as they stand at the end. */
async function rotate(seconds: readonly number[], options: RotationOptions) {
  const source = new MemorySource(
    seconds.map((second) => ({ bytes: new Uint8Array(FRAME_LENGTH), seconds: second })),
  );
  const files = new Map<string, MemoryOutput>();
  const opened: string[] = [];
  const closed: string[] = [];
  const directory = {
    open(name: string) {
      const output = new MemoryOutput();
      files.set(name, output);
      opened.push(name);
      return output;
    },
  };
  const writer = new RotatingWriter(
    directory,
    (output) => new PcapWriter(output, source.interfaces[0]),
    { ...options, onClose: (name) => closed.push(name) },
  );
  for await (const batch of source) while (batch.next()) writer.write(batch);
  writer.close();
  const times: Record<string, number[]> = {};
  for (const [name, output] of files) {
    const { seen, error } = await readAll(output.bytes());
    assertStrictEquals(error, undefined);
    times[name] = seen.map((p) => Number(p.time));
  }
  assertEquals(closed, opened);
  return { opened, times, writer };
}

const NOON = new Date(2026, 10, 23, 12, 0, 0).getTime() / 1000;

for (
  const [does, options, seconds, times] of [
    // A file may be longer than -C says: it is looked at before the next packet.
    ["by length", { name: "f", maxLength: 24 + RECORD_LENGTH }, [1, 2, 3, 4, 5], {
      "f": [1, 2],
      "f1": [3, 4],
      "f2": [5],
    }],
    ["by length in a ring of three", { name: "f", maxLength: 24, count: 3 }, [1, 2, 3, 4, 5], {
      "f0": [4],
      "f1": [5],
      "f2": [3],
    }],
    ["by length in a ring of eleven, with two digits", { name: "f", maxLength: 24, count: 11 }, [
      1,
      2,
    ], { "f00": [1], "f01": [2] }],
    ["by length in a ring of ten, with one digit", { name: "f", maxLength: 24, count: 10 }, [
      1,
      2,
    ], { "f0": [1], "f1": [2] }],
    ["by length in a ring of one, over itself", { name: "f", maxLength: 24, count: 1 }, [1, 2], {
      "f": [2],
    }],
    ["by seconds, with names of the time", { name: "%H%M%S", seconds: 10 }, [
      NOON,
      NOON + 9,
      NOON + 10,
      NOON + 25,
    ], { "120000": [NOON, NOON + 9], "120010": [NOON + 10], "120025": [NOON + 25] }],
    ["by seconds from the capture's start", { name: "%S", seconds: 10, start: NOON - 5 }, [
      NOON,
      NOON + 5,
    ], { "55": [NOON], "05": [NOON + 5] }],
    ["by seconds, over the same name", { name: "f", seconds: 1 }, [1, 2, 3], { "f": [3] }],
    [
      "by seconds and length, numbered anew in each period",
      {
        name: "%S-",
        seconds: 10,
        maxLength: 24,
      },
      [NOON, NOON + 1, NOON + 10, NOON + 11],
      {
        "00-": [NOON],
        "00-1": [NOON + 1],
        "10-": [NOON + 10],
        "10-1": [NOON + 11],
      },
    ],
    ["not at all without a reason", { name: "f", count: 2 }, [1, 99], { "f": [1, 99] }],
  ] as const
) {
  Deno.test(`RotatingWriter divides ${does}`, async () => {
    const { times: found, writer } = await rotate(seconds, options);
    assertEquals(found, times);
    assertStrictEquals(writer.packets, seconds.length);
  });
}

Deno.test("RotatingWriter is full after as many periods as -W allows", async () => {
  const { times, writer } = await rotate([NOON, NOON + 10, NOON + 20, NOON + 30], {
    name: "%S",
    seconds: 10,
    count: 2,
  });
  assertEquals(times, { "00": [NOON], "10": [NOON + 10] });
  assertEquals([writer.full, writer.packets], [true, 2]);
});

Deno.test("RotatingWriter.advance() ends the last period that -W allows, and no other", () => {
  const { interfaces } = new MemorySource([]);
  using writer = new RotatingWriter(
    { open: () => new MemoryOutput() },
    (output) => new PcapWriter(output, interfaces[0]),
    { name: "%S", seconds: 10, count: 2 },
  );
  const written: unknown[] = [];
  for (const seconds of [NOON, NOON + 9, NOON + 10, NOON + 19, NOON + 20]) {
    writer.advance(seconds * 1000 + 0.5);
    if (!writer.full) writer.write({ ...FRAME, seconds });
    written.push([writer.packets, writer.full, writer.dueMs - NOON * 1000]);
  }
  assertEquals(written, [
    [1, false, 10_000],
    [2, false, 10_000],
    [3, false, 20_000],
    [4, false, 20_000],
    [4, true, Infinity],
  ]);
});

for (
  const [does, end, left] of [
    ["leaves its first file as it was when it is disposed", "dispose", "an earlier capture"],
    ["empties its first file when it is closed", "close", ""],
    ["empties its first file with the first packet", "write", "frame"],
  ] as const
) {
  Deno.test(`RotatingWriter ${does}`, async () => {
    const source = new MemorySource([{ bytes: new TextEncoder().encode("frame") }]);
    const earlier = new MemoryOutput();
    earlier.write(new TextEncoder().encode("an earlier capture"));
    {
      using writer = new RotatingWriter(
        { open: () => earlier },
        (output) => new PcapWriter(output, source.interfaces[0]),
        { name: "f", maxLength: 1_000_000 },
      );
      if (end === "close") writer.close();
      if (end === "write") {
        for await (const batch of source) while (batch.next()) writer.write(batch);
      }
    }
    // What was begun has the file's header of 24 bytes first, and the record's of 16.
    const bytes = earlier.bytes().subarray(end === "dispose" ? 0 : 24 + 16);
    assertStrictEquals(new TextDecoder().decode(bytes), left);
  });
}

Deno.test("RotatingWriter opens no file before the first packet names it", async () => {
  assertEquals((await rotate([], { name: "%S", seconds: 10 })).opened, []);
  assertEquals((await rotate([], { name: "%S", seconds: 10, start: NOON })).opened, ["00"]);
  assertEquals((await rotate([], { name: "f", maxLength: 10 })).opened, ["f"]);
});
