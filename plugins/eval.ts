// plugins/eval.ts: `--eval`: an analyzer on the command line.
import { Packet } from "../core/packet.ts";
import { didYouMean } from "../core/suggest.ts";
import { importModule, sourceUrl } from "./_import.ts";
import type { FetchedPlugin, LoadedPlugin } from "./load.ts";
import { describeError, type ImportedAs, inText, PluginError } from "./plugin_error.ts";
import { type PluginProtocol, registryWith } from "./protocol.ts";
import { analyzerFrom, asyncText, isAsync } from "./validate.ts";

const FOR_EXAMPLE = "write such as 'p => p.tcp && log(p.tcp.flags.bits)'";

/**
 * Takes `--eval`'s code: an expression whose value takes a packet. To evaluate
 * it throws a {@linkcode PluginError} that shows the place of a mistake.
 */
export function fetchEval(code: string): FetchedPlugin {
  if (code.trim() === "") throw new PluginError(`--eval: there is nothing; ${FOR_EXAMPLE}`);
  // The code is on a line of its own, so that places in it are places in the text.
  const source = `export default ({ log, alert, metric, savePacket }: any) => (\n${code}\n);`;
  const url = sourceUrl(source);
  const module: ImportedAs = { url, path: "--eval", text: code, linesBefore: 1 };
  return { module, evaluate: () => evaluate(module) };
}

async function evaluate(module: ImportedAs): Promise<LoadedPlugin> {
  const make = (await importModule(module.url, module)).default as (effects: unknown) => unknown;
  let handler: ((packet: unknown) => unknown) | undefined;
  const analyzer = analyzerFrom((packet: unknown, context: unknown) => {
    handler ??= handlerFrom(make(context));
    handler(packet);
  }, "eval");
  // What is no function is told now, not at the first packet.
  try {
    handlerFrom(make({}));
  } catch (error) {
    if (error instanceof PluginError) throw error;
    throw new PluginError(describeError(error, module), { cause: error });
  }
  return { analyzer, module };
}

function handlerFrom(value: unknown): (packet: unknown) => unknown {
  if (isAsync(value)) throw new PluginError(`--eval: ${asyncText("the function", "a packet")}`);
  if (typeof value === "function") return value as (packet: unknown) => unknown;
  throw new PluginError(`--eval: the value is ${typeof value}, not a function; ${FOR_EXAMPLE}`);
}

/** A function's only parameter, where the text begins with it: `p =>`, `(packet: Packet) =>`. */
const PARAMETER = /^\s*\(?\s*([A-Za-z_$][\w$]*)\s*(?::[^=)]*)?\)?\s*=>/;

/**
 * Types are erased from `--eval`, and `p.tpc?.flags` would be `undefined` for ever: so what it asks
 * packets and their views for is looked up. Throws a {@linkcode PluginError} that shows the place.
 *
 * @param module any of the run's; only those with a text are looked at
 * @param protocols those that the run's plugins bring
 */
export function checkEval(module: ImportedAs, protocols: readonly PluginProtocol[]): void {
  const { text } = module;
  const [, parameter] = PARAMETER.exec(text ?? "") ?? [];
  if (text === undefined || parameter === undefined) return;
  const code = withoutStrings(text);
  const name = parameter.replaceAll("$", "\\$");
  // Where the name means something else as well, nothing can be said.
  if ([...code.matchAll(new RegExp(`(?<![\\w$.])${name}\\s*(=>|[,)=:](?!=))`, "g"))].length > 1) {
    return;
  }
  const uses = new RegExp(`(?<=(?<![\\w$.])${name}[?!]?\\.)(\\w+)(?:[?!]?\\.(\\w+))?`, "g");
  const packet = new Packet(registryWith(protocols));
  for (const { 0: use, 1: first, 2: second, index } of code.matchAll(uses)) {
    if (!(first in packet)) {
      throw misspelt(module, text, index, "packets have", first, packet);
    }
    const names = first === "ip" ? ["ipv4", "ipv6"] : [first];
    const views = names.flatMap((name) =>
      packet.views[packet.registry.byName(name)?.id ?? 0] ?? []
    );
    if (second === undefined || views.length === 0 || views.some((view) => second in view)) {
      continue;
    }
    const at = index + use.length - second.length;
    throw misspelt(module, text, at, `${first} has`, second, views[0]);
  }
}

function misspelt(
  module: ImportedAs,
  text: string,
  at: number,
  whoHas: string,
  name: string,
  owner: object,
): PluginError {
  const line = text.slice(0, at).split("\n").length;
  const column = at - text.lastIndexOf("\n", at - 1);
  const hint = didYouMean(name, propertiesOf(owner));
  const what = `${whoHas} no ${name}${hint === "" ? "" : `; ${hint}`}`;
  return new PluginError(inText(module, { line, column }, what, name.length));
}

/** All names that an object answers to, its classes' included. */
function propertiesOf(object: object): string[] {
  const names: string[] = [];
  for (let at = object; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    names.push(...Object.getOwnPropertyNames(at));
  }
  return names;
}

/** The code with blanks for what stands in quotes, so that places stay. */
function withoutStrings(code: string): string {
  return code.replaceAll(/(["'])(?:\\.|(?!\1)[^\\\n])*\1/g, (text) => " ".repeat(text.length));
}
