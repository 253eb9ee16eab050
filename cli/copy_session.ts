// cli/copy_session.ts: a run over files that writes or counts frames, and looks into none.
import type { CaptureWriter } from "../core/capture/capture_writer.ts";
import { Copy, type CopyOptions } from "../core/capture/copy.ts";
import type { Source } from "../core/capture/source.ts";
import { ExitCode } from "./exit.ts";
import type { Plan } from "./plan.ts";
import { listenToSignals } from "./signals.ts";
import { note, StandardOutput } from "./standard_output.ts";
import { countsLine, packetCount, summary } from "./summary.ts";

/** What is open already. */
export interface CopyParts {
  readonly source: Source;
  /** What is read, in tcpdump's words. */
  readonly startLine: string;
  readonly writer?: CaptureWriter;
  readonly filterFor?: CopyOptions["filterFor"];
}

/** Whether the plan needs no decoder: neither lines nor analyzers. */
export function isCopy({ printPackets, analyzers, decodeAs }: Plan): boolean {
  return !printPackets && analyzers.length === 0 && decodeAs.length === 0;
}

/**
 * Copies to the end, or to what ends it before. It imports no protocol: that is
 * most of what reading a small file costs (tests/cli/start_test.ts).
 */
export async function copyFiles(
  { limit, forMs, countOnly, failOnLoss, write }: Plan,
  { source, startLine, writer, filterFor }: CopyParts,
): Promise<ExitCode> {
  const copy = new Copy({ writer, flushes: write?.path === "-", filterFor, limit, forMs });
  const counts = () => ({
    captured: copy.captured,
    source: source.statistics(),
    droppedByUs: 0,
    faults: [],
    analyzers: [],
    flows: [],
  });
  using _signals = listenToSignals({
    end: () => source.stop(),
    tell: () => note(countsLine(counts())),
  });
  note(startLine);
  try {
    await copy.run(source);
  } finally {
    try {
      writer?.close(source.statistics());
    } finally {
      // A note first: it takes the place of the progress bar.
      note(summary(counts()));
      if (countOnly) new StandardOutput(() => {}).print(`${packetCount(copy.captured)}\n`);
    }
  }
  const { droppedByKernel, droppedByInterface } = source.statistics();
  const lost = droppedByKernel + droppedByInterface > 0;
  return lost && failOnLoss ? ExitCode.Loss : ExitCode.Ok;
}
