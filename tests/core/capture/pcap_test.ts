// tests/core/capture/pcap_test.ts
import { assertEquals, assertStrictEquals } from "@std/assert";
import { damage, pcap, type PcapSample, readAll } from "./_samples.ts";

const DATA = [0xde, 0xad, 0xbe, 0xef];
const PATCHED = [3, 0, 0, 0, 0, 8, 4, 0]; // interface 3, protocol 0x0800, outgoing, padding

for (
  const [does, sample, record, seen] of [
    ["reads little-endian microseconds", {}, [7, 123456, 4, 60], ["7.123456000", 60, 0]],
    ["reads big-endian microseconds", { little: false }, [7, 123456, 4, 60], [
      "7.123456000",
      60,
      0,
    ]],
    ["reads nanoseconds", { magic: 0xa1b23c4d }, [7, 123456789, 4, 4], ["7.123456789", 4, 0]],
    ["reads big-endian nanoseconds", { magic: 0xa1b23c4d, little: false }, [7, 9, 4, 4], [
      "7.000000009",
      4,
      0,
    ]],
    ["reads the patched format and its direction", { magic: 0xa1b2cd34 }, [7, 1, 4, 60], [
      "7.000001000",
      60,
      2,
    ]],
    ["reads lengths in the order of version 2.2", { version: [2, 2] }, [7, 1, 60, 4], [
      "7.000001000",
      60,
      0,
    ]],
    ["reads lengths of 543.0 as DG/UX wrote them", { version: [543, 0] }, [7, 1, 60, 4], [
      "7.000001000",
      60,
      0,
    ]],
    ["takes the smaller length in version 2.3, changed", { version: [2, 3] }, [7, 1, 60, 4], [
      "7.000001000",
      60,
      0,
    ]],
    ["takes the smaller length in version 2.3, as now", { version: [2, 3] }, [7, 1, 4, 60], [
      "7.000001000",
      60,
      0,
    ]],
    ["reads times past 2038 and 2106's eve", {}, [4294967295, 999999, 4, 4], [
      "4294967295.999999000",
      4,
      0,
    ]],
    ["carries a fraction of a second or more", {}, [7, 2_500_000, 4, 4], ["9.500000000", 4, 0]],
    ["carries the largest fraction", { magic: 0xa1b23c4d }, [7, 4294967295, 4, 4], [
      "11.294967295",
      4,
      0,
    ]],
    ["raises an original length below the captured one", {}, [7, 1, 4, 2], ["7.000001000", 4, 0]],
    ["delivers more than the snap length, as it is there", { snapLength: 2 }, [7, 1, 4, 4], [
      "7.000001000",
      4,
      0,
    ]],
  ] as const satisfies readonly (readonly [string, PcapSample, number[], unknown[]])[]
) {
  Deno.test(`PcapSource ${does}`, async () => {
    const extra = "magic" in sample && sample.magic === 0xa1b2cd34 ? PATCHED : [];
    const file = pcap([{ words: record, extra, data: DATA }], sample as PcapSample);
    const { seen: packets, error } = await readAll(file);
    assertStrictEquals(error, undefined);
    assertEquals(packets.map((p) => [p.time, p.original, p.direction]), [[...seen]]);
    assertStrictEquals(packets[0].data, "deadbeef");
  });
}

for (
  const [field, linkType] of [[1, 1], [0xf400_0001, 1], [0x0003_0071, 113], [12, 101], [14, 101]]
) {
  Deno.test(`PcapSource reads link type field ${field.toString(16)} as ${linkType}`, async () => {
    const { interfaces } = await readAll(pcap([], { linkType: field }));
    assertStrictEquals(interfaces[0].linkType, linkType);
  });
}

for (
  const [does, file, offset, found, packets] of [
    [
      "refuses version 3.0",
      pcap([], { version: [3, 0] }),
      4,
      "pcap version 3.0, which is not one of 2.0 to 2.4",
      0,
    ],
    [
      "refuses version 2.5",
      pcap([], { version: [2, 5] }),
      4,
      "pcap version 2.5, which is not one of 2.0 to 2.4",
      0,
    ],
    [
      "refuses a packet of 4 GB",
      pcap([{ words: [0, 0, 4, 4], data: DATA }, { words: [0, 0, 0xffffffff, 4], data: DATA }]),
      44,
      "a packet of 4,294,967,295 bytes, more than 262,144",
      1,
    ],
    [
      "refuses a packet above the longest, whatever the snap length",
      pcap([{ words: [0, 0, 262145, 262145], data: new Array(262145).fill(0) }], {
        snapLength: 0x7fffffff,
      }),
      24,
      "a packet of 262,145 bytes, more than 262,144",
      0,
    ],
  ] as const
) {
  Deno.test(`PcapSource ${does}`, async () => {
    const { seen, error } = await readAll(file);
    assertEquals([damage(error).offset, damage(error).found, seen.length], [
      offset,
      found,
      packets,
    ]);
  });
}

Deno.test("PcapSource delivers the longest packet, through a window that is shorter", async () => {
  const file = pcap([{ words: [0, 0, 262144, 262144], data: new Array(262144).fill(7) }]);
  const { seen, error } = await readAll(file, { windowLength: 32 });
  assertStrictEquals(error, undefined);
  assertStrictEquals(seen[0].data.length, 2 * 262144);
});
