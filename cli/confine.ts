// cli/confine.ts: plugins come into a process that has nothing left to give them.
import { fetchPlugin, type LoadedPlugin, loadEval, type ReadSource } from "../plugins/load.ts";
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
  plan: Pick<Plan, "analyzers" | "grants">,
  host: Host,
): Promise<LoadedPlugin[]> {
  closeBeforeImport(plan.grants, host.keeps);
  const fetched = [];
  for (const request of plan.analyzers) fetched.push(await fetchOne(request, host.readSource));
  closeAfterImport(plan.grants);
  if (fetched.length === 0) return [];
  for (const grant of plan.grants) checkGrant(grant);
  // The host's own modules that only analyzers need: they count on what is locked here.
  await importFlows(plan.analyzers);
  hideInternals();
  hideExits();
  lockExports(host.modules ?? []);
  lockIntrinsics();

  const loaded: LoadedPlugin[] = [];
  for (const evaluate of fetched) {
    const plugin = await evaluate();
    const { name, permissions } = plugin.analyzer.definition;
    if (!host.ungranted) checkRequest(name, permissions, plan.grants);
    loaded.push(plugin);
  }
  return loaded;
}

/** Fetches one; what it gives runs it. */
async function fetchOne(
  { kind, text }: AnalyzerRequest,
  readSource: ReadSource,
): Promise<() => Promise<LoadedPlugin>> {
  if (kind === "eval") return () => loadEval(text);
  const fetched = await fetchPlugin(text, readSource);
  return () => fetched.evaluate();
}
