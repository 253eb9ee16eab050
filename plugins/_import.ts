// plugins/_import.ts: importing a module, and what is told when that fails.
import { stripAnsiCode } from "@std/fmt/colors";
import { didYouMean } from "../core/suggest.ts";
import { filePath, fileUrl, shellWord } from "./file_url.ts";
import { describeError, type ImportedAs, messageOf, PluginError } from "./plugin_error.ts";

/**
 * What helps where Deno itself may not open a file any more. Modules are not fetched while
 * whiff is root: what they import, such as a file as text, would be read as root too.
 */
const CLOSED_FOLDER = "root is given up by now, and who whiff runs on as may not open that: " +
  "set DENO_DIR to a folder that this user may write (-Z names the user), " +
  "keep the plugin where they may read it, or stay root with --keep-root";

/** The address of a module of that text. */
export function sourceUrl(source: string): string {
  return URL.createObjectURL(new Blob([source], { type: "application/typescript" }));
}

/** Imports a module. Throws a {@linkcode PluginError} that tells what failed, by the user's name for it. */
export async function importModule(
  url: string,
  module: ImportedAs,
): Promise<{ default?: unknown }> {
  try {
    return await import(url);
  } catch (error) {
    throw await importFailure(error, module);
  }
}

/** What to tell the user of a module that could not be imported. */
export async function importFailure(error: unknown, module: ImportedAs): Promise<PluginError> {
  const hint = await meantName(error);
  const problem = importProblem(error, module);
  // Deno's own hint would have a package installed.
  const text = hint === "" ? problem : `${problem.replace(/\n\s*hint: .*/, "")}; ${hint}`;
  return new PluginError(text, { cause: error });
}

/** The module, or the export of ours, that was meant by a misspelt name. */
async function meantName(error: unknown): Promise<string> {
  const text = error instanceof Error ? stripAnsiCode(error.message) : "";
  const [, wrong] = /'whiff' does not provide an export named '(\w+)'/.exec(text) ?? [];
  if (wrong !== undefined) return didYouMean(wrong, Object.keys(await import("./mod.ts")));
  const [, name] = /Import "([^"]+)" not a dependency/.exec(text) ?? [];
  return name === undefined ? "" : didYouMean(name, ["whiff", "whiff/testing"]);
}

function importProblem(error: unknown, module: ImportedAs): string {
  const text = error instanceof Error ? messageOf(error, module) : String(error);
  if (text.startsWith(`Module not found "${module.path}"`)) {
    return `${module.path}: there is no such file`;
  }
  if (/\(os error 13\)/.test(text)) return `${module.path}: ${text}; ${CLOSED_FOLDER}`;
  const [, relative] = /Import "(\.{0,2}\/[^"]*)" not a dependency/.exec(text) ?? [];
  if (relative !== undefined) {
    const directory = filePath(new URL(".", fileUrl(module.path)));
    return `${module.path}: imports ${relative}, which needs read permission; ` +
      `add --allow-read=${shellWord(directory)} before main.ts`;
  }
  return describeError(error, module);
}
