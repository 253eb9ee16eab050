// cli/offline.ts: capture files in place of an interface.
import type { ByteInput } from "../core/capture/byte_stream.ts";
import { denoDirectory, openInput, standardInput } from "../core/capture/deno_file.ts";
import { linkTypeName } from "../core/capture/link_type.ts";
import { mergeSources } from "../core/capture/merge.ts";
import { openCapture } from "../core/capture/open.ts";
import type { Source } from "../core/capture/source.ts";
import type { HostRight } from "../plugins/sandbox.ts";
import { planWith } from "./analyzers.ts";
import { loadConfined } from "./confine.ts";
import type { ExitCode } from "./exit.ts";
import { CaptureFilters } from "./filters.ts";
import type { Plan, WritePlan } from "./plan.ts";
import { Progress } from "./progress.ts";
import { runSession } from "./run_session.ts";
import { note } from "./standard_output.ts";
import { denoStateFiles } from "./state_files.ts";
import { servicesText } from "./text_files.ts";
import { openWriter, rotates } from "./writing.ts";

/** Reads the plan's files, merged in the order of time. */
export async function readFiles(given: Plan): Promise<ExitCode> {
  const filters = new CaptureFilters(given, {
    services: () => servicesText(Deno.readTextFileSync),
  });
  using resources = new DisposableStack();
  const { inputs, progress } = Progress.over(given.files.map(openPath));
  if (progress !== undefined) resources.use(progress);
  const sources: Source[] = [];
  for (const [at, input] of inputs.entries()) {
    sources.push(resources.use(await openCapture(input, { name: nameOf(given.files[at]) })));
  }
  const source = sources.length === 1 ? sources[0] : resources.use(mergeSources(sources));
  for (const { linkType } of source.interfaces) filters.warn(linkType);

  const openFile = (write: WritePlan | undefined) =>
    write && resources.use(openWriter(write, source, denoDirectory));
  const [writer, saver] = [openFile(given.write), openFile(given.save)];

  const stateFiles = given.stateDirectory === undefined
    ? undefined
    : denoStateFiles(given.stateDirectory);

  const loaded = await loadConfined(given, {
    readSource: Deno.readTextFileSync,
    keeps: kept(given),
  });
  const plan = planWith(given, loaded);
  for (const { linkType } of source.interfaces) filters.wanted(loaded, false, linkType);
  return await runSession({
    plan,
    source,
    live: false,
    startLine: startLine(plan.files, source),
    loaded,
    filters,
    writer,
    saver,
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

function openPath(path: string): ByteInput {
  if (path === "-") return standardInput();
  if (Deno.statSync(path).isDirectory) throw new Error(`Cannot read ${path}: it is a directory`);
  return openInput(path);
}

function nameOf(path: string): string {
  return path === "-" ? "standard input" : path;
}

/** tcpdump's line at the start. */
function startLine(files: readonly string[], source: Source): string {
  const linkTypes = new Set(source.interfaces.map(({ linkType }) => linkTypeName(linkType)));
  const types = linkTypes.size === 0 ? "" : `, link-type ${[...linkTypes].join(", ")}`;
  return `reading from ${files.length === 1 ? "file " : ""}${files.join(", ")}${types}`;
}
