// tests/core/capture/writers_test.ts: PcapWriter and PcapngWriter.
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { type ByteOutput, MemoryOutput } from "../../../core/capture/byte_stream.ts";
import { CaptureWriteError, type CaptureWriter } from "../../../core/capture/capture_writer.ts";
import { MemorySource } from "../../../core/capture/memory.ts";
import { LinkTypeError, PcapWriter } from "../../../core/capture/pcap_writer.ts";
import { PcapngWriter } from "../../../core/capture/pcapng_writer.ts";
import { type Batch, type CaptureInterface, Direction } from "../../../core/capture/source.ts";
import { drain, readAll } from "./_samples.ts";

const ETHERNET: CaptureInterface = { linkType: 1, snapLength: 0, timestampDigits: 9 };
const MAKERS = {
  PcapWriter: (output: ByteOutput, options = {}) => new PcapWriter(output, ETHERNET, options),
  PcapngWriter: (output: ByteOutput, options = {}) => new PcapngWriter(output, [ETHERNET], options),
};

/** Frames of all lengths around the places where copying changes its way. */
const FRAMES = [0, 1, 2, 3, 4, 5, 60, 191, 192, 193, 194, 1514, 65535].map((length, index) => ({
  bytes: Uint8Array.from({ length }, (_, i) => i * 7 + index),
  seconds: [0, 1, 65535, 65536, 1_721_095_324, 4_294_967_295][index % 6],
  nanoseconds: [0, 1, 999_999_999, 123_456_789][index % 4],
  originalLength: length + index,
}));

async function each(
  source: MemorySource,
  use: (batch: Batch) => void,
): Promise<void> {
  for await (const batch of source) while (batch.next()) use(batch);
}

for (const [name, make] of Object.entries(MAKERS)) {
  Deno.test(`${name} gives back bytes, lengths and times to the nanosecond`, async () => {
    const output = new MemoryOutput();
    const writer: CaptureWriter = make(output);
    await each(new MemorySource(FRAMES), (batch) => writer.write(batch));
    writer.close();
    const { seen, error } = await readAll(output.bytes());
    assertStrictEquals(error, undefined);
    assertEquals(seen, (await drain(new MemorySource(FRAMES))).seen);
    assertEquals([writer.packets, writer.length], [FRAMES.length, output.bytes().length]);
  });

  Deno.test(`${name} copies the frame out of the middle of another array`, async () => {
    const output = new MemoryOutput();
    using writer = make(output);
    const bytes = Uint8Array.from({ length: 400 }, (_, i) => i).subarray(3);
    await each(new MemorySource([{ bytes: new Uint8Array(1) }]), (batch) => {
      for (const [start, capturedLength] of [[5, 7], [9, 300]]) {
        writer.write({ ...fields(batch), bytes, start, capturedLength });
      }
    });
    writer.flush();
    const { seen } = await readAll(output.bytes());
    assertEquals(seen.map((p) => p.data), [
      bytes.subarray(5, 12).toHex(),
      bytes.subarray(9, 309).toHex(),
    ]);
  });

  Deno.test(`${name} lets only whole packets out, whenever it ends`, async () => {
    const pieces: Uint8Array[] = [];
    using writer = make({
      write: (bytes) => pieces.push(bytes.slice()) && bytes.length,
      close: () => {},
    });
    const frames = Array.from({ length: 3000 }, () => ({ bytes: new Uint8Array(200) }));
    await each(new MemorySource(frames), (batch) => writer.write(batch));
    assertStrictEquals(pieces.length > 2, true);
    for (let count = 1; count <= pieces.length; count++) {
      const { error } = await readAll(
        new Uint8Array(
          await new Blob(
            pieces.slice(0, count) as Uint8Array<ArrayBuffer>[],
          ).arrayBuffer(),
        ),
      );
      assertStrictEquals(error, undefined);
    }
  });

  Deno.test(`${name} with packetBuffered hands on each packet at once`, async () => {
    const output = new MemoryOutput();
    using writer = make(output, { packetBuffered: true });
    await each(new MemorySource(FRAMES), (batch) => {
      writer.write(batch);
      assertStrictEquals(output.bytes().length, writer.length);
    });
  });

  Deno.test(`${name} says how many packets are safe when the disk is full, and leaves those`, async () => {
    for (const room of [100, 5_000, 262_144, 300_001, 500_000]) {
      const disk = new SmallDisk(room);
      const writer = make(disk);
      const frames = Array.from({ length: 3000 }, () => ({ bytes: new Uint8Array(200) }));
      const error = await each(new MemorySource(frames), (batch) => writer.write(batch))
        .then(() => writer.close(), (error) => error);
      if (!(error instanceof CaptureWriteError)) throw error ?? new Error("it all fitted");
      assertStrictEquals(disk.truncated, true);
      const { seen, error: damage } = await readAll(disk.bytes());
      if (room > 1000) assertStrictEquals(damage, undefined);
      assertStrictEquals(seen.length, error.safePackets);
      assertStrictEquals(error.safePackets > 0, room > 1000);
      writer.close();
    }
  });

  Deno.test(`${name} refuses to write after close(), and closes once`, async () => {
    let closed = 0;
    const writer = make({ write: (bytes) => bytes.length, close: () => closed++ });
    writer.close();
    writer.close();
    assertStrictEquals(closed, 1);
    await each(new MemorySource(FRAMES), (batch) => {
      assertThrows(() => writer.write(batch), TypeError, "closed");
    });
  });
}

