// cli/summary.ts: what became of the packets, in tcpdump's words and a few of ours.
import type { SourceStatistics } from "../core/capture/source.ts";
import type { FlowStatistics } from "../core/flow/engine.ts";
import type { RunningAnalyzer } from "../plugins/running.ts";

/** All that is counted. */
export interface Counts {
  readonly captured: number;
  readonly source: SourceStatistics;
  /** Frames that the ring still had when there was no more time for them. */
  readonly droppedByUs: number;
  /** Packets whose decoding ended early, by protocol. */
  readonly faults: readonly { readonly protocol: string; readonly count: number }[];
  readonly analyzers: readonly RunningAnalyzer[];
  /** Of what follows conversations for them, if anything does. */
  readonly flows: readonly FlowStatistics[];
}

/** The lines at the end: tcpdump's three always, ours where they are not zero. */
export function summary(
  { captured, source, droppedByUs, faults, analyzers, flows }: Counts,
): string {
  const lines = [
    `${packetCount(captured)} captured`,
    `${packetCount(source.received)} received by filter`,
    `${packetCount(source.droppedByKernel)} dropped by kernel`,
  ];
  if (source.droppedByInterface > 0) {
    lines.push(`${packetCount(source.droppedByInterface)} dropped by interface`);
  }
  if (droppedByUs > 0) lines.push(`${packetCount(droppedByUs)} left in the ring at the end`);
  const faulty = faults.reduce((sum, { count }) => sum + count, 0);
  if (faulty > 0) {
    const by = faults.map(({ protocol, count }) => `${protocol} ${count}`).join(", ");
    lines.push(`${packetCount(faulty)} cut short or malformed (${by})`);
  }
  for (const { name, failures, quarantined, evictions, untoldAlerts } of analyzers) {
    const times = failures === 1 ? "once" : `${failures} times`;
    if (failures > 0) {
      lines.push(`${name} failed ${times}${quarantined ? " and was set aside" : ""}`);
    }
    if (untoldAlerts > 0) {
      lines.push(`${name} held back ${untoldAlerts} more alerts like those that it gave last`);
    }
    if (evictions > 0) lines.push(`${name} let go of ${evictions} keys to stay within its bounds`);
  }
  for (const statistics of flows) lines.push(...flowLines(statistics));
  return lines.join("\n");
}

/** What was given up of conversations. */
function flowLines(statistics: FlowStatistics): string[] {
  const { evicted, missedStreamBytes, droppedDatagrams, refusedMessages } = statistics;
  const causes: readonly (readonly [count: number, what: string])[] = [
    [evicted, "conversations let go of to stay within bounds"],
    [missedStreamBytes, "bytes of streams missing"],
    [droppedDatagrams, "fragmented datagrams not put together"],
    [refusedMessages, "messages not read to stay within bounds"],
  ];
  return causes.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}

/** The same on one line, for SIGUSR1. */
export function countsLine(counts: Counts): string {
  return `whiff: ${summary(counts).replaceAll("\n", ", ")}`;
}

/** So many packets, in words. */
export function packetCount(count: number): string {
  return `${count} packet${count === 1 ? "" : "s"}`;
}
