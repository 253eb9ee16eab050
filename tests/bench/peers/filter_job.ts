// tests/bench/peers/filter_job.ts: job 2, filters over packets in memory, beside libpcap's interpreter.
import { cut, FILTERS, measure, ours, peer } from "../_filters.ts";
import { makeCapture } from "../_traffic.ts";
import { compareAnswers, type Comparison, type Findings, type Settings } from "./comparison.ts";

/** Turns over all packets in a round, of which each piece of them counts at its best. */
const TURNS = 15;
/** Packets of the capture that is made. */
const PACKETS = 100_000;

/** Runs the job; a filter's cost is with the walk over the records, which the first row tells alone. */
export async function filterJob(settings: Settings): Promise<Findings> {
  const { rounds, directory } = settings;
  const capture = settings.capture ?? `${directory}/packets.pcap`;
  if (settings.capture === undefined) await makeCapture(capture, PACKETS);
  const theirs = await peer();
  const packets = cut(await Deno.readFile(capture));
  const comparisons = ["", ...FILTERS].map((text): Comparison => {
    const sides = theirs === undefined ? [ours(text)] : [theirs(text), ours(text)];
    const names = theirs === undefined ? ["whiff"] : ["bpf_filter in C", "whiff"];
    const results = Array.from({ length: rounds }, () => measure(packets, sides, TURNS));
    const matches = (side: number) => results.map((round) => String(round[side][0]));
    return {
      title: `J2 ${text === "" ? "(the walk alone)" : shortened(text)}, ns a packet`,
      contenders: names.map((name, side) => ({
        name,
        values: results.map((round) => round[side][1]),
        answer: theirs && compareAnswers(matches(side), matches(0)[0]),
      })),
    };
  });
  return {
    comparisons,
    absent: theirs === undefined ? ["no bpf_filter: needs cc and libpcap-dev"] : [],
  };
}

function shortened(text: string): string {
  return text.length <= 24 ? text : `${text.slice(0, 23)}…`;
}
