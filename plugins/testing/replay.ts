// plugins/testing/replay.ts: runs an analyzer over packets as the host does, and gives back all of it.
import { openInput } from "../../core/capture/deno_file.ts";
import { LinkType } from "../../core/capture/link_type.ts";
import { type MemoryFrame, MemorySource } from "../../core/capture/memory.ts";
import { openCapture } from "../../core/capture/open.ts";
import { linkTypesOf, type Source } from "../../core/capture/source.ts";
import { type Accepts, Dispatcher } from "../../core/dispatcher.ts";
import type { AnalyzerEvent } from "../../core/event.ts";
import { compileFilter, Filter, FilterSyntaxError } from "../../core/filter/mod.ts";
import type { Report } from "../../core/output/report.ts";
import type { Packet } from "../../core/packet.ts";
import type { Analyzer, Context } from "../analyzer.ts";
import { analyzerFilter, takesNone } from "../analyzer_filter.ts";
import { flowEngines } from "../flow_host.ts";
import { optionValues } from "../option_values.ts";
import { registryWith } from "../protocol.ts";
import { type Failure, RunningAnalyzer } from "../running.ts";
import { analyzerFrom } from "../validate.ts";
import { lend, original } from "./_lend.ts";
import { LentSource } from "./_lent_source.ts";

/** Conversations at a time: tests have few, and a table for many takes its time to be made. */
const MAX_FLOWS = 16_384;

/** How to run it; what is left out stands in brackets. */
export interface ReplayOptions {
  /** Values of the analyzer's options, by name, as `--set` would have them [their defaults]. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** A capture filter, in force before the analyzer's own [none]. */
  readonly filter?: string;
  /** Which link type packets in memory have [Ethernet]. */
  readonly linkType?: LinkType;
  /**
   * Go on as the host does [false: the first error is thrown]. When a handler throws, failures are
   * returned, and an analyzer that fails too often is set aside. Of a link type that the analyzer's
   * filter cannot look into, such as 802.11, it gets no packets.
   */
  readonly tolerant?: boolean;
}

/** All that an analyzer did. */
export interface Replayed {
  /** What it reports at the end; `undefined` when it reports nothing. */
  readonly report: Report | undefined;
  /** What it said, in order. */
  readonly events: readonly AnalyzerEvent[];
  /** The packets that it saved, as copies that stay. */
  readonly saved: readonly SavedPacket[];
  /** What its state is at the end. */
  readonly state: unknown;
  /** Packets that passed its filter and reached it. */
  readonly packets: number;
  /** What its handlers threw: the first, and what had it set aside. */
  readonly failures: readonly Failure[];
}

/** A packet that an analyzer saved. */
export interface SavedPacket {
  /** A copy that stays. */
  readonly packet: Packet;
  /** The comment that it gets in the file: the analyzer's name and its reason. */
  readonly comment: string;
}

/**
 * Runs an analyzer over packets, or over a capture file, as the host does:
 * filter, timers, effects, report. But where the host would let it read what
 * the next packet brought, packets and views that are used after the handler
 * returned throw here, and kept bytes are gone.
 *
 * @param input packets in the order of time, or the path of a pcap or pcapng file, which needs
 *   `--allow-read`
 * @example
 * ```ts
 * import { assertEquals, assertStrictEquals } from "@std/assert";
 * import { defineAnalyzer } from "../analyzer.ts";
 * import { ethernet } from "./packet_builder.ts";
 *
 * const pings = defineAnalyzer({
 *   name: "pings",
 *   filter: "icmp",
 *   on: { packet: (packet, { log }) => log("ping", { from: `${packet.ip!.source}` }) },
 * });
 * const { events, packets } = await replay(pings, [
 *   ethernet().ipv4({ source: "10.0.0.1" }).icmp(),
 *   ethernet().ipv4().udp(),
 * ]);
 * assertStrictEquals(packets, 1);
 * assertEquals(events.map((event) => event.kind === "log" && event.fields), [{ from: "10.0.0.1" }]);
 * ```
 */
