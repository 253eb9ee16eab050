// plugins/plugin_error.ts: what is wrong with a plugin, in the plugin's own file and lines.
import { stripAnsiCode } from "@std/fmt/colors";

/** A plugin cannot be used; the message is for its author. Exit code 4. */
export class PluginError extends Error {
  override readonly name = "PluginError";
}

/** A module that was imported from another address than its own. */
export interface ImportedAs {
  /** What the runtime calls it: `blob:…` or `file://…`. */
  readonly url: string;
  /** What the user calls it: `./mytalkers.ts`. */
  readonly path: string;
  /** The user's text, where it was not a file: a place in it is shown. */
  readonly text?: string;
  /** Lines of ours that stand before the user's text; none when left out. */
  readonly linesBefore?: number;
}

/** One place in a plugin's source. Lines and columns count from 1. */
export interface SourcePlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** The first place in the plugin that the error's stack names; `undefined` when there is none. */
export function placeOf(error: unknown, module: ImportedAs): SourcePlace | undefined {
  const [, ...behind] = splitAtModule(errorText(error), module);
  const [, line, column] = /^:(\d+):(\d+)/.exec(behind[0] ?? "") ?? [];
  if (line === undefined) return undefined;
  return { path: module.path, line: lineOf(line, module), column: Number(column) };
}

/**
 * `mytalkers.ts:7:15: TypeError: Cannot read …`: an error as a line for the plugin's author. Where
 * the text is on the command line, its line follows, with a caret under the place.
 */
export function describeError(error: unknown, module: ImportedAs): string {
  const place = placeOf(error, module);
  if (place !== undefined && module.text !== undefined) {
    return describeInText(error, place, module.text, module);
  }
  const what = error instanceof Error ? namedMessage(error, module) : String(error);
  if (place === undefined) return `${module.path}: ${what}`;
  const where = `${place.path}:${place.line}:${place.column}`;
  // The parser tells the place as well.
  return `${where}: ${what.replace(` at ${where}`, "")}`;
}

/** An error of a plugin at work. */
export interface PluginFailure {
  readonly error: unknown;
  /** Whose it is: the analyzer's name, or the protocol's. */
  readonly who: string;
  /** The part that threw: `on.packet`, `report`. */
  readonly where: string;
  /** A sentence on what comes of it. */
  readonly consequence?: string;
}

/**
 * `mytalkers.ts:7:15: TypeError: Cannot read … (my-talkers, on.packet)`: a failure as a line for the
 * plugin's author. One of our own is called as its module is, and named once.
 */
export function describeFailure(
  { error, who, where, consequence }: PluginFailure,
  module: ImportedAs,
): string {
  // The text of --eval, with its caret, stays below.
  const [first, ...shown] = describeError(error, module).split("\n");
  const part = who === module.path ? where : `${who}, ${where}`;
  const outcome = consequence === undefined ? "" : `; ${consequence}`;
  return [`${first} (${part})${outcome}`, ...shown].join("\n");
}

function describeInText(
  error: unknown,
  { line, column }: SourcePlace,
  text: string,
  module: ImportedAs,
): string {
  const lines = text.split("\n");
  if (line > lines.length) {
    // The parser has come to what we put behind the text.
    const end = { line: lines.length, column: lines.at(-1)!.length + 1 };
    return inText(
      module,
      end,
      "SyntaxError: brackets or quotes do not pair up, or the end is missing",
    );
  }
  const what = error instanceof Error ? namedMessage(error, module) : String(error);
  // The parser shows lines around the place, ours among them.
  return inText(module, { line, column }, what.replace(/\n[^]*/, "").replace(/ at \S+$/, ""));
}

/** `--eval:1:8: what`, the line of the text that it is about, and carets under the place. */
export function inText(
  { path, text = "" }: ImportedAs,
  { line, column }: Pick<SourcePlace, "line" | "column">,
  what: string,
  length = 1,
): string {
  const shown = text.split("\n")[line - 1];
  // A tab keeps its width above the caret, whatever it is.
  const indent = shown.slice(0, column - 1).replaceAll(/[^\t]/g, " ");
  return `${path}:${line}:${column}: ${what}\n  ${shown}\n  ${indent}${"^".repeat(length)}`;
}

/** What Deno could not import has the name of the parser's error in its message already. */
function namedMessage(error: Error, module: ImportedAs): string {
  const message = messageOf(error, module);
  return /^\w+Error: /.test(message) ? message : `${error.name}: ${message}`;
}

/** The message without colours, addresses of the runtime's own, and the place that stands before it. */
export function messageOf(error: Error, module: ImportedAs): string {
  const [first, ...others] = splitAtModule(stripAnsiCode(error.message), module);
  const message = others.map((text) =>
    module.path + text.replace(/^:(\d+)/, (_, line) => `:${lineOf(line, module)}`)
  );
  return [first, ...message].join("").replace(/\n\s+at \S+$/, "").trimEnd();
}

/** A line of what was imported, as the line of the user's text. */
function lineOf(line: string, { linesBefore = 0 }: ImportedAs): number {
  return Math.max(1, Number(line) - linesBefore);
}

/** What stands around the module's address, which stacks give with its `%20` as blanks. */
function splitAtModule(text: string, { url }: ImportedAs): string[] {
  const shown = url.startsWith("file:") ? decodeURIComponent(url) : url;
  return text.replaceAll(url, shown).split(shown);
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return stripAnsiCode(`${error.message}\n${error.stack ?? ""}`);
}