/** Takes so many bytes, the last ones in part, as a file on a full disk does. */
class SmallDisk extends MemoryOutput {
  truncated = false;
  readonly #room: number;

  constructor(room: number) {
    super();
    this.#room = room;
  }

  override write(bytes: Uint8Array): number {
    const left = this.#room - this.bytes().length;
    if (left <= 0) throw new Error("No space left on device (os error 28)");
    return super.write(bytes.subarray(0, left));
  }

  override truncate(length: number): void {
    this.truncated = true;
    super.truncate(length);
  }
}

Deno.test("PcapWriter keeps microseconds where the interface has no finer ones", async () => {
  const output = new MemoryOutput();
  using writer = new PcapWriter(output, { linkType: 1, snapLength: 96, timestampDigits: 6 });
  await each(
    new MemorySource([{ bytes: new Uint8Array(1), nanoseconds: 123_456_789 }]),
    (batch) => {
      writer.write(batch);
    },
  );
  writer.flush();
  const { seen, interfaces } = await readAll(output.bytes());
  assertStrictEquals(seen[0].time, "0.123456000");
  assertEquals(interfaces[0], { linkType: 1, snapLength: 96, timestampDigits: 6 });
});

Deno.test("PcapWriter refuses a frame of another link type by name", async () => {
  using writer = new PcapWriter(new MemoryOutput(), ETHERNET);
  const interfaces = [{ linkType: 113, snapLength: 0 }];
  await each(new MemorySource(FRAMES, { interfaces }), (batch) => {
    assertThrows(() => writer.write(batch), LinkTypeError, "LINUX_SLL (Linux cooked v1)");
  });
});

Deno.test("PcapngWriter gives back interfaces, section, comments, directions and drops", async () => {
  const interfaces = [
    {
      name: "eth0",
      description: "uplink",
      linkType: 1,
      snapLength: 96,
      filter: "tcp port 80",
      os: "Linux",
      hardware: "a card",
      comment: "left",
      timestampDigits: 9,
    },
    { name: "wg0", linkType: 101, snapLength: 0, timestampDigits: 9 },
  ];
  const frames = [
    { bytes: Uint8Array.of(1), direction: Direction.Outbound },
    { bytes: Uint8Array.of(2, 3), interfaceId: 1, comment: "own" },
    { bytes: Uint8Array.of(4, 5, 6, 7), direction: Direction.Inbound, comment: "\u00fcber" },
  ];
  const output = new MemoryOutput();
  const source = new MemorySource(frames, { interfaces });
  const writer = new PcapngWriter(output, interfaces, { application: "whiff", os: "Linux" });
  await each(source, (batch) => writer.write(batch, batch.bytes[0] === 2 ? "added" : undefined));
  writer.close({ received: 3, droppedByKernel: 5, droppedByInterface: 7 });
  const again = await readAll(output.bytes());
  assertEquals(again.interfaces, interfaces);
  assertEquals(again.seen.map((p) => [p.data, p.interfaceId, p.direction, p.comment]), [
    ["01", 0, Direction.Outbound, undefined],
    ["0203", 1, Direction.Unknown, "own\nadded"],
    ["04050607", 0, Direction.Inbound, "\u00fcber"],
  ]);
  assertEquals(again.statistics, {
    received: 3,
    droppedByKernel: 5,
    droppedByInterface: 7,
    byInterface: [
      { droppedByKernel: 5, droppedByInterface: 7 },
      { droppedByKernel: 0, droppedByInterface: 0 },
    ],
  });
});

