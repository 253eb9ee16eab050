// tests/bench/files.ts: capture files copied, printed and told as JSON, beside tcpdump and tshark:
// what each costs, start included, and how much memory whiff takes.
//
//     deno run -A tests/bench/files.ts [--capture FILE] [--packets 1000000] [--rounds 5]
//
// Rounds are interleaved, so that a slow minute of the machine is everybody's. tshark, which takes
// minutes for a million packets, gets the first tenth of them.
import { parseArgs } from "@std/cli/parse-args";
import { isInstalled } from "./_programs.ts";
import { cost, peakMegabytes } from "./_resources.ts";
import { median } from "./_statistics.ts";
import { tell } from "./_tell.ts";
import { makeCapture } from "./_traffic.ts";

/** What whiff is not to exceed, for a file of any size. */
const MEMORY_GOAL_MB = 150;

/** The same work of two programs. */
interface Job {
  readonly flags: readonly string[];
  readonly peer: readonly string[];
  /** What `-r` is followed by. */
  readonly capture: string;
  /** Our CPU time by the peer's. */
  readonly goal: number;
}

const whiff = (...args: readonly string[]) => [
  ...[Deno.execPath(), "run", "--allow-read", "--allow-write"],
  ...[new URL("../../main.ts", import.meta.url).pathname, ...args],
];

const given = parseArgs(Deno.args, {
  string: ["capture", "packets", "rounds"],
  default: { packets: "1000000", rounds: "5" },
});

function jobs(all: string, some: string): Job[] {
  return [
    {
      flags: ["-w", "/dev/null"],
      peer: ["tcpdump", "-w", "/dev/null"],
      capture: all,
      goal: 1.5,
    },
    {
      flags: ["-w", "/dev/null", "--pcap"],
      peer: ["tcpdump", "-w", "/dev/null"],
      capture: all,
      goal: 1.5,
    },
    { flags: [], peer: ["tcpdump", "-n"], capture: all, goal: 1 },
    { flags: ["--format", "ndjson"], peer: ["tshark", "-T", "json"], capture: some, goal: 0.1 },
  ];
}

async function compare({ flags, peer, capture, goal }: Job): Promise<void> {
  const ours = whiff("-r", capture, ...flags), theirs = [...peer, "-r", capture];
  const [ourMs, theirMs]: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(given.rounds); round++) {
    ourMs.push((await cost(ours, false)).cpuMs);
    theirMs.push((await cost(theirs, false)).cpuMs);
  }
  const [our, their] = [median(ourMs), median(theirMs)];
  const ratio = our / their;
  tell(
    `whiff ${flags.join(" ")}`.padEnd(32) + peer.join(" ").padEnd(24) +
      `${our.toFixed(0).padStart(6)} ms ${their.toFixed(0).padStart(6)} ms ` +
      `${ratio.toFixed(2).padStart(5)}, goal ${goal}${ratio > goal ? ": MISSED" : ""}`,
  );
}

const directory = Deno.makeTempDirSync({ prefix: "whiff-bench-" });
try {
  const all = given.capture ?? `${directory}/all.pcap`;
  if (given.capture === undefined) await makeCapture(all, Number(given.packets));
  const some = `${directory}/some.pcap`;
  const tenth = String(Math.ceil(Number(given.packets) / 10));
  await cost(whiff("-r", all, "-c", tenth, "-w", some), false);
  let peak = 0; // what it takes to see that warms the caches, too
  for (const { flags } of jobs(all, some)) {
    peak = Math.max(peak, await peakMegabytes(whiff("-r", all, ...flags)));
  }
  for (const job of jobs(all, some)) {
    if (await isInstalled(job.peer[0])) await compare(job);
    else tell(`no ${job.peer[0]}: not installed`);
  }
  tell(
    `memory: at most ${peak.toFixed(0)} MB, goal ${MEMORY_GOAL_MB}` +
      (peak > MEMORY_GOAL_MB ? ": MISSED" : ""),
  );
} finally {
  Deno.removeSync(directory, { recursive: true });
}
