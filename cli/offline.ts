// cli/offline.ts: capture files in place of an interface. What not every run needs is imported by
// those that do: to copy a small file takes longer to import than to do (tests/cli/start_test.ts).
import type { ByteInput } from "../core/capture/byte_stream.ts";
import { denoDirectory, openInput, standardInput } from "../core/capture/deno_file.ts";
import { linkTypeName } from "../core/capture/link_type.ts";
import { DEFAULT_WINDOW_LENGTH, openCapture } from "../core/capture/open.ts";
import { PcapngSource } from "../core/capture/pcapng.ts";
import { Direction, linkTypesOf, type Source } from "../core/capture/source.ts";
import type { DispatcherOptions } from "../core/dispatcher.ts";
import { copyFiles, isCopy } from "./copy_session.ts";
import type { ExitCode } from "./exit.ts";
import type { CaptureFilters } from "./filters.ts";
import type { Plan, WritePlan } from "./plan.ts";
import { note } from "./standard_output.ts";
import { packetCount } from "./summary.ts";
import { UsageError } from "./usage_error.ts";
import type { WriterFacts } from "./writing.ts";

/** Bytes that files have in memory together while they are merged: 64 of them as much as is best. */
const WINDOWS_TOGETHER = 32 * 1024 * 1024;
/** Below this, each file's reads are dear. */
const SMALLEST_WINDOW = 32 * 1024;

/** Its file descriptor. */
const STANDARD_OUTPUT = 1;

/** Reads the plan's files, merged in the order of time. */
export async function readFiles(plan: Plan): Promise<ExitCode> {
  using resources = new DisposableStack();
  refuseOverwriting(plan);
  const filters = await compilerFor(plan);
  const stored = await openAll(plan, resources);
  for (const linkType of linkTypesOf(stored)) filters?.warn(linkType);
  const { source, filterFor } = await narrowed(stored, plan, filters, resources);
  const facts: WriterFacts = {
    section: stored instanceof PcapngSource ? stored.section : undefined,
    filter: plan.filter,
  };
  const writer = await openFile(plan.write, source, facts, resources);
  // A copy has nobody who saves anything, but the file that was asked for is there.
  const saver = await openFile(plan.save, source, facts, resources);
  const open = { source, startLine: startLine(plan.files, stored), writer, filterFor };
  if (isCopy(plan)) return await copyFiles(plan, open);
  const { decodeFiles } = await import("./offline_session.ts");
  return await decodeFiles(plan, { ...open, saver, filters });
}

/** The frames that count, and the filter that they have yet to pass. */
interface Frames {
  readonly source: Source;
  readonly filterFor?: DispatcherOptions["filterFor"];
}

/** The source behind `-s` and `-Q`; as in a live capture, a frame is filtered before it is cut. */
async function narrowed(
  source: Source,
  { snapLength, direction }: Plan,
  filters: CaptureFilters | undefined,
  resources: DisposableStack,
): Promise<Frames> {
  const filterFor = filters && ((linkType: number) => filters.captureFilter(linkType));
  if (snapLength === 0 && direction === Direction.Unknown) return { source, filterFor };
  const { NarrowedSource } = await import("../core/capture/narrow.ts");
  const chosen = resources.use(new NarrowedSource(source, { filterFor, snapLength, direction }));
  resources.defer(() => {
    if (chosen.undirected === 0) return;
    note(`whiff: ${packetCount(chosen.undirected)} left out: their direction (-Q) is not told`);
  });
  return { source: chosen };
}

/** The filters' compiler; `undefined` where there is no filter, and no analyzer that may have one. */
async function compilerFor(plan: Plan): Promise<CaptureFilters | undefined> {
  if (plan.filter === "" && plan.analyzers.length === 0) return undefined;
  const [{ CaptureFilters }, { servicesText }] = await Promise.all([
    import("./filters.ts"),
    import("./text_files.ts"),
  ]);
  return new CaptureFilters(plan, { services: () => servicesText(Deno.readTextFileSync) });
}

async function openAll(plan: Plan, resources: DisposableStack): Promise<Source> {
  const { files } = plan;
  const inputs = await watched(files.map(openPath), plan, resources);
  const sources: Source[] = [];
  for (const [at, input] of inputs.entries()) {
    const options = { name: nameOf(files[at]), windowLength: windowLengthFor(files.length) };
    sources.push(resources.use(await openCapture(input, options)));
  }
  if (sources.length === 1) return sources[0];
  const { mergeSources } = await import("../core/capture/merge.ts");
  return resources.use(mergeSources(sources));
}

/** What is in memory of each of so many files; one that is alone gets as much as is best. */
function windowLengthFor(files: number): number | undefined {
  const each = Math.max(SMALLEST_WINDOW, Math.floor(WINDOWS_TOGETHER / files));
  return each < DEFAULT_WINDOW_LENGTH ? each : undefined;
}

/** The inputs, with a progress bar where somebody sees it and it mixes with nothing. */
async function watched(
  inputs: ByteInput[],
  plan: Plan,
  resources: DisposableStack,
): Promise<ByteInput[]> {
  if (!Deno.stderr.isTerminal()) return inputs;
  const apart = plan.write?.path !== "-" && isCopy(plan) || await isStored();
  if (!apart) return inputs;
  const { Progress } = await import("./progress.ts");
  return resources.use(new Progress(inputs)).inputs;
}

/**
 * Whether standard output is a file: behind a pipe there may be the terminal again. Asked last, for
 * `node:fs` takes 25 ms of the start to load.
 */
async function isStored(): Promise<boolean> {
  if (Deno.stdout.isTerminal()) return false;
  const { fstatSync } = await import("node:fs");
  return !fstatSync(STANDARD_OUTPUT).isFIFO();
}

async function openFile(
  write: WritePlan | undefined,
  source: Source,
  facts: WriterFacts,
  resources: DisposableStack,
) {
  if (write === undefined) return undefined;
  const { openWriter } = await import("./writing.ts");
  return resources.use(openWriter(write, source, denoDirectory, facts));
}

function openPath(path: string): ByteInput {
  if (path === "-") return standardInput();
  if (Deno.statSync(path).isDirectory) throw new Error(`Cannot read ${path}: it is a directory`);
  return openInput(path);
}

function nameOf(path: string): string {
  return path === "-" ? "standard input" : path;
}

/** By their text two paths may differ and yet be one file, which would be emptied before it is read. */
function refuseOverwriting({ files, write, save }: Plan): void {
  for (const { path } of [write, save].filter((one) => one !== undefined)) {
    const output = idOf(path);
    if (output === undefined || path === "-") continue;
    const input = files.find((file) => idOf(file) === output);
    if (input !== undefined) {
      throw new UsageError(`Cannot write ${path}: it is ${input}, which is to be read`);
    }
  }
}

/** What tells a regular file from others; `undefined` where there is none, or none that we may see. */
function idOf(path: string): string | undefined {
  // To look without leave would have Deno ask the user.
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return undefined;
  try {
    const { isFile, dev, ino } = Deno.statSync(path);
    return isFile ? `${dev} ${ino}` : undefined;
  } catch (error) {
    // What cannot be seen here is told where it is opened.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** tcpdump's line at the start. */
function startLine(files: readonly string[], source: Source): string {
  const linkTypes = linkTypesOf(source).map(linkTypeName);
  const types = linkTypes.length === 0 ? "" : `, link-type ${linkTypes.join(", ")}`;
  return `reading from ${files.length === 1 ? "file " : ""}${files.join(", ")}${types}`;
}