Deno.test("PcapngWriter tells each interface's drops with the interface, where they are known", async () => {
  const interfaces = [ETHERNET, ETHERNET, ETHERNET];
  const statistics = {
    received: 1,
    droppedByKernel: 9,
    droppedByInterface: 3,
    byInterface: [{ droppedByKernel: 4, droppedByInterface: 1 }, undefined, {
      droppedByKernel: 5,
      droppedByInterface: 2,
    }],
  };
  const output = new MemoryOutput();
  const writer = new PcapngWriter(output, interfaces);
  await each(new MemorySource([{ bytes: Uint8Array.of(1) }], { interfaces }), (batch) => {
    writer.write(batch);
  });
  writer.close(statistics);
  assertEquals((await readAll(output.bytes())).statistics, {
    ...statistics,
    byInterface: statistics.byInterface.map((drops) =>
      drops ?? { droppedByKernel: 0, droppedByInterface: 0 }
    ),
  });
});

for (
  const [does, stored, passed, told] of [
    ["no filter where there was none", undefined, undefined, undefined],
    ["the interface's own filter", "ip", undefined, "ip"],
    ["what the packets have passed", undefined, "tcp", "tcp"],
    ["both filters as one", "ip", "tcp or udp", "(ip) and (tcp or udp)"],
    ["a filter that was passed twice once", "ip", "ip", "ip"],
  ] as const
) {
  Deno.test(`PcapngWriter tells ${does}`, async () => {
    const output = new MemoryOutput();
    new PcapngWriter(output, [{ ...ETHERNET, filter: stored }], { filter: passed }).close();
    assertStrictEquals((await readAll(output.bytes())).interfaces[0].filter, told);
  });
}

Deno.test("PcapngWriter describes an interface that comes later, and refuses one that never does", async () => {
  const interfaces = [ETHERNET];
  const output = new MemoryOutput();
  using writer = new PcapngWriter(output, interfaces);
  await each(new MemorySource([{ bytes: Uint8Array.of(1) }]), (batch) => {
    writer.write(batch);
    const other = { ...fields(batch), interfaceId: 1 };
    assertThrows(() => writer.write(other), RangeError, "interface 1");
    interfaces.push({ linkType: 101, snapLength: 0, timestampDigits: 9 });
    writer.write(other);
  });
  writer.flush();
  assertEquals((await readAll(output.bytes())).seen.map((p) => p.linkType), [1, 101]);
});

Deno.test("PcapngWriter cuts a comment that is too long at a character", async () => {
  const output = new MemoryOutput();
  using writer = new PcapngWriter(output, [ETHERNET]);
  await each(new MemorySource([{ bytes: Uint8Array.of(1) }]), (batch) => {
    writer.write(batch, "\u20ac".repeat(30_000));
  });
  writer.flush();
  const { seen } = await readAll(output.bytes());
  assertStrictEquals(seen[0].comment, "\u20ac".repeat(21_845));
});

/** A batch's fields as a plain object: most are its own properties, `comment` may be a getter. */
function fields(batch: Batch) {
  const { bytes, start, capturedLength, originalLength, seconds, nanoseconds } = batch;
  const { interfaceId, linkType, direction, comment } = batch;
  return {
    bytes,
    start,
    capturedLength,
    originalLength,
    seconds,
    nanoseconds,
    interfaceId,
    linkType,
    direction,
    comment,
  };
}
