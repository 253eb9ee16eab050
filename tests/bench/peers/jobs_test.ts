import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { fileJob, linesOfReport } from "./file_job.ts";
import { lossOf } from "./flood_job.ts";
import { firstTimeMs } from "./start_job.ts";

Deno.test("fileJob() finds the answers of all that is installed equal", async () => {
  const directory = Deno.makeTempDirSync({ prefix: "whiff-bench-" });
  try {
    const settings = { rounds: 1, packets: 3_000, frames: 0, capture: undefined, directory };
    const { comparisons } = await fileJob(settings);
    assertEquals(comparisons.map(({ title }) => title.slice(0, 9)), [
      ...["J1 CPU, n", "J1 wall, ", "J1 memory"],
    ]);
    for (const { title, contenders } of comparisons) {
      for (const { name, values: [value], answer } of contenders) {
        assert(value > 0, `${title} of ${name}: ${value}`);
        assert(answer === "equal" || name.startsWith("tcpdump"), `${title} of ${name}: ${answer}`);
      }
    }
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("linesOfReport() writes top-talkers' JSON as the job's lines", () => {
  const report = {
    loss: { packets: 3 },
    tables: [{ rows: [{ talker: "::1", bytes: 120, packets: 2, share: 67 }] }],
  };
  const other = { ...report, tables: [{ rows: [] }] };
  assertStrictEquals(
    linesOfReport(`${JSON.stringify(report)}\n${JSON.stringify(other)}\n`),
    "packets 3\ntop 1 ::1 120 2",
  );
});

for (
  const [does, rounds, expected] of [
    ["is content with all frames, and more", [[10, 0], [11, 0]], "none lost"],
    ["tells what the program says it dropped", [[10, 0], [10, 3]], "3 lost"],
    ["tells what is missing though the program says nothing", [[8, 0], [10, 0]], "2 lost"],
    ["does not take silence for success", [[NaN, 0]], "tells nothing"],
  ] as const
) {
  Deno.test(`lossOf() ${does}`, () => {
    const told = rounds.map(([received, dropped]) => ({
      ...{ received, dropped },
      ...{ nsPerFrame: 1, share: 1 },
    }));
    assertStrictEquals(lossOf(told, 10), expected);
  });
}

for (
  const [does, text, expected] of [
    ["reads the first line's time", "1700000000.250000 IP a > b\n17", 1_700_000_000_250],
    ["waits for the line's end", "1700000000.250000 IP a > b", undefined],
    ["passes over what is no packet", "listening\n1700000000.000500 IP\n", 1_700_000_000_000.5],
    ["finds none in nothing", "", undefined],
  ] as const
) {
  Deno.test(`firstTimeMs() ${does}`, () => assertStrictEquals(firstTimeMs(text), expected));
}
