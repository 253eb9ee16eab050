// cli/analyzers.ts: from `--plugin`, `--eval` and `--set` to analyzers at work.
import type { Accepts } from "../core/dispatcher.ts";
import { nearest } from "../core/suggest.ts";
import type { Analyzer } from "../plugins/analyzer.ts";
import type { LoadedPlugin } from "../plugins/load.ts";
import { OptionError, type Options } from "../plugins/option.ts";
import { optionHint, optionValues } from "../plugins/option_values.ts";
import { describeFailure, type ImportedAs, PluginError } from "../plugins/plugin_error.ts";
import { guardProtocol } from "../plugins/protocol.ts";
import type { ProtocolFailure } from "../plugins/protocol_guard.ts";
import { type Failure, RunningAnalyzer } from "../plugins/running.ts";
import type { EffectSinks } from "../plugins/running_context.ts";
import type { Plan, Setting } from "./plan.ts";
import { note } from "./standard_output.ts";
import { UsageError } from "./usage_error.ts";

/** What an analyzer needs to run beside itself. */
export interface RunningParts {
  readonly sinks: EffectSinks;
  /** Compiles a filter for a link type. */
  readonly compile: (filter: string, linkType: number) => Accepts;
}

/** Puts the analyzers to work, with their options set. Throws before any of them runs. */
export function startAnalyzers(
  loaded: readonly LoadedPlugin[],
  settings: readonly Setting[],
  parts: RunningParts,
): RunningAnalyzer[] {
  checkSettings(loaded.map(({ analyzer }) => analyzer), settings);
  return loaded.map((plugin) => startAnalyzer(plugin, settings, parts));
}

/** Puts one analyzer to work. Throws before it runs. */
export function startAnalyzer(
  { analyzer, module }: LoadedPlugin,
  settings: readonly Setting[],
  { sinks, compile }: RunningParts,
): RunningAnalyzer {
  const { name, filter, options: specs } = analyzer.definition;
  const options = valuesFor(name, specs ?? {}, settings);
  try {
    const running = new RunningAnalyzer(analyzer, {
      options,
      sinks,
      filterFor: (linkType) => filter === undefined ? undefined : compile(filter, linkType),
      clock: () => performance.now(),
      onFailure: (failure) => note(failureText(failure, module)),
    });
    for (const protocol of analyzer.definition.protocols ?? []) {
      guardProtocol(protocol, (failure) => {
        running.strayed();
        if (failure.isNews) note(protocolText(failure, module));
      });
    }
    return running;
  } catch (error) {
    // Nothing but the plugin's own `state()` runs in there.
    const text = describeFailure({ error, who: name, where: "state" }, module);
    throw new PluginError(text, { cause: error });
  }
}

/** The settings that are this analyzer's, as values. */
function valuesFor(
  analyzer: string,
  specs: Options,
  settings: readonly Setting[],
): Record<string, unknown> {
  const texts = Object.fromEntries(
    settings.filter(({ analyzer: only, option }) =>
      Object.hasOwn(specs, option) && (only === undefined || only === analyzer)
    ).map(({ option, value }) => [option, value]),
  );
  try {
    return optionValues(analyzer, specs, texts);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new UsageError(`--set ${error.message}`);
  }
}

/** Each setting has to be somebody's. */
function checkSettings(analyzers: readonly Analyzer[], settings: readonly Setting[]): void {
  for (const { analyzer: only, option } of settings) {
    const meant = analyzers.filter(({ definition: { name } }) =>
      only === undefined || name === only
    );
    if (meant.length === 0) {
      const names = analyzers.map(({ definition: { name } }) => name);
      if (only === undefined) throw new UsageError(`--set ${option}: no analyzer is running`);
      const near = nearest(only, names);
      const hint = near === undefined ? `there is ${names.join(", ")}` : `did you mean ${near}?`;
      throw new UsageError(`--set ${option}: no analyzer called ${only} is running; ${hint}`);
    }
    const options = meant.flatMap(({ definition }) => Object.keys(definition.options ?? {}));
    if (options.includes(option)) continue;
    const who = meant.length === 1 ? `${meant[0].definition.name} has` : "the analyzers have";
    throw new UsageError(`--set: ${who} no option ${option}; ${optionHint(option, options)}`);
  }
}

function failureText(
  { error, analyzer, where, quarantined }: Failure,
  module: ImportedAs,
): string {
  const consequence = quarantined
    ? `${analyzer} fails too often and gets no more packets`
    : undefined;
  return `whiff: ${describeFailure({ error, who: analyzer, where, consequence }, module)}`;
}

function protocolText(
  { error, protocol, where, quarantined }: ProtocolFailure,
  module: ImportedAs,
): string {
  const consequence = quarantined
    ? `${protocol} fails too often and is decoded no more`
    : undefined;
  const failure = { error, who: `protocol ${protocol}`, where, consequence };
  return `whiff: ${describeFailure(failure, module)}`;
}

/** The smallest number of bytes of each frame that serves all; 0 when one needs the whole frame. */
export function neededLength(loaded: readonly LoadedPlugin[], atMost: number): number {
  const lengths = loaded.map(({ analyzer }) => analyzer.definition.snapLength ?? 0);
  const needed = lengths.length === 0 || lengths.includes(0) ? 0 : Math.max(...lengths);
  if (atMost === 0 || needed === 0) return atMost === 0 ? needed : atMost;
  return Math.min(needed, atMost);
}

/** The plan once the plugins are known: those that bring protocols alone leave packets to be printed. */
export function planWith(plan: Plan, loaded: readonly LoadedPlugin[]): Plan {
  const silent = loaded.every(({ analyzer: { definition } }) =>
    Object.keys(definition.on).length === 0
  );
  if (loaded.length === 0 || !silent || plan.write !== undefined || plan.countOnly) return plan;
  return { ...plan, printPackets: true, analyzers: [] };
}
