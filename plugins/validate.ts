// plugins/validate.ts: a sentence for each way in which a plugin's shape can be wrong.
import { meantOrAll, nearest } from "../core/suggest.ts";
import {
  type Analyzer,
  type AnalyzerDefinition,
  defineAnalyzer,
  isAnalyzer,
  type PermissionRequest,
} from "./analyzer.ts";
import { parseDuration } from "./duration.ts";
import { kindOf } from "./kind_of.ts";
import { PluginError } from "./plugin_error.ts";
import { isOption } from "./option.ts";
import { isProtocol } from "./protocol.ts";

type Definition = AnalyzerDefinition<Record<never, never>, unknown>;

/** The properties of a definition, and what each has to be. */
const PROPERTIES: Readonly<Record<keyof Definition, string>> = {
  name: "string",
  description: "string",
  filter: "string",
  snapLength: "number",
  options: "object",
  protocols: "object",
  permissions: "object",
  state: "function",
  on: "object",
  report: "function",
};

/** The hooks, and what each has to be. */
const HOOKS: Readonly<Record<keyof Definition["on"], string>> = {
  packet: "function",
  flowStart: "function",
  flowEnd: "function",
  service: "function",
  stream: "function",
  dns: "function",
  tls: "function",
  http: "function",
  quic: "function",
  dhcp: "function",
  ntp: "function",
  ssh: "function",
  every: "object",
};

/** What an analyzer may ask for. */
const RIGHTS: readonly (keyof PermissionRequest)[] = ["net", "read", "write", "env"];

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * The analyzer that a module's default export is. A plain function is an
 * `on.packet`, and its analyzer is called `fallbackName`. Throws a
 * {@linkcode PluginError} that says what is wrong and how it should be.
 */
export function analyzerFrom(exported: unknown, fallbackName: string): Analyzer {
  if (typeof exported === "function") {
    if (isAsync(exported)) throw new PluginError(asyncText("its default export", "a packet"));
    const packet = exported as (packet: unknown, context: unknown) => void;
    return defineAnalyzer({ name: fallbackName, on: { packet } });
  }
  if (exported === undefined) {
    throw new PluginError("has no default export; write `export default defineAnalyzer({ … })`");
  }
  // A protocol by itself: the run decodes it, and that is all that the plugin does.
  if (isProtocol(exported)) {
    return defineAnalyzer({ name: fallbackName, protocols: [exported], on: {} });
  }
  if (!isAnalyzer(exported)) {
    throw new PluginError(
      `its default export is ${kindOf(exported)}; write \`export default defineAnalyzer({ … })\``,
    );
  }
  checkDefinition(exported.definition as unknown as Readonly<Record<string, unknown>>);
  return exported;
}

function checkDefinition(definition: Readonly<Record<string, unknown>>): void {
  checkKeys("", definition, PROPERTIES);
  const { name, on, snapLength = 0, options = {}, state, report } = definition;
  if (typeof name !== "string") {
    throw new PluginError('has no `name`; give it one, `name: "my-talkers"`');
  }
  if (!NAME.test(name)) {
    throw new PluginError(`its name "${name}" has to be lower-case words with hyphens between`);
  }
  if (typeof on !== "object" || on === null) {
    throw new PluginError("has no `on`; say what it wants, `on: { packet(packet) { … } }`");
  }
  const hooks = on as Readonly<Record<string, unknown>>;
  checkKeys("on.", hooks, HOOKS);
  if (Object.keys(hooks).length === 0) {
    throw new PluginError("`on` is empty: the analyzer would never be called");
  }
  for (const [hook, handler] of Object.entries(hooks)) {
    const subject = hook === "packet" ? "a packet" : "what it gets";
    if (isAsync(handler)) throw new PluginError(asyncText(`\`on.${hook}\``, subject));
  }
  for (const [property, made] of Object.entries({ state, report })) {
    if (isAsync(made)) {
      throw new PluginError(`\`${property}\` is async; what it makes is needed when it returns`);
    }
  }
  checkIntervals(hooks.every);
  checkPermissions(definition.permissions);
  if (!Number.isSafeInteger(snapLength) || (snapLength as number) < 0) {
    throw new PluginError(
      `\`snapLength\` is ${snapLength}; it has to be a number of bytes, 0 for all`,
    );
  }
  for (const [option, spec] of Object.entries(options as object)) {
    if (!isOption(spec)) {
      throw new PluginError(
        `\`options.${option}\` is ${kindOf(spec)}; ` +
          `write what \`option\` makes, such as \`option.integer(10, "rows to show")\``,
      );
    }
  }
  const { protocols = [] } = definition;
  if (!Array.isArray(protocols) || !protocols.every(isProtocol)) {
    throw new PluginError("`protocols` has to be a list of what `defineProtocol` makes");
  }
}

function checkKeys(
  prefix: string,
  object: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, string>>,
): void {
  for (const [key, value] of Object.entries(object)) {
    if (!Object.hasOwn(known, key)) {
      const near = nearest(key, Object.keys(known));
      const hint = near === undefined
        ? `there are ${Object.keys(known).join(", ")}`
        : `did you mean \`${prefix}${near}\`?`;
      throw new PluginError(`does not know \`${prefix}${key}\`; ${hint}`);
    }
    const expected = known[key];
    if (typeof value === expected && value !== null) continue;
    // A property that is undefined is one that was left out; a hook that is, was meant to be there.
    if (value === undefined && prefix === "") continue;
    const article = expected === "object" ? "an" : "a";
    throw new PluginError(
      `\`${prefix}${key}\` is ${kindOf(value)}; it has to be ${article} ${expected}`,
    );
  }
}

/** Whether a function gives a promise, which would be settled after what it got is gone. */
export function isAsync(value: unknown): boolean {
  return Object.prototype.toString.call(value).startsWith("[object Async");
}

/** Why `what` cannot be async. */
export function asyncText(what: string, subject: string): string {
  return `${what} is async; ${subject} is lent until the handler returns, so it cannot be`;
}

function checkPermissions(permissions: unknown): void {
  for (const [right, whats] of Object.entries(permissions ?? {})) {
    if (!RIGHTS.some((known) => known === right)) {
      throw new PluginError(
        `\`permissions\` does not know \`${right}\`; ${meantOrAll(right, RIGHTS)}`,
      );
    }
    if (!Array.isArray(whats) || !whats.every((what) => typeof what === "string")) {
      throw new PluginError(`\`permissions.${right}\` has to be a list of texts`);
    }
  }
}

function checkIntervals(every: unknown): void {
  for (const [interval, handler] of Object.entries(every ?? {})) {
    try {
      if (!(parseDuration(interval) > 0)) throw new RangeError(`"${interval}" is no time at all`);
    } catch (error) {
      throw new PluginError(`\`on.every\`: ${(error as Error).message}`);
    }
    if (typeof handler !== "function") {
      throw new PluginError(
        `\`on.every["${interval}"]\` is ${kindOf(handler)}; it has to be a function`,
      );
    }
    if (isAsync(handler)) {
      throw new PluginError(asyncText(`\`on.every["${interval}"]\``, "its context"));
    }
  }
}
