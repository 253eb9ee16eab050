// cli/statistics_text.ts: `--stats`: how each analyzer did.
import type { RunningAnalyzer } from "../plugins/running.ts";

/**
 * Above this an analyzer is called slow: 100,000 packets a second would fill a processor. Events
 * are whole messages and conversations: there are fewer of them.
 */
const SLOW_MICROSECONDS = { packet: 10, event: 200 } as const;
/** So many calls have to be measured before somebody is called anything. */
const ENOUGH_SAMPLES = 20;

/** One row for each analyzer: packets and events, the time that each takes, errors. */
export function statisticsText(analyzers: readonly RunningAnalyzer[]): string {
  const rows = analyzers.map((analyzer) => [
    analyzer.name,
    `${analyzer.packets}`,
    analyzer.microsecondsPerPacket?.toFixed(2) ?? "-",
    `${analyzer.events}`,
    analyzer.microsecondsPerEvent?.toFixed(2) ?? "-",
    `${analyzer.failures}`,
  ]);
  const all = [["analyzer", "packets", "µs/packet", "events", "µs/event", "errors"], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map(([name, ...numbers]) =>
    [
      name.padEnd(widths[0]),
      ...numbers.map((cell, column) => cell.padStart(widths[column + 1])),
    ].join("  ")
  ).join("\n");
}

/** A line for each analyzer that is slow, with packets or with events. */
export function slowAnalyzers(analyzers: readonly RunningAnalyzer[]): string[] {
  return analyzers.flatMap((analyzer) => [
    ...slowLine(analyzer.name, "packet", analyzer.samples, analyzer.microsecondsPerPacket),
    ...slowLine(analyzer.name, "event", analyzer.eventSamples, analyzer.microsecondsPerEvent),
  ]);
}

function slowLine(
  name: string,
  what: keyof typeof SLOW_MICROSECONDS,
  samples: number,
  microseconds = 0,
): string[] {
  if (samples < ENOUGH_SAMPLES || microseconds < SLOW_MICROSECONDS[what]) return [];
  const most = Math.floor(1e6 / microseconds).toLocaleString("en");
  return [
    `whiff: ${name} is slow: ${microseconds.toFixed(0)} µs per ${what}, ` +
    `so that more than ${most} ${what}s per second cannot be kept up with`,
  ];
}
