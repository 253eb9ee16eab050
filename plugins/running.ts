// plugins/running.ts: one analyzer at work: its state, its clock, its effects, its failures.
import type { Accepts, Consumer } from "../core/dispatcher.ts";
import type { FlowEventName, FlowEvents, FlowSubscriber } from "../core/flow/subscriber.ts";
import type { Report } from "../core/output/report.ts";
import type { Packet } from "../core/packet.ts";
import type { Analyzer, Hooks, Interval } from "./analyzer.ts";
import { parseDuration } from "./duration.ts";
import { QUARANTINE } from "./quarantine.ts";
import { type AnyContext, type EffectSinks, RunningContext } from "./running_context.ts";
import { evictionsOf, loadState, saveState } from "./state.ts";
import { checkReport } from "./validate_report.ts";

/** What the host gives an analyzer to run with. */
export interface RunningOptions {
  /** By name, already parsed. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly sinks: EffectSinks;
  /** The analyzer's filter, compiled for a link type. */
  readonly filterFor: (linkType: number) => Accepts | undefined;
  /** Told of the first failure in each place, and of the quarantine. */
  readonly onFailure: (failure: Failure) => void;
  /** Milliseconds, for measuring how long handlers take; they are not measured where it is left out. */
  readonly clock?: () => number;
}

/** A handler threw. */
export interface Failure {
  /** Whose handler it was. */
  readonly analyzer: string;
  /** `on.packet`, `on.flowEnd`, `on.every["1s"]`, `report`. */
  readonly where: string;
  /** What it threw. */
  readonly error: unknown;
  /** Set when the analyzer gets no more packets from now on. */
  readonly quarantined: boolean;
}

/** One packet in so many is measured, and one event in fewer; powers of two. */
const SAMPLE_EVERY = 64, EVENT_SAMPLE_EVERY = 4;

type PacketHandler = (packet: Packet, context: AnyContext) => void;

/** A hook of a conversation; `where` names it in a failure. */
interface FlowHandler {
  readonly where: string;
  readonly run: (subject: FlowEvents[FlowEventName], context: AnyContext) => void;
}

interface Timer {
  readonly where: string;
  readonly intervalMs: number;
  readonly run: (context: AnyContext) => void;
  dueMs: number;
}

/**
 * One analyzer at work. It never throws: what its handlers throw is counted,
 * the first in each place is told, and an analyzer that fails too often is set aside with
 * its state, which is still reported.
 */
export class RunningAnalyzer implements Consumer, FlowSubscriber {
  readonly name: string;
  readonly analyzer: Analyzer;
  readonly state: unknown;
  /** Packets handed over. */
  packets = 0;
  /** Conversations, messages and pieces of streams handed over. */
  events = 0;
  /** Handlers that threw. */
  failures = 0;
  quarantined = false;
  /** Calls of `on.packet` that were measured. */
  samples = 0;
  /** Events that were measured. */
  eventSamples = 0;
  dueMs = Infinity;
  /** Hands over a packet that the filter accepts; nothing where the analyzer wants none. */
  packet: (packet: Packet) => void = ignore;
  /** The hooks of conversations that it has. */
  readonly wants: ReadonlySet<string>;

  readonly #context: RunningContext;
  readonly #timers: readonly Timer[];
  readonly #clock: () => number;
  readonly #eventMask: number;
  readonly #filterFor: RunningOptions["filterFor"];
  readonly #onFailure: RunningOptions["onFailure"];
  readonly #flowHandlers: ReadonlyMap<string, FlowHandler>;
  /** Packets and events whose handlers threw. */
  #failedCalls = 0;
  /** The places of failures that were told. */
  readonly #told = new Set<string>();
  #failuresInARow = 0;
  /** Calls that had gone well when the last failure came. */
  #wellAtFailure = 0;
  #windowStart = 0;
  #failuresAtWindowStart = 0;
  #firstMs = 0;
  #sampledMs = 0;
  #eventsSampledMs = 0;

