// cli/live_session.ts: a live capture from its open socket on: the road from root to a process
// without rights.
import { linkTypeName } from "../core/capture/link_type.ts";
import type { LiveSource } from "../core/capture/live.ts";
import { linkTypesOf } from "../core/capture/source.ts";
import { Capability, limitCapabilities } from "../ffi/capabilities.ts";
import { closeStandardInput, environmentVariable, hostname } from "../ffi/environment.ts";
import { Files } from "../ffi/files.ts";
import { sealLibc } from "../ffi/libc.ts";
import { becomeUser, forbidNewPrivileges, isRoot } from "../ffi/privileges.ts";
import { PromiscuousFlag } from "../ffi/promiscuous.ts";
import { findUser, unprivilegedUser, type User } from "../ffi/users.ts";
import { type LoadedPlugin, type ReadSource, sourcePath, sourceText } from "../plugins/load.ts";
import { neededLength, planWith } from "./analyzers.ts";
import { loadConfined } from "./confine.ts";
import { ExitCode } from "./exit.ts";
import type { CaptureFilters } from "./filters.ts";
import { importFlows } from "./our_analyzers.ts";
import { importPrinter } from "./packet_outputs.ts";
import { type Plan, rotates, type WritePlan } from "./plan.ts";
import { runSession } from "./run_session.ts";
import { note } from "./standard_output.ts";
import { nativeStateFiles } from "./state_files.ts";
import { UsageError } from "./usage_error.ts";

/** Kept, for plugins cannot call it: they find another in its place (plugins/lockdown.ts). */
const { exit } = Deno;

/** What is known and open when the capture has begun. */
export interface OpenCapture {
  readonly plan: Plan;
  readonly interfaces: readonly string[];
  /** Takes what is opened here too. */
  readonly resources: DisposableStack;
  /** Made already where there is a capture filter. */
  readonly filters: CaptureFilters | undefined;
}

/**
 * Goes on with an open source. The order is what makes plugins safe: open all
 * that needs root, give up root, give up the rights that importing does not
 * need, import the plugins, give up the rest.
 */
export async function captureFrom(source: LiveSource, capture: OpenCapture): Promise<ExitCode> {
  const { plan: given, interfaces, resources } = capture;
  const files = new Files();
  if (given.printPackets || given.analyzers.length > 0) await importPrinter(given.format);
  const analysis = given.analyzers.length === 0 ? undefined : await analysisFor(given);
  const filters = capture.filters ?? analysis?.liveFilters(given, interfaces);
  const user = given.keepRoot ? undefined : userToBe(given.user, files);
  const flags = resources.use(new DisposableStack());
  let guard: Disposable | undefined;
  if (given.promiscuous === "ioctl") {
    note("whiff: --promisc=ioctl has to be undone at the end, so root is kept (--keep-root)");
    // From here on no signal may end the process before the flag is put back.
    guard = untilThen(() => flags.dispose());
    for (const name of interfaces) flags.use(PromiscuousFlag.set(name));
  }
  const open = async (write: WritePlan | undefined) =>
    write && resources.use(await openFile(write, source, { filter: given.filter, files, user }));
  const [writer, saver] = [await open(given.write), await open(given.save)];

  filters?.warn(source.interfaces[0].linkType);
  const readEarly = sourcesOf(given, files);
  if (!given.keepRoot) giveUpRoot(user, rotates(given.write));
  forbidNewPrivileges();
  // On a terminal Deno would stop the capture to ask whether a plugin may do what it may not.
  closeStandardInput();
  sealLibc();
  const loaded = await loadConfined(given, {
    readSource: readEarly,
    modules: analysis?.HOST_MODULES,
  });
  const plan = planWith(given, loaded);
  const refilter = (plugins: readonly LoadedPlugin[]) => {
    const everything = writer !== undefined || plan.printPackets;
    const wanted = filters?.wanted(plugins, everything, linkTypesOf(source)) ?? [];
    const snapLength = everything ? plan.snapLength : neededLength(plugins, plan.snapLength);
    source.setFilter(filters?.kernelFilter(wanted, snapLength));
  };
  if (plan.analyzers.length > 0) refilter(loaded);
  return await runSession({
    plan,
    source,
    live: true,
    startLine: startLine(interfaces, source, plan.snapLength),
    loaded,
    filters,
    writer,
    saver,
    stateFiles: given.stateDirectory === undefined
      ? undefined
      : nativeStateFiles(files, given.stateDirectory),
    onReady: () => guard?.[Symbol.dispose](),
    abandon: () => flags.dispose(),
    watching: plan.watch ? { readSource: (path) => files.readText(path), refilter } : undefined,
  });
}

