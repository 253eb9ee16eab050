// tests/cli/run_options_test.ts: what a run remembers, tells and ends with.
import { assertEquals, assertMatch, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { ethernet, packets } from "whiff/testing";
import { inDirectory } from "../core/capture/_tools.ts";
import { captureFile, whiff } from "./_whiff.ts";

const TALKERS = (runs: unknown = 0) => `
import { type Address, defineAnalyzer, TopK } from "whiff";
export default defineAnalyzer({
  name: "talkers",
  state: () => ({ bytes: new TopK<Address>(100), runs: ${JSON.stringify(runs)} }),
  on: {
    packet(packet, { state, alert }) {
      state.bytes.add(packet.ip!.source, packet.originalLength);
      if (packet.udp?.destinationPort === 666) alert("high", "the beast");
    },
  },
  report: ({ state }) => ({
    title: "Talkers",
    values: [{ key: "hits", label: "hits", value: state.bytes.top(1)[0].hits }],
  }),
});
`;

/** Runs in a directory with that plugin and a capture of so many packets. */
async function inPlace(
  use: (run: (...args: string[]) => ReturnType<typeof whiff>, directory: string) => Promise<void>,
  { count = 3, port = 9 } = {},
): Promise<void> {
  await inDirectory(async (directory) => {
    await captureFile(
      `${directory}/c.pcap`,
      packets.repeat(count, "1ms", () => ethernet().ipv4().udp({ destinationPort: port })),
    );
    Deno.writeTextFileSync(`${directory}/talkers.ts`, TALKERS());
    const always = ["-r", "c.pcap", "--plugin", "./talkers.ts", "--format", "ndjson"];
    await use(
      (...args) =>
        whiff(directory, [...always, ...args], [
          `--allow-read=${directory}`,
          `--allow-write=${directory}`,
        ]),
      directory,
    );
  });
}

/** The hits of the first talker in a report. */
function hits(stdout: string): number {
  const reports = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  return reports.find(({ type }) => type === "report").values.hits.value;
}

Deno.test("whiff --state takes up what the run before left", async () => {
  await inPlace(async (run, directory) => {
    Deno.mkdirSync(`${directory}/state`);
    const seen: number[] = [];
    for (let runs = 0; runs < 3; runs++) {
      const { stdout, stderr, code } = await run("--state", "state");
      assertStrictEquals(code, 0, stderr);
      seen.push(hits(stdout));
    }
    assertEquals(seen, [3, 6, 9]);
    assertEquals([...Deno.readDirSync(`${directory}/state`)].map(({ name }) => name), [
      "talkers.json",
    ]);
  });
});

Deno.test("whiff --state says what does not fit any more, and begins that anew", async () => {
  await inPlace(async (run, directory) => {
    Deno.mkdirSync(`${directory}/state`);
    await run("--state", "state");
    Deno.writeTextFileSync(`${directory}/talkers.ts`, TALKERS("none"));
    const { stdout, stderr, code } = await run("--state", "state");
    assertStringIncludes(
      stderr,
      "the saved state of talkers does not fit: runs was of another kind",
    );
    assertEquals([hits(stdout), code], [6, 0]);
    Deno.writeTextFileSync(`${directory}/state/talkers.json`, "{ broken");
    assertStringIncludes((await run("--state", "state")).stderr, "does not fit");
  });
});

Deno.test("whiff --stats tells packets, time and errors of each analyzer", async () => {
  await inPlace(async (run) => {
    const { stderr } = await run("--stats", "--plugin", "protocol-counts");
    assertMatch(stderr, /^analyzer +packets +µs\/packet +errors$/m);
    assertMatch(stderr, /^talkers +200 +\d+\.\d\d +0$/m);
    assertMatch(stderr, /^protocol-counts +200 +\d+\.\d\d +0$/m);
  }, { count: 200 });
});

Deno.test("whiff names an analyzer that is slow", async () => {
  await inPlace(async (run, directory) => {
    Deno.writeTextFileSync(
      `${directory}/slow.ts`,
      `export default () => { const end = performance.now() + 0.1; while (performance.now() < end); };`,
    );
    const { stderr } = await run("--plugin", "./slow.ts");
    assertMatch(stderr, /whiff: slow is slow: \d{3,} µs per packet/);
  }, { count: 64 * 25 });
});

for (
  const [does, port, args, code] of [
    ["10 for an alert with --fail-on-alert", 666, ["--fail-on-alert"], 10],
    ["0 without an alert", 9, ["--fail-on-alert"], 0],
    ["0 for an alert without --fail-on-alert", 666, [], 0],
    ["0 with --fail-on-loss where nothing was lost", 9, ["--fail-on-loss"], 0],
  ] as const
) {
  Deno.test(`whiff ends with code ${does}`, async () => {
    await inPlace(async (run) => {
      const end = await run(...args);
      assertStrictEquals(end.code, code, end.stderr);
    }, { port });
  });
}

Deno.test("whiff refuses --watch for a file", async () => {
  await inPlace(async (run) => {
    const { code, stderr } = await run("--watch");
    assertStringIncludes(stderr, "start it anew");
    assertStrictEquals(code, 2);
  });
});
