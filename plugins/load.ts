// plugins/load.ts: from what the user names to an analyzer, with or without read permission.
import { BUILT_IN_ANALYZERS } from "../analyzers/mod.ts";
import { nearest } from "../core/suggest.ts";
import type { Analyzer } from "./analyzer.ts";
import { importFailure, importModule, sourceUrl } from "./_import.ts";
import { filePath, fileUrl } from "./file_url.ts";
import { type ImportedAs, PluginError } from "./plugin_error.ts";
import { analyzerFrom } from "./validate.ts";

/** A plugin, and the module that it came from, so that its failures can be told by file and line. */
export interface LoadedPlugin {
  readonly analyzer: Analyzer;
  readonly module: ImportedAs;
}

/** Reads a plugin's source, by absolute path, where Deno may not: through libc. */
export type ReadSource = (path: string) => string;

const REMOTE = /^(https?|npm|jsr|data|blob):/;

/** The absolute path of the file that `--plugin` names; `undefined` where it names none. */
export function sourcePath(named: string): string | undefined {
  if (BUILT_IN_ANALYZERS.has(named) || REMOTE.test(named) || !looksLikePath(named)) {
    return undefined;
  }
  return filePath(fileUrl(named));
}

/** A plugin whose modules are there and linked, and of which no line has run yet. */
export interface FetchedPlugin {
  readonly module: ImportedAs;
  /** Runs it, which needs no right any more. Throws a {@linkcode PluginError}. */
  evaluate(): Promise<LoadedPlugin>;
}

/**
 * Fetches what `--plugin` names: a path, a URL, or one of our own by name.
 * Fetching and running are two steps, so that the rights which fetching needs
 * can be given up before the plugin's first line. Throws a
 * {@linkcode PluginError} that says what is wrong, with file and line.
 *
 * @param readSource how to read a file without read permission
 */
export async function fetchPlugin(named: string, readSource: ReadSource): Promise<FetchedPlugin> {
  const builtIn = BUILT_IN_ANALYZERS.get(named);
  if (builtIn !== undefined) {
    const module = { url: `analyzers/${named}`, path: named };
    return {
      module,
      evaluate: async () => ({ analyzer: analyzerFrom((await builtIn()).default, named), module }),
    };
  }
  if (REMOTE.test(named)) return await fetchAs({ url: named, path: named });
  if (!looksLikePath(named)) throw new PluginError(unknownName(named));
  return await fetchFile(named, readSource);
}

/**
 * Loads a plugin's new text in a process that has given up its rights: what it
 * imports has to have been imported before. Throws a {@linkcode PluginError}.
 */
export async function reloadPlugin(path: string, text: string): Promise<LoadedPlugin> {
  const url = sourceUrl(withAbsoluteImports(text, fileUrl(path)));
  return await (await fetchAs({ url, path })).evaluate();
}

/** A blob has no folder that relative imports could start from, so the file's is written in. */
function withAbsoluteImports(text: string, base: URL): string {
  return text.replaceAll(
    /^((?:import|export)\b[^"';]*?|\}\s*from\s*)(["'])(\.{1,2}\/[^"']*)\2/gm,
    (_, before, quote, relative) => `${before}${quote}${new URL(relative, base)}${quote}`,
  );
}

async function fetchFile(path: string, readSource: ReadSource): Promise<FetchedPlugin> {
  const url = fileUrl(path);
  const mayRead = Deno.permissions.querySync({ name: "read", path: url }).state === "granted";
  if (mayRead) return await fetchAs({ url: url.href, path });
  return await fetchAs({ url: sourceUrl(sourceText(path, readSource)), path });
}

/** A plugin's own text. Throws a {@linkcode PluginError} where the file cannot be read. */
export function sourceText(path: string, readSource: ReadSource): string {
  try {
    return readSource(filePath(fileUrl(path)));
  } catch (error) {
    // That Deno has no right to read is the command line's mistake, not the plugin's.
    if (!(error instanceof Error) || error instanceof Deno.errors.NotCapable) throw error;
    throw new PluginError(`${path}: ${error.message}`, { cause: error });
  }
}

/** What the gate throws. */
const CLOSED = Symbol.for("whiff.gate");

/**
 * Loads and links a module with all that it imports, and runs none of it: it is
 * imported behind a module that throws. The next import finds it loaded.
 */
async function fetchAs(module: ImportedAs): Promise<FetchedPlugin> {
  const gate = sourceUrl(`throw Symbol.for("${CLOSED.description}");`);
  const url = JSON.stringify(module.url);
  try {
    await import(sourceUrl(`import "${gate}"; import ${url};`));
  } catch (error) {
    if (error !== CLOSED) throw await importFailure(error, module);
  }
  return { module, evaluate: () => evaluate(module) };
}

async function evaluate(module: ImportedAs): Promise<LoadedPlugin> {
  const exported = (await importModule(module.url, module)).default;
  try {
    return { analyzer: analyzerFrom(exported, nameFromPath(module.path)), module };
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    throw new PluginError(`${module.path}: ${error.message}`);
  }
}

function looksLikePath(named: string): boolean {
  return named.includes("/") || /\.[cm]?[jt]s$/.test(named);
}

function unknownName(named: string): string {
  const names = [...BUILT_IN_ANALYZERS.keys()];
  const near = nearest(named, names);
  const hint = near === undefined ? `there are ${names.join(", ")}.` : `did you mean ${near}?`;
  return `No analyzer is called ${named}; ${hint} A file of yours needs its path, ./${named}.ts`;
}

/** `./my_talkers.ts` is called `my-talkers`. */
function nameFromPath(path: string): string {
  if (/^(data|blob):/.test(path)) return "plugin";
  const base = path.replace(/^.*\//, "").replace(/\.[^.]*$/, "").toLowerCase();
  const words = base.split(/[^a-z0-9]+/).filter((word) => word !== "");
  const name = words.join("-");
  return /^[a-z]/.test(name) ? name : "plugin";
}
