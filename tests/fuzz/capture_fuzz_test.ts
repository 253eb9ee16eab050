// tests/fuzz/capture_fuzz_test.ts: mutated capture files are read to an end, in bounds, the same way.
//
// WHIFF_FUZZ_RUNS=100000 and WHIFF_FUZZ_SEED=7 make it run longer, and elsewhere. A finding
// becomes a row of SEEDS: the file, as hexadecimal digits.
import { assertEquals, assertStrictEquals } from "@std/assert";
import { bytesInput, MemoryOutput } from "../../core/capture/byte_stream.ts";
import { CaptureFileError } from "../../core/capture/capture_file_error.ts";
import { openCapture } from "../../core/capture/open.ts";
import { PcapngWriter } from "../../core/capture/pcapng_writer.ts";
import {
  block,
  Bytes,
  concat,
  describedInterface,
  enhanced,
  option,
  pcap,
  readAll,
  section,
  utf8,
} from "../core/capture/_samples.ts";

const RUNS = Number(Deno.env.get("WHIFF_FUZZ_RUNS") ?? 3000);
const SEED = Number(Deno.env.get("WHIFF_FUZZ_SEED") ?? 1);

/** Findings, once wrong, now right. */
const SEEDS: readonly string[] = [
  // A section header whose length is cut off, behind a whole one.
  "0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c0000000a0d0d0a",
  // Behind a skipped block, what had been read along with its end was dropped.
  "0a0d0d0a000000241a2b3c4d00010000ffffffffffffffff000400036170700000000024003e0001000000280001" +
  "0000000000000009000109000000000e000800000000000000010000002800000006000000400000000017e28f14" +
  "1af6e515000000030000000301020300000100046e6f7465000200040000860100040000",
];

const KINDS: Record<string, Uint8Array> = {
  "pcap": pcap([{ words: [1, 2, 4, 9], data: [1, 2, 3, 4] }, { words: [2, 3, 0, 0], data: [] }]),
  "big-endian pcap": pcap([{ words: [1, 2, 4, 9], data: [1, 2, 3, 4] }], { little: false }),
  "old pcap": pcap([{ words: [1, 2, 9, 4], data: [1, 2, 3, 4] }], { version: [2, 3] }),
  "pcapng": pcapng(true),
  "big-endian pcapng": pcapng(false),
};

function pcapng(little: boolean): Uint8Array {
  const options = [
    ...option(little, 1, utf8("note")),
    ...option(little, 2, new Bytes(little).u32(1).done()),
    ...option(little, 4, new Bytes(little).u64(3n).done()),
  ];
  return concat(
    section(little, option(little, 4, utf8("app"))),
    describedInterface(little, {
      options: [...option(little, 9, [9]), ...option(little, 14, new Bytes(little).u64(1n).done())],
    }),
    enhanced(little, { time: 1_721_095_324_123_456_789n, options }),
    block(3, new Bytes(little).u32(4).u8(1, 2, 3, 4)),
    block(2, new Bytes(little).u16(0, 1).u32(0, 9, 2, 2).u8(1, 2)),
    block(5, new Bytes(little).u32(0, 0, 0).u8(...option(little, 7, new Uint8Array(8)))),
    block(0xbad, new Bytes(little).u32(1)),
  );
}

/** Numbers that lie about lengths in the ways that matter. */
const LIES = [0, 1, 3, 4, 11, 12, 16, 0x7fff_ffff, 0x8000_0000, 0xffff_fffc, 0xffff_ffff];

/** xorshift32: the same numbers for the same seed, on all machines. */
function randomizer(seed: number): (below: number) => number {
  let state = seed || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function mutated(file: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = file.slice();
  for (let count = 1 + random(4); count > 0 && bytes.length >= 8; count--) {
    const at = random(bytes.length - 4);
    switch (random(5)) {
      case 0:
        bytes[at] ^= 1 << random(8);
        break;
      case 1:
        bytes[at] = random(256);
        break;
      case 2:
        new DataView(bytes.buffer).setUint32(at, LIES[random(LIES.length)], random(2) === 0);
        break;
      case 3:
        bytes = bytes.slice(0, at);
        break;
      case 4:
        bytes = concat(bytes.subarray(0, at), bytes.subarray(random(at + 1)));
        break;
    }
  }
  return bytes;
}

/** What must hold for any bytes at all. */
async function check(file: Uint8Array): Promise<void> {
  const { seen, error } = await readAll(file);
  if (error !== undefined && !(error instanceof CaptureFileError)) throw error;
  if (error !== undefined) assertStrictEquals(error.offset <= file.length, true);
  // Headers take room, so there are never more packets than that.
  assertStrictEquals(seen.length <= file.length / 16, true);
  for (const { data, original, time } of seen) {
    assertStrictEquals(data.length / 2 <= Math.min(original, file.length), true);
    assertStrictEquals(/^-?\d+\.\d{9}$/.test(time) || /e\+/.test(time), true, time);
  }
  // The size of the window changes nothing.
  const again = await readAll(file, { windowLength: 16 });
  assertEquals(again.seen, seen);
  assertEquals(String(again.error), String(error));
  await writeAgain(file, seen.length);
}

async function writeAgain(file: Uint8Array, packets: number): Promise<void> {
  if (packets === 0) return;
  using source = await openCapture(bytesInput(file));
  const output = new MemoryOutput();
  using writer = new PcapngWriter(output, source.interfaces);
  try {
    for await (const batch of source) while (batch.next()) writer.write(batch);
  } catch (error) {
    if (!(error instanceof CaptureFileError)) throw error;
  }
  writer.close(source.statistics());
  const { seen, error } = await readAll(output.bytes());
  assertEquals([seen.length, error], [packets, undefined]);
}

SEEDS.forEach((seed, index) => {
  Deno.test(`openCapture() reads finding ${index} to an end`, () =>
    check(Uint8Array.fromHex(seed)));
});

for (const [kind, file] of Object.entries(KINDS)) {
  Deno.test(`openCapture() reads ${RUNS} mutations of ${kind} to an end`, async () => {
    const random = randomizer(SEED);
    for (let run = 0; run < RUNS; run++) {
      const bytes = mutated(file, random);
      try {
        await check(bytes);
      } catch (error) {
        throw new Error(`run ${run}: ${bytes.toHex()}`, { cause: error });
      }
    }
  });
}