/**
 * What analyzers need of us, and those of them that are ours: they are imported before root is given
 * up. Another user may not write what Deno keeps of a compiled module into root's folder, and for
 * each module Deno tries that again and again, for 150 ms.
 */
async function analysisFor({ analyzers }: Plan) {
  const analysis = await import("./analysis_modules.ts");
  await importFlows(analyzers);
  return analysis;
}

/** Opens a file to write, which only root may be able to do. */
async function openFile(
  write: WritePlan,
  source: LiveSource,
  { filter, files, user }: { filter: string; files: Files; user: User | undefined },
) {
  const [{ openWriter }, { NativeDirectory }] = await Promise.all([
    import("./writing.ts"),
    import("./native_directory.ts"),
  ]);
  return openWriter(write, source, new NativeDirectory(files, user), {
    startSeconds: Math.floor(Date.now() / 1000),
    section: { hardware: hostname() },
    filter,
  });
}

/** Until the session listens to signals itself: they undo what must not stay behind, and end. */
function untilThen(undo: () => void): Disposable {
  const end = () => {
    undo();
    exit(ExitCode.Interrupted);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, end);
  return {
    [Symbol.dispose]() {
      for (const signal of signals) Deno.removeSignalListener(signal, end);
    },
  };
}

/**
 * The plugins' own files, read while we may: root's folder is closed to who we become. Reading
 * runs nothing of them. Throws a `PluginError` for one that is not there.
 */
function sourcesOf({ analyzers }: Plan, files: Files): ReadSource {
  const texts = new Map<string, string>();
  for (const { kind, text } of analyzers) {
    const path = kind === "plugin" ? sourcePath(text) : undefined;
    if (path !== undefined) texts.set(path, sourceText(text, (path) => files.readText(path)));
  }
  return (path) => texts.get(path) ?? files.readText(path);
}

/** Who to run on as, and whom our files belong to; `undefined` where we are not root, and stay who we are. */
function userToBe(name: string | undefined, files: Files): User | undefined {
  if (!isRoot()) {
    if (name === undefined) return undefined;
    throw new UsageError(`Cannot run on as ${name}: only root can become another user`);
  }
  const user = name === undefined
    ? unprivilegedUser(files, environmentVariable)
    : findUser(files, name);
  if (user !== undefined) return user;
  throw new UsageError(
    `Cannot run on as ${name ?? "nobody"}: there is no such user; name one with -Z, ` +
      "or stay root with --keep-root",
  );
}

/** From here on as an ordinary user, for good. */
function giveUpRoot(user: User | undefined, makesFiles: boolean): void {
  const keep: Capability[] = [];
  if (user !== undefined) {
    if (makesFiles) {
      note("whiff: keeps CAP_DAC_OVERRIDE, to make the next files of -C and -G");
      keep.push(Capability.DacOverride);
    }
    becomeUser(user, keep);
  }
  limitCapabilities(keep);
}

/** tcpdump's line at the start. */
function startLine(interfaces: readonly string[], source: LiveSource, snapLength: number): string {
  const linkTypes = linkTypesOf(source).map(linkTypeName);
  const length = snapLength === 0 ? 262_144 : snapLength;
  return `listening on ${interfaces.join(", ")}, link-type ${linkTypes.join(", ")}, ` +
    `snapshot length ${length} bytes`;
}
