// cli/confine.ts: plugins come into a process that has nothing left to give them.
import { checkEval, fetchEval } from "../plugins/eval.ts";
import { filePath } from "../plugins/file_url.ts";
import {
  type FetchedPlugin,
  fetchPlugin,
  type LoadedPlugin,
  type ReadSource,
  sourcePath,
} from "../plugins/load.ts";
import { hideExits, hideInternals, lockExports, lockIntrinsics } from "../plugins/lockdown.ts";
import {
  checkGrant,
  checkRequest,
  closeAfterImport,
  closeBeforeImport,
  type HostRight,
} from "../plugins/sandbox.ts";
import { importFlows } from "./our_analyzers.ts";
import type { AnalyzerRequest, Plan } from "./plan.ts";
import { catchStrayErrors } from "./stray_errors.ts";

/** What the host has that plugins are not to touch. */
export interface Host {
  /** How to read a plugin's file without read permission. */
  readonly readSource: ReadSource;
  /** Modules whose exports a plugin could import, and through which it could reach more. */
  readonly modules?: readonly object[];
  /** Rights that the host itself goes on needing. */
  readonly keeps?: readonly HostRight[];
  /** The plugins are only looked at: what they ask for need not be granted. */
  readonly ungranted?: true;
}

/**
 * Loads all analyzers of the plan, in their order. Their modules are fetched
 * first; then every right is given up that was not granted, and what they share
 * with the host is locked; only then does the first line of a plugin run.
 * Throws a `PluginError`.
 */
export async function loadConfined(
  plan: Pick<Plan, "analyzers" | "grants"> & Partial<Plan>,
  host: Host,
): Promise<LoadedPlugin[]> {
  closeBeforeImport(plan.grants, host.keeps);
  const fetched: FetchedPlugin[] = [];
  for (const request of plan.analyzers) fetched.push(await fetchOne(request, host.readSource));
  closeAfterImport(plan.grants, host.keeps?.includes("write") ? [] : pathsOf(plan));
  if (fetched.length === 0) return [];
  for (const grant of plan.grants) checkGrant(grant);
  // The host's own modules that only analyzers need: they count on what is locked here.
  await importFlows(plan.analyzers);
  await import("./report_printers.ts");
  hideInternals();
  hideExits();
  lockExports(host.modules ?? []);
  lockIntrinsics();

  const loaded: LoadedPlugin[] = [];
  // While one is loaded, timers of those before it run.
  using _stray = catchStrayErrors(() =>
    fetched.map(({ module }) => ({ module, name: module.path }))
  );
  for (const one of fetched) {
    const plugin = await one.evaluate();
    const { name, permissions } = plugin.analyzer.definition;
    if (!host.ungranted) checkRequest(name, permissions, plan.grants);
    loaded.push(plugin);
  }
  const protocols = loaded.flatMap(({ analyzer }) => analyzer.definition.protocols ?? []);
  for (const { module } of loaded) checkEval(module, protocols);
  return loaded;
}

/** Where the host itself may have needed a right. */
function pathsOf({ analyzers, files = [], write, save }: Partial<Plan>): string[] {
  const plugins = (analyzers ?? []).flatMap(({ text }) => sourcePath(text) ?? []);
  const opened = [write, save].flatMap((one) => one === undefined ? [] : one.path);
  const here = [Deno.cwd(), filePath(new URL("..", import.meta.url))];
  return [...here, ...plugins, ...files, ...opened].filter((path) => path !== "-");
}

async function fetchOne(
  { kind, text }: AnalyzerRequest,
  readSource: ReadSource,
): Promise<FetchedPlugin> {
  return kind === "eval" ? fetchEval(text) : await fetchPlugin(text, readSource);
}
