// tests/core/capture/pcapng_test.ts
import { assertEquals, assertStrictEquals } from "@std/assert";
import { bytesInput } from "../../../core/capture/byte_stream.ts";
import { openCapture } from "../../../core/capture/open.ts";
import { PcapngSource } from "../../../core/capture/pcapng.ts";
import {
  block,
  Bytes,
  concat,
  damage,
  describedInterface,
  enhanced,
  option,
  readAll,
  section,
  utf8,
} from "./_samples.ts";

/** What stands before the packets. */
const HEAD = concat(section(), describedInterface());

const TIME = 1_721_095_324_123_456n;

for (const little of [true, false]) {
  const order = little ? "little-endian" : "big-endian";

  Deno.test(`PcapngSource reads an enhanced packet with its options, ${order}`, async () => {
    const options = [
      ...option(little, 1, utf8("first")),
      ...option(little, 2, new Bytes(little).u32(0x0000_0062).done()), // outbound, FCS of 3
      ...option(little, 4, new Bytes(little).u64(5n).done()), // lost before
      ...option(little, 1, utf8("second")),
      ...option(little, 0, []),
    ];
    const { seen, error, statistics } = await readAll(concat(
      section(little),
      describedInterface(little),
      enhanced(little, { time: TIME, data: [1, 2, 3, 4, 5], original: 99, options }),
    ));
    assertStrictEquals(error, undefined);
    assertEquals(seen, [{
      data: "0102030405",
      original: 99,
      time: "1721095324.123456000",
      interfaceId: 0,
      linkType: 1,
      direction: 2,
      comment: "first\nsecond",
    }]);
    assertEquals(statistics, { received: 1, droppedByKernel: 5, droppedByInterface: 0 });
  });

  Deno.test(`PcapngSource reads a simple packet by length, snap length and block, ${order}`, async () => {
    const simple = (original: number, ...data: number[]) =>
      block(3, new Bytes(little).u32(original).u8(...data));
    const { seen } = await readAll(concat(
      section(little),
      describedInterface(little, { snapLength: 6 }),
      simple(3, 1, 2, 3),
      simple(9, 1, 2, 3, 4, 5, 6),
      simple(9, 1, 2, 3, 4),
    ));
    assertEquals(seen.map((p) => [p.data, p.original, p.time]), [
      ["010203", 3, "0.000000000"],
      ["010203040506", 9, "0.000000000"],
      ["01020304", 9, "0.000000000"],
    ]);
  });

  Deno.test(`PcapngSource reads an obsolete packet block and its drops, ${order}`, async () => {
    const obsolete = (drops: number) =>
      block(
        2,
        new Bytes(little).u16(0, drops).u32(0, 1_500_000, 2, 60).u8(8, 9).pad()
          .u8(...option(little, 2, new Bytes(little).u32(1).done())),
      );
    const { seen, statistics } = await readAll(
      concat(section(little), describedInterface(little), obsolete(7), obsolete(0xffff)),
    );
    assertEquals(seen.map((p) => [p.data, p.original, p.time, p.direction]), [
      ["0809", 60, "1.500000000", 1],
      ["0809", 60, "1.500000000", 1],
    ]);
    assertStrictEquals(statistics?.droppedByKernel, 7);
  });

  Deno.test(`PcapngSource keeps what an interface's options tell, ${order}`, async () => {
    const options = [
      ...option(little, 2, utf8("eth0\0")),
      ...option(little, 3, utf8("uplink")),
      ...option(little, 9, [9]),
      ...option(little, 11, [0, ...utf8("tcp port 80")]),
      ...option(little, 12, utf8("Linux 6.18")),
      ...option(little, 15, utf8("a card")),
      ...option(little, 1, utf8("on the left")),
      ...option(little, 0x8bad, utf8("custom")),
    ];
    const file = concat(
      section(little),
      describedInterface(little, { linkType: 113, snapLength: 96, options }),
    );
    const { interfaces } = await readAll(file);
    assertEquals(interfaces, [{
      linkType: 113,
      snapLength: 96,
      name: "eth0",
      description: "uplink",
      filter: "tcp port 80",
      os: "Linux 6.18",
      hardware: "a card",
      comment: "on the left",
      timestampDigits: 9,
    }]);
  });

  Deno.test(`PcapngSource keeps the drops that statistics tell, ${order}`, async () => {
    const statistics = (kernel: bigint) =>
      block(
        5,
        new Bytes(little).u32(0, 0, 0)
          .u8(...option(little, 5, new Bytes(little).u64(2n).done()))
          .u8(...option(little, 7, new Bytes(little).u64(kernel).done())),
      );
    const file = concat(
      section(little),
      describedInterface(little),
      enhanced(little),
      statistics(3n),
      statistics(40n),
    );
    const { statistics: told } = await readAll(file);
    assertEquals(told, { received: 1, droppedByKernel: 40, droppedByInterface: 2 });
  });
}

for (
  const [resolution, time, expected] of [
    [0, 1_721_095_324n, "1721095324.000000000"],
    [3, 1_721_095_324_987n, "1721095324.987000000"],
    [7, 17_210_953_241_234_567n, "1721095324.123456700"],
    [9, 1_721_095_324_123_456_789n, "1721095324.123456789"],
    [12, 1_721_095_324_123_456n, "1721.095324123"],
    [0x80 | 10, (1_721_095_324n << 10n) | 512n, "1721095324.500000000"],
    [0x80 | 20, (1_721_095_324n << 20n) | 1n, "1721095324.000000953"],
    [0x80 | 32, (1_721_095_324n << 32n) | 0xffff_ffffn, "1721095324.999999999"],
    [0x80 | 40, (1_721_095n << 40n) | (1n << 39n), "1721095.500000000"],
  ] as const
) {
  Deno.test(`PcapngSource reads times of resolution ${resolution}`, async () => {
    const options = option(true, 9, [resolution]);
    const { seen } = await readAll(
      concat(section(), describedInterface(true, { options }), enhanced(true, { time })),
    );
    assertStrictEquals(seen[0].time, expected);
  });
}

