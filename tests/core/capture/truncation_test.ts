// tests/core/capture/truncation_test.ts: every point at which a small file of each kind can end.
import { assertStrictEquals } from "@std/assert";
import {
  block,
  Bytes,
  concat,
  damage,
  describedInterface,
  enhanced,
  option,
  pcap,
  type PcapSample,
  readAll,
  section,
  utf8,
} from "./_samples.ts";

const records = (extra: number[] = []) =>
  [1, 5, 0, 3].map((length) => ({
    words: [7, 8, length, length],
    extra,
    data: new Array(length).fill(length),
  }));

function pcapEnds(headerLength: number): number[] {
  let at = 24;
  return [at, ...[1, 5, 0, 3].map((length) => at += headerLength + length)];
}

function pcapngFile(little: boolean): { file: Uint8Array; ends: number[]; packetEnds: number[] } {
  const comment = option(little, 1, utf8("note"));
  const parts: [Uint8Array, boolean][] = [
    [section(little), false],
    [describedInterface(little), false],
    [enhanced(little, { options: comment }), true],
    [block(3, new Bytes(little).u32(2).u8(1, 2)), true],
    [block(0x0bad_cafe, new Bytes(little).u32(1, 2, 3)), false],
    [section(!little), false],
    [describedInterface(!little), false],
    [block(2, new Bytes(!little).u16(0, 0).u32(0, 0, 1, 1).u8(9)), true],
    [block(5, new Bytes(!little).u32(0, 0, 0)), false],
  ];
  const ends = [0];
  const packetEnds: number[] = [];
  for (const [part, packet] of parts) {
    const end = ends[ends.length - 1] + part.length;
    ends.push(end);
    if (packet) packetEnds.push(end);
  }
  return { file: concat(...parts.map(([part]) => part)), ends, packetEnds };
}

interface Kind {
  name: string;
  file: Uint8Array;
  /** Where the file may end and is whole. */
  ends: number[];
  /** Where each packet ends. */
  packetEnds: number[];
}

const KINDS: Kind[] = [
  ...([
    ["little-endian pcap", {}, []],
    ["big-endian pcap", { little: false }, []],
    ["nanosecond pcap", { magic: 0xa1b23c4d }, []],
    ["patched pcap", { magic: 0xa1b2cd34 }, [0, 0, 0, 0, 0, 0, 0, 0]],
  ] as [string, PcapSample, number[]][]).map(([name, sample, extra]) => {
    const ends = pcapEnds(16 + extra.length);
    return { name, file: pcap(records(extra), sample), ends, packetEnds: ends.slice(1) };
  }),
  { name: "little-endian pcapng", ...pcapngFile(true) },
  { name: "big-endian pcapng", ...pcapngFile(false) },
];

for (const { name, file, ends, packetEnds } of KINDS) {
  // A window of 32 bytes is refilled at all kinds of places, one of 4096 never.
  for (const windowLength of [32, 4096]) {
    Deno.test(`openCapture() delivers what is whole at every end of a ${name}, window of ${windowLength}`, async () => {
      for (let end = 0; end <= file.length; end++) {
        const { seen, error } = await readAll(file.subarray(0, end), { windowLength });
        const whole = packetEnds.filter((packetEnd) => packetEnd <= end).length;
        assertStrictEquals(seen.length, whole, `packets before byte ${end}`);
        if (end > 0 && ends.includes(end)) {
          assertStrictEquals(error, undefined, `whole at byte ${end}`);
        } else {
          const start = Math.max(0, ...ends.filter((itemEnd) => itemEnd <= end));
          assertStrictEquals(damage(error).offset, start, `cut at byte ${end}`);
        }
      }
    });
  }
}
