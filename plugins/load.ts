// plugins/load.ts: from what the user names to an analyzer, with or without read permission.
import { BUILT_IN_ANALYZERS } from "../analyzers/mod.ts";
import { nearest } from "../core/suggest.ts";
import type { Analyzer } from "./analyzer.ts";
import { describeError, type ImportedAs, messageOf, PluginError } from "./plugin_error.ts";
import { analyzerFrom } from "./validate.ts";

/** A plugin, and the module that it came from, so that its failures can be told by file and line. */
export interface LoadedPlugin {
  readonly analyzer: Analyzer;
  readonly module: ImportedAs;
}

/** Reads a plugin's source where Deno may not: through libc. */
export type ReadSource = (path: string) => string;

const REMOTE = /^(https?|npm|jsr|data|blob):/;

/**
 * Loads what `--plugin` names: a path, a URL, or one of our own by name.
 * Throws a {@linkcode PluginError} that says what is wrong, with file and line.
 *
 * @param readSource how to read a file without read permission
 */
export async function loadPlugin(named: string, readSource: ReadSource): Promise<LoadedPlugin> {
  const builtIn = BUILT_IN_ANALYZERS.get(named);
  if (builtIn !== undefined) {
    const analyzer = analyzerFrom((await builtIn()).default, named);
    return { analyzer, module: { url: `analyzers/${named}`, path: named } };
  }
  if (REMOTE.test(named)) return await importAs(named, { url: named, path: named });
  if (!looksLikePath(named)) throw new PluginError(unknownName(named));
  return await loadFile(named, readSource);
}

/** Makes an analyzer of `--eval`'s code: an expression whose value takes a packet. */
export async function loadEval(code: string): Promise<LoadedPlugin> {
  // The code is on a line of its own, so that places in it are places in the text.
  const source = `export default ({ log, alert, metric, savePacket }: any) => (\n${code}\n);`;
  const url = sourceUrl(source);
  const module: ImportedAs = { url, path: "--eval" };
  const make = (await importModule(url, module)).default as (effects: unknown) => unknown;
  let handler: ((packet: unknown) => unknown) | undefined;
  const analyzer = analyzerFrom((packet: unknown, context: unknown) => {
    handler ??= handlerFrom(make(context));
    handler(packet);
  }, "eval");
  // What is no function is told now, not at the first packet.
  handlerFrom(make({}));
  return { analyzer, module };
}

function handlerFrom(value: unknown): (packet: unknown) => unknown {
  if (typeof value === "function") return value as (packet: unknown) => unknown;
  throw new PluginError(
    `--eval: the value is ${typeof value}, not a function; write such as 'p => p.tcp && log(p.tcp.flags.bits)'`,
  );
}

async function loadFile(path: string, readSource: ReadSource): Promise<LoadedPlugin> {
  const fileUrl = new URL(path, `file://${Deno.cwd()}/`);
  const mayRead = Deno.permissions.querySync({ name: "read", path: fileUrl }).state === "granted";
  if (mayRead) return await importAs(fileUrl.href, { url: fileUrl.href, path });
  const url = sourceUrl(readSource(decodeURIComponent(fileUrl.pathname)));
  return await importAs(url, { url, path });
}

async function importAs(url: string, module: ImportedAs): Promise<LoadedPlugin> {
  const exported = (await importModule(url, module)).default;
  try {
    return { analyzer: analyzerFrom(exported, nameFromPath(module.path)), module };
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    throw new PluginError(`${module.path}: ${error.message}`);
  }
}

async function importModule(url: string, module: ImportedAs): Promise<{ default?: unknown }> {
  try {
    return await import(url);
  } catch (error) {
    throw new PluginError(importProblem(error, module), { cause: error });
  }
}

function importProblem(error: unknown, module: ImportedAs): string {
  const text = error instanceof Error ? messageOf(error, module) : String(error);
  const [, relative] = /Import "(\.{0,2}\/[^"]*)" not a dependency/.exec(text) ?? [];
  if (relative !== undefined) {
    const directory = new URL(".", new URL(module.path, `file://${Deno.cwd()}/`)).pathname;
    return `${module.path}: imports ${relative}, which needs read permission; ` +
      `add --allow-read=${directory} before main.ts`;
  }
  return describeError(error, module);
}

function sourceUrl(source: string): string {
  return URL.createObjectURL(new Blob([source], { type: "application/typescript" }));
}

function looksLikePath(named: string): boolean {
  return named.includes("/") || /\.[cm]?[jt]s$/.test(named);
}

function unknownName(named: string): string {
  const names = [...BUILT_IN_ANALYZERS.keys()];
  const near = nearest(named, names);
  const hint = near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`;
  return `No analyzer is called ${named}; ${hint} A file of yours needs its path, ./${named}.ts`;
}

/** `./my_talkers.ts` is called `my-talkers`. */
function nameFromPath(path: string): string {
  const base = path.replace(/^.*\//, "").replace(/\.[^.]*$/, "").toLowerCase();
  const words = base.split(/[^a-z0-9]+/).filter((word) => word !== "");
  const name = words.join("-");
  return /^[a-z]/.test(name) ? name : "plugin";
}
