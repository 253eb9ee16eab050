// cli/filters.ts: the capture filter and the analyzers' filters, for the kernel and for ourselves.
import type { KernelFilter } from "../core/capture/live.ts";
import type { Accepts } from "../core/dispatcher.ts";
import { cookedProgram } from "../core/filter/cooked.ts";
import { compileFilter } from "../core/filter/mod.ts";
import { DROP_ALL, encodeProgram } from "../core/filter/program.ts";
import type { LoadedPlugin } from "../plugins/load.ts";
import { PluginError } from "../plugins/plugin_error.ts";
import { messageFor } from "./exit.ts";
import type { Plan } from "./plan.ts";

/** What "the whole frame" is to a program: more than any frame has. */
const WHOLE = 262_144;

/** Compiles all filters of one run. */
export class CaptureFilters {
  readonly #plan: Pick<Plan, "filter" | "filterCompat">;
  readonly #interfaceIndex: (name: string) => number | undefined;

  /** @param interfaceIndex the kernel's number of an interface, for `ifname` */
  constructor(
    plan: Pick<Plan, "filter" | "filterCompat">,
    interfaceIndex: (name: string) => number | undefined = () => undefined,
  ) {
    this.#plan = plan;
    this.#interfaceIndex = interfaceIndex;
  }

  /** The capture filter over frames that we have; `undefined` when all count. */
  captureFilter(linkType: number): Accepts | undefined {
    return this.#plan.filter === "" ? undefined : this.compile(this.#plan.filter, linkType);
  }

  /** A filter over frames that we have. */
  compile(filter: string, linkType: number): Accepts {
    return compileFilter(filter, { linkType, compat: this.#plan.filterCompat }).matches;
  }

  /** Nothing passes; but the capture filter is compiled, so that a mistake in it shows at once. */
  readonly nothing: KernelFilter = (linkType, cooked) => {
    this.kernelFilter([], 0)(linkType, cooked);
    return encodeProgram(DROP_ALL);
  };

  /**
   * What the kernel runs: frames that pass the capture filter and one of `wanted`, which are all
   * consumers' filters; an empty list is no condition.
   */
  kernelFilter(wanted: readonly string[], snapLength: number): KernelFilter {
    const conditions = [this.#plan.filter, anyOf(wanted)].filter((text) => text !== "");
    const text = conditions.map((condition) => `(${condition})`).join(" and ");
    return (linkType, cooked) => {
      const { program } = compileFilter(text, {
        linkType,
        live: true,
        compat: this.#plan.filterCompat,
        snapLength: snapLength === 0 ? WHOLE : snapLength,
        interfaceIndex: this.#interfaceIndex,
      });
      return encodeProgram(cooked ? cookedProgram(program) : program);
    };
  }

  /**
   * The filters of all consumers; empty when one of them wants everything. Each is compiled once
   * for itself, so that a mistake is told as the mistake of its analyzer.
   */
  wanted(loaded: readonly LoadedPlugin[], everything: boolean, linkType: number): string[] {
    const filters = loaded.map((plugin) => this.#checked(plugin, linkType));
    if (everything || filters.includes(undefined)) return [];
    return [...new Set(filters as string[])];
  }

  #checked({ analyzer, module }: LoadedPlugin, linkType: number): string | undefined {
    const { name, filter } = analyzer.definition;
    if (filter === undefined || filter === "") return undefined;
    try {
      this.compile(filter, linkType);
    } catch (error) {
      throw new PluginError(`${module.path}: the filter of ${name}: ${messageFor(error)}`);
    }
    return filter;
  }
}

function anyOf(filters: readonly string[]): string {
  return filters.map((filter) => `(${filter})`).join(" or ");
}
