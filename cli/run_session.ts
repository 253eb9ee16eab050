// cli/run_session.ts: the plan's outputs and analyzers, put around a source.
import type { CaptureWriter } from "../core/capture/capture_writer.ts";
import type { Source } from "../core/capture/source.ts";
import { flowEngines } from "../plugins/flow_host.ts";
import type { LoadedPlugin } from "../plugins/load.ts";
import { registryWith } from "../plugins/protocol.ts";
import type { EffectSinks } from "../plugins/running.ts";
import { startAnalyzers } from "./analyzers.ts";
import type { ExitCode } from "./exit.ts";
import type { CaptureFilters } from "./filters.ts";
import { Outputs } from "./outputs.ts";
import type { Plan } from "./plan.ts";
import { Session } from "./session.ts";
import { note, StandardOutput } from "./standard_output.ts";
import { catchStrayErrors } from "./stray_errors.ts";
import { WriteConsumer } from "./writing.ts";

/** What is open already. */
export interface OpenParts {
  readonly plan: Plan;
  readonly source: Source;
  readonly live: boolean;
  /** What is captured or read, in tcpdump's words. */
  readonly startLine: string;
  readonly loaded: readonly LoadedPlugin[];
  readonly filters: CaptureFilters;
  /** `-w`: for every captured packet. */
  readonly writer?: CaptureWriter;
  /** `--save`: for what analyzers save. */
  readonly saver?: CaptureWriter;
}

/** Runs the plan over a source, to the end. */
export async function runSession(parts: OpenParts): Promise<ExitCode> {
  const { plan, source, live, startLine, loaded, filters, writer, saver } = parts;
  const standardOutput = new StandardOutput(() => source.stop());
  const registry = registryWith(
    loaded.flatMap(({ analyzer }) => analyzer.definition.protocols ?? []),
  );
  const outputs = new Outputs(plan, standardOutput, live, registry);
  const write = writer && new WriteConsumer(writer, () => source.stop());
  const analyzers = startAnalyzers(loaded, plan.settings, {
    sinks: {
      event: (event) => outputs.event(event),
      save: saveInto(write, saver),
    },
    compile: (filter, linkType) => filters.compile(filter, linkType),
  });
  const flows = flowEngines(analyzers);
  const session = new Session({
    source,
    live,
    startLine,
    analyzers,
    flows,
    // The writer is last, so that what analyzers say of a packet stands beside it.
    consumers: [
      ...outputs.packets,
      ...flows,
      ...analyzers,
      ...(write === undefined ? [] : [write]),
    ],
    outputs,
    standardOutput,
    filterFor: live ? undefined : (linkType) => filters.captureFilter(linkType),
    registry,
    limit: plan.limit,
    forMs: plan.forMs,
    everyMs: outputs.everyMs,
  });
  using _stray = catchStrayErrors(loaded);
  try {
    return await session.run();
  } finally {
    writer?.close(source.statistics());
    saver?.close(source.statistics());
  }
}

/** Where `savePacket` goes: to `--save`'s file, and as a comment into that of `-w`. */
function saveInto(
  write: WriteConsumer | undefined,
  saver: CaptureWriter | undefined,
): EffectSinks["save"] {
  if (write === undefined && saver === undefined) {
    let told = false;
    return (_packet, comment) => {
      if (!told) note(`whiff: nothing is saved (${comment}): give a file with --save or -w`);
      told = true;
    };
  }
  return (packet, comment) => {
    saver?.write(packet, comment);
    write?.mark(comment);
  };
}
