// tests/core/capture/decompress_test.ts: captures in gzip and zstd: whole, in parts, cut and damaged.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { concat, damage, pcap, readAll } from "./_samples.ts";

const gzip = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));
const zstd = (bytes: Uint8Array) =>
  new Uint8Array(
    zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
  );

const FILE = pcap([1, 5, 0, 3].map((length) => ({
  words: [7, 8, length, length],
  data: new Array(length).fill(length),
})));

/** A file of several megabytes that does not pack well: many blocks, many pieces. */
const PACKETS = 3_000;
const LARGE = pcap(
  Array.from({ length: PACKETS }, (_, packet) => ({
    words: [packet, 0, 1_000, 1_000],
    data: Array.from(
      { length: 1_000 },
      (_, at) => Math.imul(packet * 1_000 + at, 0x9e3779b1) >>> 24,
    ),
  })),
);

/** RFC 1952's optional parts: extra field, name, comment and the header's checksum, all there. */
function withAllFlags(member: Uint8Array): Uint8Array {
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3);
  return concat(header, Uint8Array.of(2, 0, 9, 9, 110, 0, 99, 0, 1, 2), member.subarray(10));
}

/** A frame of RFC 8878, section 3.1.2, that decompressors pass over. */
const SKIPPABLE = Uint8Array.of(0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);

/** `bytes` with one of them, from the end, turned over. */
function turned(bytes: Uint8Array, fromEnd: number): Uint8Array {
  return bytes.with(bytes.length - fromEnd, ~bytes[bytes.length - fromEnd]);
}

for (
  const [does, packed] of [
    ["reads gzip", gzip(FILE)],
    ["reads gzip with all parts of the header", withAllFlags(gzip(FILE))],
    [
      "reads gzip of several members, as rotated files are joined",
      concat(gzip(FILE.subarray(0, 30)), gzip(FILE.subarray(30))),
    ],
    ["passes over the zeros behind gzip", concat(gzip(FILE), new Uint8Array(512))],
    ["reads zstd", zstd(FILE)],
    [
      "reads zstd of several frames, as pzstd makes them",
      concat(zstd(FILE.subarray(0, 30)), SKIPPABLE, zstd(FILE.subarray(30))),
    ],
  ] as const
) {
  Deno.test(`openCapture() ${does}`, async () => {
    const { seen, error } = await readAll(packed);
    assertEquals([seen.length, error], [4, undefined]);
  });
}

for (const [name, compress] of [["gzip", gzip], ["zstd", zstd]] as const) {
  Deno.test(`openCapture() tells of every cut of ${name}, and delivers what is whole`, async () => {
    const packed = compress(FILE);
    for (let end = 1; end < packed.length; end++) {
      const { seen, error } = await readAll(packed.subarray(0, end));
      const { found } = damage(error);
      if (end >= 4) assertStrictEquals(found.endsWith(", cut off"), true, `${found} at ${end}`);
      // Of both the last bytes are a checksum; without it the packets are all there.
      if (end === packed.length - 1) assertStrictEquals(seen.length, 4);
    }
  });

  Deno.test(`openCapture() reads a large ${name}`, async () => {
    const { seen, error } = await readAll(compress(LARGE));
    assertEquals([seen.length, error], [PACKETS, undefined]);
  });

  Deno.test(`openCapture() delivers what ${name} holds before damage, then tells of it`, async () => {
    const packed = compress(LARGE);
    const { seen, error } = await readAll(turned(packed, packed.length >> 1));
    assertStrictEquals(seen.length >= PACKETS * 0.4, true, `${seen.length} packets`);
    assertStrictEquals(damage(error).offset > LARGE.length * 0.4, true);
  });
}

for (
  const [does, packed, found] of [
    [
      "a wrong checksum of gzip",
      turned(gzip(FILE), 6),
      "gzip-compressed data whose checksum is wrong",
    ],
    [
      "a wrong checksum of zstd",
      turned(zstd(FILE), 1),
      "compressed data that does not unpack (Zstd decompress error: Restored data doesn't match checksum)",
    ],
    [
      "what follows gzip and is none",
      concat(gzip(FILE), Uint8Array.of(1, 2, 3)),
      "bytes that are not gzip, after gzip-compressed data",
    ],
    [
      "what follows zstd and is none",
      concat(zstd(FILE), Uint8Array.of(1, 2, 3, 4)),
      "bytes that are not zstd, after zstd-compressed data",
    ],
  ] as const
) {
  Deno.test(`openCapture() delivers all packets, then tells of ${does}`, async () => {
    const { seen, error } = await readAll(packed);
    assertStrictEquals(seen.length, 4);
    assertEquals([damage(error).offset, damage(error).found], [FILE.length, found]);
  });
}