Deno.test("PcapngSource adds an interface's time offset, also below zero", async () => {
  const options = (offset: bigint) => option(true, 14, new Bytes().u64(offset).done());
  const { seen } = await readAll(concat(
    section(),
    describedInterface(true, { options: options(1_700_000_000n) }),
    describedInterface(true, { options: options(-5n) }),
    enhanced(true, { time: 1_250_000n }),
    enhanced(true, { time: 7_250_000n, id: 1 }),
  ));
  assertEquals(seen.map((p) => p.time), ["1700000001.250000000", "2.250000000"]);
});

Deno.test("PcapngSource counts interfaces on over sections of both byte orders", async () => {
  const { seen, interfaces } = await readAll(concat(
    section(true),
    describedInterface(true, { linkType: 1 }),
    describedInterface(true, { linkType: 101 }),
    enhanced(true, { id: 1 }),
    section(false),
    describedInterface(false, { linkType: 113 }),
    enhanced(false, { id: 0 }),
    section(true),
    describedInterface(true, { linkType: 276 }),
    enhanced(true, { id: 0 }),
  ));
  assertEquals(seen.map((p) => [p.interfaceId, p.linkType]), [[1, 101], [2, 113], [3, 276]]);
  assertEquals(interfaces.map((iface) => iface.linkType), [1, 101, 113, 276]);
});

Deno.test("PcapngSource passes over names, secrets, custom and unknown blocks of any length", async () => {
  const long = block(0x0bad_cafe, new Bytes().u8(...new Array(5000).fill(1)));
  const file = concat(
    section(),
    long,
    describedInterface(),
    block(4, new Bytes().u16(0, 0)),
    block(10, new Bytes().u32(0x544c534b, 0)),
    enhanced(true),
    long,
    enhanced(true),
    long,
  );
  const { seen, error } = await readAll(file, { windowLength: 64 });
  assertStrictEquals(error, undefined);
  assertStrictEquals(seen.length, 2);
});

for (const windowLength of [64, 4096]) {
  Deno.test(`PcapngSource sees that a skipped block ends wrongly, window of ${windowLength}`, async () => {
    const skipped = block(0xbad, new Bytes().raw(new Array(500).fill(1)));
    const file = concat(HEAD, enhanced(true), skipped.with(-3, 1), enhanced(true));
    const { seen, error } = await readAll(file, { windowLength });
    assertEquals([damage(error).offset, seen.length], [HEAD.length + enhanced(true).length, 1]);
    assertStrictEquals(
      damage(error).found,
      "a block of type 0x00000bad of 512 bytes that ends as one of 256",
    );
  });
}

Deno.test("PcapngSource tells its section's origin", async () => {
  const options = [
    ...option(true, 2, utf8("x86")),
    ...option(true, 3, utf8("Linux")),
    ...option(true, 4, utf8("dumpcap")),
    ...option(true, 1, utf8("a note")),
  ];
  const file = concat(section(true, options), describedInterface());
  using source = await openCapture(bytesInput(file));
  if (!(source instanceof PcapngSource)) throw new Error("not read as pcapng");
  assertEquals(source.section, {
    hardware: "x86",
    os: "Linux",
    application: "dumpcap",
    comment: "a note",
  });
});

for (
  const [does, tail, found, packets] of [
    [
      "a packet of an interface that is not described",
      enhanced(true, { id: 4 }),
      "a packet of interface 4, which is not described",
      0,
    ],
    [
      "a captured length beyond the block",
      block(6, new Bytes().u32(0, 0, 0, 9, 9).u8(1, 2, 3, 4)),
      "a packet of 9 bytes, more than 4",
      0,
    ],
    [
      "an enhanced packet of 4 GB",
      new Bytes().u32(6, 0xfffffffc, 0, 0, 0, 0xffffff00, 0).done(),
      "an enhanced packet block of 4,294,967,292 bytes, more than 16,777,216",
      0,
    ],
    [
      "a block shorter than its fields",
      block(6, new Bytes().u32(0)),
      "an enhanced packet block of 16 bytes",
      0,
    ],
    [
      "a length that is no multiple of 4",
      new Bytes().u32(99, 13, 0, 0).done(),
      "a block of type 0x00000063 of 13 bytes",
      0,
    ],
    [
      "lengths that differ",
      enhanced(true).with(-4, 0x28),
      "an enhanced packet block of 36 bytes that ends as one of 40",
      0,
    ],
    [
      "a section without byte order",
      section().with(8, 0),
      "a section header without the byte-order magic",
      0,
    ],
    [
      "a section of another version",
      section().with(12, 2),
      "a section of pcapng version 2, which is not 1",
      0,
    ],
    [
      "damage behind a good packet",
      concat(enhanced(true), enhanced(true, { id: 1 })),
      "a packet of interface 1, which is not described",
      1,
    ],
  ] as const
) {
  Deno.test(`PcapngSource refuses ${does}`, async () => {
    const { seen, error } = await readAll(concat(HEAD, tail));
    assertEquals([damage(error).found, seen.length], [found, packets]);
    assertStrictEquals(damage(error).offset, HEAD.length + packets * enhanced(true).length);
  });
}
