// cli/our_analyzers.ts: what is known of analyzers before any plugin runs, because they are ours.
import { BUILT_IN_ANALYZERS } from "../analyzers/mod.ts";
import type { Analyzer } from "../plugins/analyzer.ts";
import { followsFlows } from "../plugins/flow_hooks.ts";
import type { AnalyzerRequest } from "./plan.ts";

/**
 * Imports the engines of conversations, and with them cryptography, where an analyzer may follow
 * some: one of ours that does, or a plugin, of which we do not know yet. Imports ours too.
 */
export async function importFlows(requests: readonly AnalyzerRequest[]): Promise<void> {
  const answers = await Promise.all(requests.map(mayFollowFlows));
  if (answers.includes(true)) await import("../plugins/flow_host.ts");
}

async function mayFollowFlows({ kind, text }: AnalyzerRequest): Promise<boolean> {
  if (kind === "eval") return false; // it is called for each packet
  const load = BUILT_IN_ANALYZERS.get(text);
  return load === undefined || followsFlows((await load()).default as Analyzer);
}