export async function replay(
  analyzer: Analyzer | ((packet: Packet, context: Context<undefined, unknown>) => void),
  input: Iterable<MemoryFrame> | string | URL,
  options: ReplayOptions = {},
): Promise<Replayed> {
  const checked = analyzerFrom(analyzer, "analyzer");
  const { name, options: specs = {} } = checked.definition;
  const events: AnalyzerEvent[] = [], saved: SavedPacket[] = [], failures: Failure[] = [];
  const ownFilterFor = analyzerFilterFor(checked.definition.filter, options.tolerant);
  const captureFilterFor = filterFor(options.filter);
  const running = new RunningAnalyzer(lending(checked), {
    options: optionValues(name, specs, texts(options.options)),
    sinks: {
      event: (event) => void events.push(event),
      save: (packet, comment) => void saved.push({ packet: original(packet).keep(), comment }),
    },
    filterFor: ownFilterFor,
    onFailure(failure) {
      if (!options.tolerant) throw failure.error;
      failures.push(failure);
    },
  });
  using source = new LentSource(await openSource(input, options.linkType));
  // A filter that is wrong is told without a packet, too.
  for (const linkType of linkTypesOf(source)) {
    for (const filterFor of [ownFilterFor, captureFilterFor]) filterFor(linkType);
  }
  const consumers = [...flowEngines([running], { maxFlows: MAX_FLOWS }), running];
  const dispatcher = new Dispatcher({
    consumers,
    filterFor: captureFilterFor,
    registry: registryWith(checked.definition.protocols ?? []),
  });
  await dispatcher.run(source);
  const report = running.report(dispatcher.nowMs);
  return { report, events, saved, state: running.state, packets: running.packets, failures };
}

async function openSource(
  input: Iterable<MemoryFrame> | string | URL,
  linkType: LinkType = LinkType.Ethernet,
): Promise<Source> {
  if (typeof input === "string" || input instanceof URL) {
    return await openCapture(openInput(input), { name: String(input) });
  }
  return new MemorySource(input, { interfaces: [{ linkType, snapLength: 0 }] });
}

/** The analyzer with hooks that get what they are lent behind proxies. */
function lending(analyzer: Analyzer): Analyzer {
  const { every, ...hooks } = analyzer.definition.on;
  const lent = Object.entries(hooks).map(([name, run]) => [name, lendingHook(run as Hook)]);
  const on = { ...Object.fromEntries(lent), ...(every === undefined ? {} : { every }) };
  return { ...analyzer, definition: { ...analyzer.definition, on } };
}

type Hook = (subject: object, context: unknown) => void;

function lendingHook(run: Hook): Hook {
  return (subject, context) => {
    const loan = lend(subject);
    try {
      run(loan.lent, context);
    } finally {
      loan.end();
    }
  };
}

type FilterFor = (linkType: LinkType) => Accepts | undefined;

/** The capture filter has to make sense on every link type, as in a run. */
function filterFor(filter = ""): FilterFor {
  if (filter === "") return () => undefined;
  return (linkType) => compileFilter(filter, { linkType }).matches;
}

/** A run goes on without the packets that the filter cannot look into; a test would wonder. */
function analyzerFilterFor(filter = "", tolerant = false): FilterFor {
  if (filter === "") return () => undefined;
  return (linkType) => {
    const compiled = analyzerFilter(filter, linkType);
    if (compiled instanceof Filter) return compiled.matches;
    if (tolerant) return takesNone;
    const { problem, text, offset, length } = compiled;
    throw new FilterSyntaxError(problem, text, offset, length, UNSERVED);
  };
}

const UNSERVED =
  "a run gives the analyzer no packets of this link type, with a note: leave out its " +
  "filter to have them, or replay with `tolerant: true` to go on without";

function texts(values: ReplayOptions["options"] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, `${value}`]));
}
