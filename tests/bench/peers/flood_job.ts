// tests/bench/peers/flood_job.ts: job 3, a flood of small frames, live, beside tcpdump and gopacket:
// CPU, frames lost, and what it costs while nobody wants the frames.
import { type Command, COMMANDS, floodInTurn, type Round, UNWANTED } from "../flood.ts";
import { buildGo, isInstalled } from "../_programs.ts";
import { REASON_TO_SKIP } from "../../live/_network.ts";
import type { Contender, Findings, Settings } from "./comparison.ts";

/** Runs the job; needs root and tcpdump. */
export async function floodJob({ rounds, frames, directory }: Settings): Promise<Findings> {
  const reason = REASON_TO_SKIP ?? (await isInstalled("tcpdump") ? undefined : "needs tcpdump");
  if (reason !== undefined) return { comparisons: [], absent: [`no J3: ${reason}`] };
  const go = await buildGo(directory);
  const peers: Command[] = go === undefined ? [] : [["gopacket's afpacket", [go, "-i", "rx"]]];
  const results = await floodInTurn([...COMMANDS, ...peers], frames, rounds);
  const unwanted = results.get(UNWANTED) ?? [];
  results.delete(UNWANTED);
  return {
    comparisons: [
      {
        title: "J3 CPU, ns a frame",
        contenders: Array.from(results, ([name, made]): Contender => ({
          name,
          values: made.map(({ nsPerFrame }) => nsPerFrame),
          answer: lossOf(made, frames),
        })),
      },
      {
        title: "J3 unwanted, % of a core",
        contenders: [{ name: "whiff", values: unwanted.map(({ share }) => share) }],
      },
    ],
    absent: go === undefined
      ? ["no gopacket: needs go and golang-github-gopacket-gopacket-dev"]
      : [],
  };
}

/** How many frames the worst round lost, as the program itself tells it. */
export function lossOf(rounds: readonly Round[], frames: number): string {
  const lost = Math.max(
    ...rounds.map(({ received, dropped }) => Math.max(dropped, frames - received)),
  );
  if (Number.isNaN(lost)) return "tells nothing";
  return lost <= 0 ? "none lost" : `${lost} lost`;
}
