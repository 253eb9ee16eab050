// analyzers/mod.ts: our own analyzers by name. Each is imported when it is asked for.

/** What a module of an analyzer exports. */
type AnalyzerModule = () => Promise<{ default: unknown }>;

/** By the name for `--plugin`; one row for each file. */
export const BUILT_IN_ANALYZERS: ReadonlyMap<string, AnalyzerModule> = new Map<
  string,
  AnalyzerModule
>([
  ["protocol-counts", () => import("./protocol_counts.ts")],
  ["top-talkers", () => import("./top_talkers.ts")],
]);