  constructor(analyzer: Analyzer, options: RunningOptions) {
    const { definition } = analyzer;
    this.analyzer = analyzer;
    this.name = definition.name;
    this.#clock = options.clock ?? (() => 0);
    // Without a clock no event's number is the one to measure, nor any packet's.
    this.#eventMask = options.clock === undefined ? -1 : EVENT_SAMPLE_EVERY - 1;
    this.#filterFor = options.filterFor;
    this.#onFailure = options.onFailure;
    this.state = definition.state?.(options.options as never);
    this.#context = new RunningContext(this.name, this.state, options);
    const handler = definition.on.packet as PacketHandler | undefined;
    const sampleMask = options.clock === undefined ? -1 : SAMPLE_EVERY - 1;
    if (handler !== undefined) {
      this.packet = packetCall(this, handler, this.#context, sampleMask);
    }
    this.#flowHandlers = flowHandlersOf(definition.on);
    this.wants = new Set(this.#flowHandlers.keys());
    this.#timers = timersOf(definition.on.every);
  }

  filterFor(linkType: number): Accepts | undefined {
    if (this.packet === ignore) return () => false;
    return this.#filterFor(linkType);
  }

  /** For {@linkcode packet}: hands one over and measures how long that takes. @ignore */
  measured(packet: Packet, handler: PacketHandler): void {
    const startMs = this.#clock();
    handler(packet, this.#context);
    this.samples++;
    this.#sampledMs += this.#clock() - startMs;
  }

  /** For {@linkcode packet}: counts what the handler has thrown. @ignore */
  failedOnPacket(error: unknown): void {
    this.#failedCalls++;
    this.#failed("on.packet", error);
  }

  /** Packets and events handed over. */
  get #calls(): number {
    return this.packets + this.events;
  }

  /** What its containers let go of to stay within their bounds. */
  get evictions(): number {
    return evictionsOf(this.state);
  }

  /** Alerts that were held back since the last of their kind was shown. */
  get untoldAlerts(): number {
    return this.#context.untoldAlerts;
  }

  /** How long `on.packet` takes, on average of those measured; `undefined` where none was. */
  get microsecondsPerPacket(): number | undefined {
    return this.samples === 0 ? undefined : this.#sampledMs * 1000 / this.samples;
  }

  /** The same of events. */
  get microsecondsPerEvent(): number | undefined {
    return this.eventSamples === 0 ? undefined : this.#eventsSampledMs * 1000 / this.eventSamples;
  }

  flowFilterFor(linkType: number): Accepts | undefined {
    return this.#filterFor(linkType);
  }

  deliver<Name extends FlowEventName>(
    name: Name,
    subject: FlowEvents[Name],
    packet: Packet | undefined,
    timeMs: number,
  ): void {
    const handler = this.#flowHandlers.get(name);
    if (handler === undefined || this.quarantined) return;
    this.events++;
    this.#context.nowMs = timeMs;
    // As in Packet.set(): to store an object costs more than to look.
    if (this.#context.packet !== packet) this.#context.packet = packet;
    const sampled = (this.events & this.#eventMask) === 0;
    const startMs = sampled ? this.#clock() : 0;
    try {
      handler.run(subject, this.#context);
    } catch (error) {
      this.#failedCalls++;
      this.#failed(handler.where, error);
    }
    if (!sampled) return;
    this.eventSamples++;
    this.#eventsSampledMs += this.#clock() - startMs;
  }

  begin(timeMs: number): void {
    if (this.#firstMs === 0) this.#firstMs = timeMs;
    this.#context.nowMs = timeMs;
    for (const timer of this.#timers) timer.dueMs = timeMs + timer.intervalMs;
    this.#schedule();
  }

  tick(timeMs: number): void {
    for (const timer of this.#timers) {
      while (timer.dueMs <= timeMs && !this.quarantined) {
        this.#context.nowMs = timer.dueMs;
        // A long silence is one tick, not thousands: the next is a whole interval ahead.
        const behind = Math.floor((timeMs - timer.dueMs) / timer.intervalMs);
        timer.dueMs += (behind + 1) * timer.intervalMs;
        try {
          timer.run(this.#context);
        } catch (error) {
          this.#failed(timer.where, error);
        }
      }
    }
    this.#context.nowMs = timeMs;
    this.#schedule();
  }

  /**
   * Goes on with what another version of the analyzer has remembered and counted. Gives
   * a sentence for each part that does not fit, which begins anew.
   */
  takeOver(old: RunningAnalyzer): string[] {
    this.packets = old.packets;
    this.events = old.events;
    this.#windowStart = old.#calls;
    this.failures = this.#failuresAtWindowStart = old.failures;
    this.#context.takeOver(old.#context);
    const problems = loadState(this.state, structuredClone(saveState(old.state)));
    if (problems.length === 0) this.#firstMs = old.#firstMs;
    return problems;
  }

  /** Counts what the analyzer threw where nobody called it: in a promise or timer of its own. */
  strayed(): void {
    this.failures++;
  }

  /** What the analyzer found so far; `undefined` when it reports nothing, or its report fails or has no such shape. */
  report(nowMs: number): Report | undefined {
    const { report } = this.analyzer.definition;
    if (report === undefined) return undefined;
    const elapsedMs = this.#firstMs === 0 ? 0 : nowMs - this.#firstMs;
    try {
      const { state } = this;
      const options = this.#context.options as never;
      return checkReport(report({ state, options, nowMs, elapsedMs }));
    } catch (error) {
      this.#failed("report", error);
      return undefined;
    }
  }

  #schedule(): void {
    this.dueMs = this.quarantined
      ? Infinity
      : Math.min(Infinity, ...this.#timers.map(({ dueMs }) => dueMs));
  }

  #failed(where: string, error: unknown): void {
    this.failures++;
    const well = this.#calls - this.#failedCalls;
    this.#failuresInARow = well === this.#wellAtFailure ? this.#failuresInARow + 1 : 1;
    this.#wellAtFailure = well;
    if (this.#calls - this.#windowStart > QUARANTINE.WINDOW_CALLS) {
      this.#windowStart = this.#calls;
      this.#failuresAtWindowStart = this.failures - 1;
    }
    const inWindow = this.failures - this.#failuresAtWindowStart;
    const tooMany = this.#failuresInARow >= QUARANTINE.IN_A_ROW || inWindow >= QUARANTINE.IN_WINDOW;
    if (tooMany && !this.quarantined) {
      this.quarantined = true;
      this.packet = ignore;
      this.dueMs = Infinity;
    } else if (this.#told.has(where)) {
      return;
    }
    this.#told.add(where);
    this.#onFailure({ analyzer: this.name, where, error, quarantined: this.quarantined });
  }
}

function ignore(): void {}

/**
 * An analyzer's `packet`, a function of its own for each: the engine then knows whose handler is
 * called, and compiles the two together (tests/bench/analyzers_bench.ts).
 */
function packetCall(
  analyzer: RunningAnalyzer,
  handler: PacketHandler,
  context: RunningContext,
  sampleMask: number,
): (packet: Packet) => void {
  const source = `"use strict";
return (packet) => {
  const count = ++analyzer.packets;
  // As in Packet.set(): to store an object costs more than to look.
  if (context.packet !== packet) context.packet = packet;
  try {
    if ((count & sampleMask) === 0) analyzer.measured(packet, handler);
    else handler(packet, context);
  } catch (error) {
    analyzer.failedOnPacket(error);
  }
};`;
  return new Function("analyzer", "handler", "context", "sampleMask", source)(
    analyzer,
    handler,
    context,
    sampleMask,
  );
}

/** The hooks of conversations: all but those that the dispatcher serves. */
function flowHandlersOf(on: Hooks<unknown, never>): Map<string, FlowHandler> {
  const handlers = new Map<string, FlowHandler>();
  for (const [name, run] of Object.entries(on)) {
    if (name === "packet" || name === "every" || run === undefined) continue;
    handlers.set(name, { where: `on.${name}`, run: run as FlowHandler["run"] });
  }
  return handlers;
}

function timersOf(every: Readonly<Record<Interval, Timer["run"]>> | undefined): Timer[] {
  return Object.entries(every ?? {}).map(([interval, run]) => ({
    where: `on.every["${interval}"]`,
    intervalMs: parseDuration(interval),
    run,
    dueMs: Infinity,
  }));
}
