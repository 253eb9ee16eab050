// tests/cli/run_options_test.ts: what a run remembers, tells and ends with.
import {
  assertEquals,
  assertMatch,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ethernet, packets } from "whiff/testing";
import { parseArguments } from "../../cli/arguments.ts";
import { makePlan } from "../../cli/plan.ts";
import { UsageError } from "../../cli/usage_error.ts";
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
  { count = 3, port = (_: number): number => 9 } = {},
): Promise<void> {
  await inDirectory(async (directory) => {
    await captureFile(
      `${directory}/c.pcap`,
      packets.repeat(count, "1ms", (k) => ethernet().ipv4().udp({ destinationPort: port(k) })),
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
  });
});

for (
  const [does, text] of [
    ["is damaged", "{ broken"],
    ["is of a later version", '{"version":2,"analyzer":"talkers","parts":{}}'],
    ["is another's", '{"version":1,"analyzer":"others","parts":{}}'],
    ["is something else", "null"],
  ]
) {
  Deno.test(`whiff --state leaves a file alone that ${does}, and says so`, async () => {
    await inPlace(async (run, directory) => {
      Deno.mkdirSync(`${directory}/state`);
      Deno.writeTextFileSync(`${directory}/state/talkers.json`, text);
      const { stdout, stderr, code } = await run("--state", "state");
      assertStringIncludes(stderr, "talkers.json holds no state of talkers that we know");
      assertEquals([hits(stdout), code], [3, 0]);
      assertStrictEquals(Deno.readTextFileSync(`${directory}/state/talkers.json`), text);
    });
  });
}

Deno.test("whiff --state that cannot be written ends before the first packet", async () => {
  await inPlace(async (_run, directory) => {
    const args = ["-r", "c.pcap", "--plugin", "./talkers.ts", "--state"];
    Deno.mkdirSync(`${directory}/state`);
    const { stdout, stderr, code } = await whiff(directory, [...args, "state"]);
    assertStringIncludes(stderr, "put --allow-write before main.ts");
    assertEquals([stdout, code], ["", 3]);
    const rights = ["--allow-read=.", "--allow-write=."];
    const missing = await whiff(directory, [...args, "missing"], rights);
    assertStringIncludes(missing.stderr, "Cannot open missing: No such file or directory");
    assertEquals([missing.stdout, missing.code], ["", 1]);
  });
});

Deno.test("whiff --state refuses two analyzers of one name", async () => {
  await inPlace(async (run, directory) => {
    Deno.mkdirSync(`${directory}/state`);
    const { stderr, code } = await run("--state", "state", "--plugin", "./talkers.ts");
    assertStringIncludes(stderr, "--state: two analyzers are called talkers");
    assertStrictEquals(code, 2);
  });
});

Deno.test("whiff --stats tells packets, time and errors of each analyzer", async () => {
  await inPlace(async (run) => {
    const { stderr } = await run("--stats", "--plugin", "protocol-counts");
    assertMatch(stderr, /^analyzer +packets +µs\/packet +events +µs\/event +errors$/m);
    assertMatch(stderr, /^talkers +200 +\d+\.\d\d +0 +- +0$/m);
    assertMatch(stderr, /^protocol-counts +200 +\d+\.\d\d +0 +- +0$/m);
  }, { count: 200 });
});

Deno.test("whiff --stats tells how many events an analyzer got, and how long each took", async () => {
  await inPlace(async (run, directory) => {
    Deno.writeTextFileSync(
      `${directory}/starts.ts`,
      `import { defineAnalyzer } from "whiff";
       const end = () => performance.now() + 1;
       export default defineAnalyzer({ name: "starts", on: {
         flowStart: () => { for (const until = end(); performance.now() < until;); },
         flowEnd() {},
       } });`,
    );
    const { stderr } = await run("--stats", "--plugin", "./starts.ts");
    assertMatch(stderr, /^starts +0 +- +200 +\d{3,}\.\d\d +0$/m);
    assertMatch(stderr, /^whiff: starts is slow: \d{3,} µs per event, so that more than/m);
  }, { count: 100, port: (k) => 1000 + k });
});

Deno.test("whiff tells at the end how many keys had to go", async () => {
  await inPlace(async (run, directory) => {
    Deno.writeTextFileSync(
      `${directory}/small.ts`,
      `import { Counter, defineAnalyzer } from "whiff";
       export default defineAnalyzer({
         name: "small",
         state: () => ({ by: { port: new Counter<number>(3) } }),
         on: { packet: ({ udp }, { state }) => state.by.port.add(udp!.destinationPort) },
       });`,
    );
    const { stderr } = await run("--plugin", "./small.ts");
    assertStringIncludes(stderr, "small let go of 7 keys to stay within its bounds");
  }, { count: 10, port: (k) => 1000 + k });
});

Deno.test("whiff tells at the end of alerts that were held back", async () => {
  await inPlace(async (run) => {
    const { stdout, stderr } = await run();
    assertStrictEquals(stdout.match(/the beast/g)?.length, 1);
    assertStringIncludes(stderr, "talkers held back 4 more alerts like those that it gave last");
  }, { count: 5, port: () => 666 });
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
    }, { port: () => port });
  });
}

Deno.test("whiff refuses --watch for a file", async () => {
  await inPlace(async (run) => {
    const { code, stderr } = await run("--watch");
    assertStringIncludes(stderr, "start it anew");
    assertStrictEquals(code, 2);
  });
});

/** An analyzer that has to know conversations. */
const ENDS = `
import { defineAnalyzer } from "whiff";
export default defineAnalyzer({
  name: "ends",
  on: { flowEnd: (flow, { log }) => log(flow.endReason) },
});
`;

Deno.test("whiff --max-flows bounds conversations, and the summary says what went", async () => {
  await inDirectory(async (directory) => {
    const asked = (k: number) => ethernet().ipv4().udp({ sourcePort: 40_000 + k });
    await captureFile(`${directory}/c.pcap`, packets.repeat(5, "1ms", asked));
    Deno.writeTextFileSync(`${directory}/ends.ts`, ENDS);
    const args = ["-r", "c.pcap", "--plugin", "./ends.ts", "--max-flows"];
    const bounded = await whiff(directory, [...args, "2"]);
    assertStringIncludes(bounded.stderr, "3 conversations let go of to stay within bounds");
    assertStrictEquals(bounded.stdout.match(/evicted/g)?.length, 3);
    for (const roomy of [[...args, "5"], args.slice(0, -1)]) {
      const { code, stderr } = await whiff(directory, roomy);
      assertEquals([code, stderr.includes("let go of")], [0, false], stderr);
    }
  });
});

for (
  const [value, says] of [
    ["0", 'takes a whole number from 1 on, not "0"'],
    ["many", 'takes a whole number from 1 on, not "many"'],
    ["16777217", "takes 1 to 16777216, not 16777217"],
  ] as const
) {
  Deno.test(`makePlan() refuses --max-flows ${value}`, () => {
    const given = parseArguments(["--plugin", "x", "--max-flows", value]);
    assertThrows(() => makePlan(given), UsageError, `--max-flows ${says}`);
  });
}

Deno.test("makePlan() refuses --max-flows where nobody follows conversations", () => {
  const given = parseArguments(["--max-flows", "9"]);
  assertThrows(
    () => makePlan(given),
    UsageError,
    "what analyzers follow, and no analyzer is given",
  );
});
