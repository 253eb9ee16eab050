// tests/bench/_analyzers.ts: analyzers at work as the command line puts them there, without it.
import { compileFilter } from "../../core/filter/mod.ts";
import type { Analyzer } from "../../plugins/analyzer.ts";
import type { Options } from "../../plugins/option.ts";
import { RunningAnalyzer } from "../../plugins/running.ts";

/** The analyzer with its options as they are by default; what it throws is thrown on. */
export function running(analyzer: Analyzer): RunningAnalyzer {
  const { filter, options = {} } = analyzer.definition;
  return new RunningAnalyzer(analyzer, {
    options: Object.fromEntries(
      Object.entries(options as Options).map(([name, spec]) => [name, spec.default]),
    ),
    sinks: { event() {} },
    filterFor: (linkType) =>
      filter === undefined ? undefined : compileFilter(filter, { linkType }).matches,
    onFailure({ error }) {
      throw error;
    },
  });
}
