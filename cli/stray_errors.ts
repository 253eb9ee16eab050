// cli/stray_errors.ts: what a plugin throws where nobody calls it: in promises and timers of its own.
import type { LoadedPlugin } from "../plugins/load.ts";
import { describeError, placeOf } from "../plugins/plugin_error.ts";
import type { Cast } from "./cast.ts";
import { note } from "./standard_output.ts";

/** Where our own modules come from. */
const OURS = new URL("../", import.meta.url).href;
const WHERE = "in a promise or timer of its own";

/**
 * Keeps plugins' stray errors from ending the capture: the first of each plugin
 * is told with its place, and all are counted. What names no plugin, such as
 * `throw 1`, is a plugin's too, unless a module of ours has a part in it: that
 * error goes its way.
 */
export function catchStrayErrors(cast: Pick<Cast, "plugins" | "analyzers">): Disposable {
  const told = new Set<LoadedPlugin | undefined>();
  const listen = (event: Event, error: unknown) => {
    // Somebody knows whose it is: a decompressor's (core/capture/_zstd.ts).
    if (event.defaultPrevented) return;
    const { plugins, analyzers } = cast;
    const named = plugins.findIndex(({ module }) => placeOf(error, module) !== undefined);
    if (named < 0 && (plugins.length === 0 || isOurs(error))) return;
    event.preventDefault();
    const at = named < 0 && plugins.length === 1 ? 0 : named;
    analyzers[at]?.strayed();
    if (told.has(plugins[at])) return;
    told.add(plugins[at]);
    note(`whiff: ${strayText(error, plugins[at])}`);
  };
  const onError = (event: ErrorEvent) => listen(event, event.error);
  const onRejection = (event: PromiseRejectionEvent) => listen(event, event.reason);
  addEventListener("error", onError);
  addEventListener("unhandledrejection", onRejection);
  return {
    [Symbol.dispose]() {
      removeEventListener("error", onError);
      removeEventListener("unhandledrejection", onRejection);
    },
  };
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && (error.stack ?? "").includes(OURS);
}

function strayText(error: unknown, plugin: LoadedPlugin | undefined): string {
  if (plugin === undefined) return `a plugin threw ${String(error)}, ${WHERE}`;
  const { name } = plugin.analyzer.definition;
  return `${describeError(error, plugin.module)} (${name}, ${WHERE})`;
}
