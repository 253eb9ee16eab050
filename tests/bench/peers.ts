// tests/bench/peers.ts: the benchmarks' jobs beside the peers that are installed, in turn: what each
// needs, as a table, and whether the answers are equal. It fails when one is not.
//
//     deno task bench:peers [j1 j2 j3 j4] [--rounds 5] [--packets 5000000] [--frames 2000000]
//                           [--capture FILE]
//
// J1 counts sources and protocols of a capture file, J2 filters packets in memory, J3 counts a live
// flood, J4 starts. J3 and J4 need root, for network namespaces of their own; without, they are
// named as absent, as a peer is that is not installed: cc and libpcap-dev, tcpdump, go and
// golang-github-gopacket-gopacket-dev. Rounds are interleaved, so that a slow minute of the machine
// is everybody's; a ratio is the median of the rounds' own.
import { parseArgs } from "@std/cli/parse-args";
import { DIFFERS, type Findings, type Settings, table } from "./peers/comparison.ts";
import { fileJob } from "./peers/file_job.ts";
import { filterJob } from "./peers/filter_job.ts";
import { floodJob } from "./peers/flood_job.ts";
import { startJob } from "./peers/start_job.ts";
import { tell } from "./_tell.ts";

const JOBS: Readonly<Record<string, (settings: Settings) => Promise<Findings>>> = {
  j1: fileJob,
  j2: filterJob,
  j3: floodJob,
  j4: startJob,
};

async function main(args: readonly string[]): Promise<number> {
  const { _: chosen, ...given } = parseArgs([...args], {
    string: ["_", "capture", "packets", "frames", "rounds"],
    default: { packets: "5000000", frames: "2000000", rounds: "5" },
  });
  const names: string[] = chosen.length === 0 ? Object.keys(JOBS) : chosen.map(String);
  const unknown = names.find((name) => !(name in JOBS));
  if (unknown !== undefined) {
    tell(`${unknown} is no job; there are ${Object.keys(JOBS).join(", ")}`);
    return 2;
  }
  const directory = Deno.makeTempDirSync({ prefix: "whiff-bench-" });
  let differ = 0;
  try {
    for (const name of names) {
      const { comparisons, absent } = await JOBS[name]({
        rounds: Number(given.rounds),
        packets: Number(given.packets),
        frames: Number(given.frames),
        capture: given.capture,
        directory,
      });
      for (const line of [...comparisons.length === 0 ? [] : table(comparisons), ...absent]) {
        tell(line);
      }
      tell("");
      differ += comparisons.flatMap(({ contenders }) => contenders)
        .filter(({ answer }) => answer === DIFFERS).length;
    }
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
  return differ === 0 ? 0 : 1;
}

Deno.exit(await main(Deno.args));
