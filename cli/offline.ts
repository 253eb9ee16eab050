// cli/offline.ts: capture files in place of an interface.
import type { ByteInput } from "../core/capture/byte_stream.ts";
import { denoDirectory, openInput, standardInput } from "../core/capture/deno_file.ts";
import { linkTypeName } from "../core/capture/link_type.ts";
import { mergeSources } from "../core/capture/merge.ts";
import { openCapture } from "../core/capture/open.ts";
import type { Source } from "../core/capture/source.ts";
import type { LoadedPlugin } from "../plugins/load.ts";
import { closeAfterImport, closeBeforeImport } from "../plugins/sandbox.ts";
import { loadAnalyzers } from "./analyzers.ts";
import type { ExitCode } from "./exit.ts";
import { CaptureFilters } from "./filters.ts";
import type { Plan, WritePlan } from "./plan.ts";
import { Progress } from "./progress.ts";
import { servicesText } from "./read_text.ts";
import { runSession } from "./run_session.ts";
import { note } from "./standard_output.ts";
import { openWriter, rotates } from "./writing.ts";

/** Reads the plan's files, merged in the order of time. */
export async function readFiles(plan: Plan): Promise<ExitCode> {
  const filters = new CaptureFilters(plan, {
    services: () => servicesText(Deno.readTextFileSync),
  });
  using resources = new DisposableStack();
  const { inputs, progress } = Progress.over(plan.files.map(openPath));
  if (progress !== undefined) resources.use(progress);
  const sources: Source[] = [];
  for (const [at, input] of inputs.entries()) {
    sources.push(resources.use(await openCapture(input, { name: nameOf(plan.files[at]) })));
  }
  const source = sources.length === 1 ? sources[0] : resources.use(mergeSources(sources));
  for (const { linkType } of source.interfaces) filters.warn(linkType);

  const openFile = (write: WritePlan | undefined) =>
    write && resources.use(openWriter(write, source, denoDirectory));
  const [writer, saver] = [openFile(plan.write), openFile(plan.save)];

  const loaded = await loadConfined(plan);
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
  });
}

/** Loads the plugins into a process that has nothing left to give them. */
async function loadConfined(plan: Plan): Promise<LoadedPlugin[]> {
  if (plan.analyzers.length === 0) return [];
  const makesFiles = rotates(plan.write);
  if (makesFiles) {
    note(
      "whiff: rotation (-C, -G) makes files while analyzers run: they may write where you let us",
    );
  }
  closeBeforeImport(plan.grants, makesFiles ? ["write"] : []);
  const loaded = await loadAnalyzers(plan, Deno.readTextFileSync);
  closeAfterImport(plan.grants);
  return loaded;
}

function openPath(path: string): ByteInput {
  return path === "-" ? standardInput() : openInput(path);
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
