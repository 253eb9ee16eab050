// cli/stray_errors.ts: what a plugin throws where nobody calls it: in promises and timers of its own.
import type { LoadedPlugin } from "../plugins/load.ts";
import { describeError, placeOf } from "../plugins/plugin_error.ts";
import { note } from "./standard_output.ts";

/**
 * Keeps a plugin's stray errors from ending the capture: the first of each
 * plugin is told with its place. An error in which no plugin has a part goes
 * its way.
 */
export function catchStrayErrors(loaded: readonly LoadedPlugin[]): Disposable {
  const told = new Set<LoadedPlugin>();
  const listen = (event: Event, error: unknown) => {
    const plugin = loaded.find(({ module }) => placeOf(error, module) !== undefined);
    if (plugin === undefined) return;
    event.preventDefault();
    if (told.has(plugin)) return;
    told.add(plugin);
    const { name } = plugin.analyzer.definition;
    note(
      `whiff: ${describeError(error, plugin.module)} (${name}, in a promise or timer of its own)`,
    );
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
