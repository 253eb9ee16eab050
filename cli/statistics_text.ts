// cli/statistics_text.ts: `--stats`: how each analyzer did.
import type { RunningAnalyzer } from "../plugins/running.ts";

/** Above this an analyzer is called slow: at 100,000 packets a second it would fill a processor. */
const SLOW_MICROSECONDS = 10;
/** So many calls have to be measured before somebody is called anything. */
const ENOUGH_SAMPLES = 20;

/** One row for each analyzer: packets, time per packet, errors. */
export function statisticsText(analyzers: readonly RunningAnalyzer[]): string {
  const rows = analyzers.map(({ name, packets, failures, microsecondsPerPacket }) => [
    name,
    `${packets}`,
    microsecondsPerPacket === undefined ? "-" : microsecondsPerPacket.toFixed(2),
    `${failures}`,
  ]);
  const all = [["analyzer", "packets", "µs/packet", "errors"], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map(([name, ...numbers]) =>
    [
      name.padEnd(widths[0]),
      ...numbers.map((cell, column) => cell.padStart(widths[column + 1])),
    ].join("  ")
  ).join("\n");
}

/** A line for each analyzer that is slow. */
export function slowAnalyzers(analyzers: readonly RunningAnalyzer[]): string[] {
  return analyzers.flatMap(({ name, samples, microsecondsPerPacket = 0 }) => {
    if (samples < ENOUGH_SAMPLES || microsecondsPerPacket < SLOW_MICROSECONDS) return [];
    const most = Math.floor(1e6 / microsecondsPerPacket).toLocaleString("en");
    return [
      `whiff: ${name} is slow: ${microsecondsPerPacket.toFixed(0)} µs per packet, ` +
      `so that more than ${most} packets per second will be lost`,
    ];
  });
}
