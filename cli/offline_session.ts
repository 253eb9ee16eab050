// cli/offline_session.ts: capture files whose packets are looked into: printed, or analyzed.
import type { CaptureWriter } from "../core/capture/capture_writer.ts";
import { linkTypesOf, type Source } from "../core/capture/source.ts";
import type { DispatcherOptions } from "../core/dispatcher.ts";
import type { HostRight } from "../plugins/sandbox.ts";
import { planWith } from "./analyzers.ts";
import { loadConfined } from "./confine.ts";
import type { ExitCode } from "./exit.ts";
import type { CaptureFilters } from "./filters.ts";
import { type Plan, rotates } from "./plan.ts";
import { runSession } from "./run_session.ts";
import { note } from "./standard_output.ts";
import { denoStateFiles } from "./state_files.ts";

/** What is open already. */
export interface OpenFiles {
  readonly source: Source;
  /** What is read, in tcpdump's words. */
  readonly startLine: string;
  readonly writer?: CaptureWriter;
  readonly saver?: CaptureWriter;
  /** Set where the plan has a filter or analyzers. */
  readonly filters?: CaptureFilters;
  /** Which frames count. */
  readonly filterFor?: DispatcherOptions["filterFor"];
}

/** Loads the analyzers, and runs the plan to its end. */
export async function decodeFiles(given: Plan, open: OpenFiles): Promise<ExitCode> {
  const stateFiles = given.stateDirectory === undefined
    ? undefined
    : denoStateFiles(given.stateDirectory);
  const loaded = await loadConfined(given, {
    readSource: Deno.readTextFileSync,
    keeps: kept(given),
  });
  open.filters?.wanted(loaded, false, linkTypesOf(open.source));
  return await runSession({
    ...open,
    plan: planWith(given, loaded),
    live: false,
    loaded,
    stateFiles,
  });
}

/** Rotation and `--state` write while analyzers are there; nothing else needs a right by then. */
function kept({ write, analyzers, stateDirectory }: Plan): HostRight[] {
  if (!rotates(write) && stateDirectory === undefined) return [];
  if (analyzers.length > 0) {
    const what = rotates(write) ? "rotation (-C, -G)" : "--state";
    note(`whiff: ${what} makes files while analyzers run: they may write where you let us`);
  }
  return ["write"];
}
