// cli/session.ts: one run over a source: signals, deadlines, reports, the summary.
import type { Source } from "../core/capture/source.ts";
import { type Consumer, Dispatcher, type DispatcherOptions } from "../core/dispatcher.ts";
import type { FlowEngine } from "../core/flow/engine.ts";
import type { ProtocolRegistry } from "../core/wire/table.ts";
import type { Loss } from "../core/output/report.ts";
import type { RunningAnalyzer } from "../plugins/running.ts";
import { ExitCode } from "./exit.ts";
import type { Outputs } from "./outputs.ts";
import { listenToSignals } from "./signals.ts";
import { slowAnalyzers, statisticsText } from "./statistics_text.ts";
import { countsLine, summary } from "./summary.ts";
import { note, OutputError, type StandardOutput } from "./standard_output.ts";

/** How often an idle live capture is told that time passes. */
const IDLE_MS = 200;
/** How often `--watch` looks. */
const WATCH_MS = 300;
/** The event loop gets its turn this often, however slow an analyzer is. */
const TURN_MS = 10;
/** After a signal, what the ring still has is read for so long. */
const DRAIN_MS = 1_000;
/** Packets that were on the wire so long ago are sure to have been read. */
const LAG_MS = 100;

/** What a session is made of. */
export interface SessionParts {
  readonly source: Source;
  readonly live: boolean;
  /** Said when the session is ready for signals. */
  readonly startLine: string;
  readonly onReady?: () => void;
  /** Hands on what else waits after a batch of a live capture. */
  readonly onBatch?: () => void;
  readonly analyzers: readonly RunningAnalyzer[];
  /** What follows conversations for them. */
  readonly flows: readonly FlowEngine[];
  /** `--watch`: called now and then, to see whether a plugin has changed. */
  readonly watch?: () => void;
  /** Everybody who gets packets, the analyzers among them, in their order. */
  readonly consumers: readonly Consumer[];
  readonly outputs: Outputs;
  /** Undoes what must not stay behind, when there is no time for more. */
  readonly abandon?: () => void;
  readonly standardOutput: StandardOutput;
  readonly filterFor?: DispatcherOptions["filterFor"];
  /** The protocols to decode. */
  readonly registry: ProtocolRegistry;
  /** Tell at the end how each analyzer did. */
  readonly statistics: boolean;
  /** End with {@linkcode ExitCode.Loss} if packets were lost. */
  readonly failOnLoss: boolean;
  readonly limit?: number;
  readonly forMs?: number;
  /** How often reports are shown before the end; only at the end when left out. */
  readonly everyMs?: number;
}

/**
 * Runs a source to its end, or to what ends it before: a signal, the limit, the
 * deadline, the reader of standard output going away. Reports and the summary
 * come however it ends.
 */
export class Session {
  readonly #parts: SessionParts;
  readonly #dispatcher: Dispatcher;
  #analyzers: readonly RunningAnalyzer[];
  #flows: readonly FlowEngine[];
  #consumers: readonly Consumer[];
  /** Frames were left in the ring, because consuming them took too long. */
  #gaveUp = false;
  /** Tells the dispatcher that time passes. */
  #idle: ReturnType<typeof setInterval> | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    const consumers = [...parts.consumers];
    if (parts.everyMs !== undefined) {
      consumers.push(new Interval(parts.everyMs, () => this.#report(false)));
    }
    if (parts.forMs !== undefined && !parts.live) {
      consumers.push(new Interval(parts.forMs, () => this.#dispatcher.cease()));
    }
    this.#analyzers = parts.analyzers;
    this.#flows = parts.flows;
    this.#consumers = consumers;
    const turns = new Turns();
    this.#dispatcher = new Dispatcher({
      consumers,
      filterFor: parts.filterFor,
      limit: parts.limit,
      registry: parts.registry,
      afterBatch: parts.live ? () => this.#handOn(turns) : undefined,
      turnDue: () => turns.due(),
    });
  }

  /** Ends the run with the packet in hand. */
  cease(): void {
    this.#dispatcher.cease();
  }

  /** Packets that were captured so far. */
  get captured(): number {
    return this.#dispatcher.captured;
  }

  /**
   * Puts one analyzer in another's place: the old one has had the last packet, the new one gets the
   * next. `engines` follow conversations for it, from now on.
   */
  replace(old: RunningAnalyzer, fresh: RunningAnalyzer, engines: readonly FlowEngine[]): void {
    this.#flows = [...this.#flows, ...engines];
    this.#analyzers = this.#analyzers.map((one) => one === old ? fresh : one);
    // Engines stand before analyzers, as at the start.
    this.#consumers = this.#consumers.flatMap<Consumer>((one) =>
      one === old ? [...engines, fresh] : one
    );
    this.#dispatcher.replace(this.#consumers);
  }

