// cli/filters.ts: the capture filter and the analyzers' filters, for the kernel and for ourselves.
import { linkTypeName } from "../core/capture/link_type.ts";
import type { KernelFilter } from "../core/capture/live.ts";
import type { Accepts } from "../core/dispatcher.ts";
import { cookedProgram } from "../core/filter/cooked.ts";
import { isFilterable } from "../core/filter/generate/place.ts";
import {
  type BpfProgram,
  compileFilter,
  DROP_ALL,
  encodeProgram,
  Filter,
  type FilterOptions,
  FilterSyntaxError,
  unionFilters,
} from "../core/filter/mod.ts";
import { fragmentFilter } from "../core/flow/fragment_filter.ts";
import { analyzerFilter, takesNone } from "../plugins/analyzer_filter.ts";
import { followsFlows } from "../plugins/flow_hooks.ts";
import type { LoadedPlugin } from "../plugins/load.ts";
import { PluginError } from "../plugins/plugin_error.ts";
import type { Plan } from "./plan.ts";
import { note } from "./standard_output.ts";

/** What "the whole frame" is to a program: more than any frame has. */
const WHOLE = 262_144;

/** What filters may ask of this host. */
export interface HostFacts {
  /** The kernel's number of an interface, for `ifname`. */
  readonly interfaceIndex?: (name: string) => number | undefined;
  /** The IPv4 network mask of the interface, for `ip broadcast`. */
  readonly netmask?: number;
  /** The text of `/etc/services`, read only for a name that we do not know ourselves. */
  readonly services?: () => string | undefined;
}

/** Compiles all filters of one run. */
export class CaptureFilters {
  readonly #plan: Pick<Plan, "filter" | "filterCompat">;
  readonly #host: HostFacts;
  /** Analyzers' filters over frames that we have, by link type and text. */
  readonly #analyzers = new Map<string, Filter | FilterSyntaxError>();
  /** Notes that were given. */
  readonly #told = new Set<string>();

  constructor(plan: Pick<Plan, "filter" | "filterCompat">, host: HostFacts = {}) {
    this.#plan = plan;
    this.#host = host;
  }

