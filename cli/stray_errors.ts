// cli/stray_errors.ts: what a plugin throws where nobody calls it: in promises and timers of its own.
import { describeFailure, type ImportedAs, placeOf } from "../plugins/plugin_error.ts";
import { note } from "./standard_output.ts";

/** Where our own modules come from. */
const OURS = new URL("../", import.meta.url).href;
const WHERE = "in a promise or timer of its own";

/** A plugin that may have thrown. */
export interface Suspect {
  readonly module: ImportedAs;
  /** What it is called in a message. */
  readonly name: string;
  /** Called for each of its errors. */
  readonly strayed?: () => void;
}

/**
 * Keeps plugins' stray errors from ending the capture: the first of each plugin
 * is told with its place, and all are counted. What names no plugin, such as
 * `throw 1`, is a plugin's too, unless a module of ours has a part in it: that
 * error goes its way.
 *
 * @param suspects the plugins that are there at the time
 */
export function catchStrayErrors(suspects: () => readonly Suspect[]): Disposable {
  const told = new Set<string>();
  const listen = (event: Event, error: unknown) => {
    // Somebody knows whose it is: a decompressor's (core/capture/_zstd.ts).
    if (event.defaultPrevented) return;
    const plugins = suspects();
    const named = plugins.find(({ module }) => placeOf(error, module) !== undefined);
    if (named === undefined && (plugins.length === 0 || isOurs(error))) return;
    event.preventDefault();
    const plugin = named ?? (plugins.length === 1 ? plugins[0] : undefined);
    plugin?.strayed?.();
    const who = plugin?.module.url ?? "";
    if (told.has(who)) return;
    told.add(who);
    note(`whiff: ${strayText(error, plugin)}`);
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

function strayText(error: unknown, plugin: Suspect | undefined): string {
  if (plugin === undefined) return `a plugin threw ${String(error)}, ${WHERE}`;
  return describeFailure({ error, who: plugin.name, where: WHERE }, plugin.module);
}