  /** Runs. What the source throws is thrown on, after the reports. */
  async run(): Promise<ExitCode> {
    const { source, live, forMs, outputs, statistics } = this.#parts;
    using _signals = this.#listen();
    this.#parts.onReady?.();
    using _timers = live ? this.#startTimers(forMs) : undefined;
    note(this.#parts.startLine);
    if (live && outputs.inPlace) this.#report(false);
    try {
      await this.#dispatcher.run(source);
      this.#finish();
    } catch (error) {
      // What was found up to here is shown all the same.
      if (!(error instanceof OutputError)) this.#finish();
      throw error;
    } finally {
      outputs.restore();
      note(summary(this.#counts()));
      for (const line of slowAnalyzers(this.#analyzers)) note(line);
      if (statistics && this.#analyzers.length > 0) note(statisticsText(this.#analyzers));
    }
    const { droppedByKernel, droppedByInterface, droppedByUs } = this.#loss();
    const lost = droppedByKernel + droppedByInterface + droppedByUs > 0;
    return lost && this.#parts.failOnLoss ? ExitCode.Loss : ExitCode.Ok;
  }

  /** After a block of a live capture. Between two of them the source looks to the event loop. */
  #handOn(turns: Turns): void {
    this.#parts.outputs.flush();
    this.#parts.onBatch?.();
    turns.postpone();
    // There is no time before the first packet; and the first timer takes Deno 6 ms to make, which
    // the first line need not wait for.
    this.#idle ??= setInterval(() => this.#dispatcher.advance(Date.now() - LAG_MS), IDLE_MS);
  }

  /** The last reports, and all that waits to be printed. */
  #finish(): void {
    this.#report(true);
    this.#parts.outputs.end(this.captured);
  }

  #report(final: boolean): void {
    const { outputs, standardOutput } = this.#parts;
    if (this.#analyzers.length === 0 || standardOutput.closed) return;
    outputs.reports(this.#analyzers, this.#dispatcher.nowMs, this.#loss(), final);
  }

  #loss(): Loss {
    const { received, droppedByKernel, droppedByInterface } = this.#parts.source.statistics();
    // What the ring still had when there was no more time for it.
    const droppedByUs = this.#gaveUp ? Math.max(0, received - droppedByKernel - this.captured) : 0;
    const faults = this.#dispatcher.faults.reduce((sum, count) => sum + count, 0);
    return { packets: this.captured, droppedByKernel, droppedByInterface, droppedByUs, faults };
  }

  #counts() {
    const { faults, packet: { registry } } = this.#dispatcher;
    return {
      captured: this.captured,
      source: this.#parts.source.statistics(),
      droppedByUs: this.#loss().droppedByUs,
      faults: registry.protocols
        .map((protocol) => ({ protocol: protocol?.name, count: faults[protocol?.id ?? 0] }))
        .filter(({ count }) => count > 0),
      analyzers: this.#analyzers,
      flows: this.#flows.map(({ statistics }) => statistics),
    };
  }

  #listen(): Disposable {
    const { source, outputs, abandon } = this.#parts;
    return listenToSignals({
      end: () => {
        source.stop();
        setTimeout(() => {
          this.#gaveUp = true;
          this.#dispatcher.cease();
        }, DRAIN_MS);
      },
      abandon() {
        outputs.restore();
        abandon?.();
      },
      tell: () => note(countsLine(this.#counts())),
    });
  }

  #startTimers(forMs: number | undefined): Disposable {
    const { watch } = this.#parts;
    const watching = watch === undefined ? undefined : setInterval(watch, WATCH_MS);
    const deadline = forMs === undefined
      ? undefined
      : setTimeout(() => this.#parts.source.stop(), forMs);
    return {
      [Symbol.dispose]: () => {
        clearInterval(this.#idle);
        clearInterval(watching);
        clearTimeout(deadline);
      },
    };
  }
}

/** When the event loop is to have its next turn: timers and signals wait for it. */
class Turns {
  #turnedAt = performance.now();

  /** True once for every turn that has to be given. */
  due(): boolean {
    const now = performance.now();
    if (now - this.#turnedAt < TURN_MS) return false;
    this.#turnedAt = now;
    return true;
  }

  /** Somebody else gives the next one. */
  postpone(): void {
    this.#turnedAt = performance.now();
  }
}

/** Calls regularly, in packet time. */
class Interval implements Consumer {
  dueMs = Infinity;
  readonly #intervalMs: number;
  readonly #call: () => void;

  constructor(intervalMs: number, call: () => void) {
    this.#intervalMs = intervalMs;
    this.#call = call;
  }

  filterFor(): () => boolean {
    return () => false;
  }

  packet(): void {}

  begin(timeMs: number): void {
    this.dueMs = timeMs + this.#intervalMs;
  }

  tick(timeMs: number): void {
    // What was missed in a silence is not made up for.
    const behind = Math.floor((timeMs - this.dueMs) / this.#intervalMs);
    this.dueMs += (behind + 1) * this.#intervalMs;
    this.#call();
  }
}