  /** The capture filter over frames that we have; `undefined` when all count. */
  captureFilter(linkType: number): Accepts | undefined {
    return this.#plan.filter === ""
      ? undefined
      : this.filter(this.#plan.filter, { linkType }).matches;
  }

  /**
   * An analyzer's filter over frames that we have. A link type that it makes no sense on has no
   * packets for it, and a note says so of all `plugins`: a file may name interfaces on its way.
   */
  analyzerFilter(text: string, linkType: number, plugins: readonly LoadedPlugin[]): Accepts {
    const filter = this.#analyzerFilter(text, linkType);
    if (filter instanceof Filter) return filter.matches;
    this.#noteUnserved(plugins, linkType);
    return takesNone;
  }

  /** A filter for a link type, with all that this host knows. */
  filter(text: string, options: FilterOptions): Filter {
    const { interfaceIndex, netmask, services } = this.#host;
    const known = { ...options, compat: this.#plan.filterCompat, interfaceIndex, netmask };
    try {
      return compileFilter(text, known);
    } catch (error) {
      // It may be a service that only this host has heard of.
      const more = error instanceof FilterSyntaxError ? services?.() : undefined;
      if (more === undefined) throw error;
      return compileFilter(text, { ...known, services: more });
    }
  }

  /** Says what is probably not meant by the capture filter. */
  warn(linkType: number): void {
    if (this.#plan.filter === "") return;
    for (const warning of this.filter(this.#plan.filter, { linkType }).warnings) {
      note(`whiff: warning: ${warning}: ${this.#plan.filter}`);
    }
  }

  /** Nothing passes; but the capture filter is compiled, so that a mistake in it shows at once. */
  readonly nothing: KernelFilter = (linkType) => {
    this.program([], linkType, 0);
    return encodeProgram(DROP_ALL);
  };

  /**
   * What the kernel runs: frames that pass the capture filter and one of `wanted`, which are all
   * consumers' filters; an empty list is no condition.
   */
  kernelFilter(wanted: readonly string[], snapLength: number): KernelFilter {
    return (linkType, cooked) => {
      const program = this.program(wanted, linkType, snapLength);
      return encodeProgram(cooked ? cookedProgram(program) : program);
    };
  }

  /** The kernel's program, before it is made to fit a cooked socket. */
  program(wanted: readonly string[], linkType: number, snapLength: number): BpfProgram {
    const capture = this.#plan.filter;
    const length = snapLength === 0 ? WHOLE : snapLength;
    const options = { linkType, live: true, snapLength: length };
    if (wanted.length === 0) return this.filter(capture, options).program;
    const filters = wanted.filter((one) => this.#analyzerFilter(one, linkType) instanceof Filter)
      .map((one) => this.filter(joined(capture, one), options));
    if (filters.length === 0) return DROP_ALL;
    return filters.length === 1 ? filters[0].program : unionFilters(filters, length);
  }

  /**
   * The filters of all consumers; empty when one of them wants everything. Each is compiled once
   * for itself, so that a mistake is told as the mistake of its analyzer. Notes say which analyzers
   * get nothing of which link type.
   */
  wanted(
    loaded: readonly LoadedPlugin[],
    everything: boolean,
    linkTypes: readonly number[],
  ): string[] {
    for (const linkType of linkTypes) {
      for (const plugin of loaded) this.#check(plugin, linkType);
      this.#noteUnserved(loaded, linkType);
    }
    const filters = loaded.map(filterOf);
    if (everything || filters.includes("")) return [];
    // Conversations are of whole datagrams: a filter by port would take only their beginnings.
    const fragments = loaded.some(({ analyzer }) => followsFlows(analyzer))
      ? linkTypes.flatMap((linkType) => fragmentFilter(linkType) ?? [])
      : [];
    return [...new Set([...filters, ...fragments])];
  }

  #check(plugin: LoadedPlugin, linkType: number): void {
    try {
      this.#analyzerFilter(filterOf(plugin), linkType);
    } catch (error) {
      if (!(error instanceof FilterSyntaxError)) throw error;
      throw new PluginError(`${plugin.module.path}: ${error.marked}`);
    }
  }

  /** Names the analyzers that get nothing of a link type, a line for each reason. */
  #noteUnserved(plugins: readonly LoadedPlugin[], linkType: number): void {
    const reasons = Map.groupBy(plugins, (plugin) => {
      const filter = this.#analyzerFilter(filterOf(plugin), linkType);
      if (filter instanceof Filter) return undefined;
      return isFilterable(linkType) ? filter.problem : "it cannot be filtered";
    });
    for (const [reason, unserved] of reasons) {
      if (reason === undefined) continue;
      const names = new Set(unserved.map(({ analyzer }) => analyzer.definition.name).sort());
      const who = [...names].join(", ");
      const news = `whiff: nothing of link type ${linkTypeName(linkType)} for ${who}: ${reason}`;
      if (!this.#told.has(news)) note(news);
      this.#told.add(news);
    }
  }

  /** {@linkcode analyzerFilter} with all that this host knows, once for each filter. */
  #analyzerFilter(text: string, linkType: number): Filter | FilterSyntaxError {
    const key = `${linkType} ${text}`;
    const known = this.#analyzers.get(key) ??
      analyzerFilter(text, linkType, (text, options) => this.filter(text, options));
    this.#analyzers.set(key, known);
    return known;
  }
}

/** An analyzer's filter; empty where it wants everything. */
function filterOf({ analyzer }: LoadedPlugin): string {
  return analyzer.definition.filter ?? "";
}

function joined(capture: string, wanted: string): string {
  if (capture === "" || wanted === "") return capture + wanted;
  return `(${capture}) and (${wanted})`;
}
