// cli/offline.ts: capture files in place of an interface. What not every run needs is imported by
// those that do: to copy a small file takes longer to import than to do (tests/cli/start_test.ts).
import type { ByteInput } from "../core/capture/byte_stream.ts";
import { denoDirectory, openInput, standardInput } from "../core/capture/deno_file.ts";
import { linkTypeName } from "../core/capture/link_type.ts";
import { openCapture } from "../core/capture/open.ts";
import type { Source } from "../core/capture/source.ts";
import { copyFiles, isCopy } from "./copy_session.ts";
import type { ExitCode } from "./exit.ts";
import type { CaptureFilters } from "./filters.ts";
import type { Plan, WritePlan } from "./plan.ts";

/** Reads the plan's files, merged in the order of time. */
export async function readFiles(plan: Plan): Promise<ExitCode> {
  using resources = new DisposableStack();
  const filters = await compilerFor(plan);
  const source = await openAll(plan.files, resources);
  for (const { linkType } of source.interfaces) filters?.warn(linkType);
  const writer = await openFile(plan.write, source, resources);
  const line = startLine(plan.files, source);
  if (isCopy(plan)) {
    // Nobody can save anything, but the file that was asked for is there.
    await openFile(plan.save, source, resources);
    const filterFor = filters && ((linkType: number) => filters.captureFilter(linkType));
    return await copyFiles(plan, { source, startLine: line, writer, filterFor });
  }
  const saver = await openFile(plan.save, source, resources);
  const { decodeFiles } = await import("./offline_session.ts");
  return await decodeFiles(plan, { source, startLine: line, writer, saver, filters });
}

/** The filters' compiler, for who has a filter or may have one. */
async function compilerFor(plan: Plan): Promise<CaptureFilters | undefined> {
  if (plan.filter === "" && plan.analyzers.length === 0) return undefined;
  const [{ CaptureFilters }, { servicesText }] = await Promise.all([
    import("./filters.ts"),
    import("./text_files.ts"),
  ]);
  return new CaptureFilters(plan, { services: () => servicesText(Deno.readTextFileSync) });
}

async function openAll(files: readonly string[], resources: DisposableStack): Promise<Source> {
  const inputs = await watched(files.map(openPath), resources);
  const sources: Source[] = [];
  for (const [at, input] of inputs.entries()) {
    sources.push(resources.use(await openCapture(input, { name: nameOf(files[at]) })));
  }
  if (sources.length === 1) return sources[0];
  const { mergeSources } = await import("../core/capture/merge.ts");
  return resources.use(mergeSources(sources));
}

/** The inputs, with a progress bar where somebody sees it and it mixes with nothing. */
async function watched(inputs: ByteInput[], resources: DisposableStack): Promise<ByteInput[]> {
  if (!Deno.stderr.isTerminal() || Deno.stdout.isTerminal()) return inputs;
  const { Progress } = await import("./progress.ts");
  const progress = resources.use(new Progress(inputs));
  return progress.inputs;
}

async function openFile(write: WritePlan | undefined, source: Source, resources: DisposableStack) {
  if (write === undefined) return undefined;
  const { openWriter } = await import("./writing.ts");
  return resources.use(openWriter(write, source, denoDirectory));
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
