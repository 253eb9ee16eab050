// cli/session.ts: one run over a source: signals, deadlines, reports, the summary.
import type { Source } from "../core/capture/source.ts";
import { type Consumer, Dispatcher, type DispatcherOptions } from "../core/dispatcher.ts";
import type { FlowEngine } from "../core/flow/engine.ts";
import type { ProtocolRegistry } from "../core/wire/table.ts";
import type { Loss } from "../core/output/report.ts";
import type { RunningAnalyzer } from "../plugins/running.ts";
import { ExitCode } from "./exit.ts";
import type { Outputs } from "./outputs.ts";
import { countsLine, summary } from "./summary.ts";
import { note, type StandardOutput } from "./standard_output.ts";

/** How often an idle live capture is told that time passes. */
const IDLE_MS = 200;
/** Packets that were on the wire so long ago are sure to have been read. */
const LAG_MS = 100;

/** What a session is made of. */
export interface SessionParts {
  readonly source: Source;
  readonly live: boolean;
  /** Said when the session is ready for signals. */
  readonly startLine: string;
  readonly analyzers: readonly RunningAnalyzer[];
  /** What follows conversations for them. */
  readonly flows: readonly FlowEngine[];
  /** Everybody who gets packets, the analyzers among them, in their order. */
  readonly consumers: readonly Consumer[];
  readonly outputs: Outputs;
  readonly standardOutput: StandardOutput;
  readonly filterFor?: DispatcherOptions["filterFor"];
  /** The protocols to decode. */
  readonly registry: ProtocolRegistry;
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
  #interrupted = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    const consumers = [...parts.consumers];
    if (parts.everyMs !== undefined) {
      consumers.push(new Interval(parts.everyMs, () => this.#report(false)));
    }
    if (parts.forMs !== undefined && !parts.live) {
      consumers.push(new Interval(parts.forMs, () => parts.source.stop()));
    }
    this.#dispatcher = new Dispatcher({
      consumers,
      filterFor: parts.filterFor,
      limit: parts.limit,
      registry: parts.registry,
      afterBatch: parts.live ? () => parts.outputs.flush() : undefined,
    });
  }

  /** Packets that were captured so far. */
  get captured(): number {
    return this.#dispatcher.captured;
  }

  /** Runs. What the source throws is thrown on, after the reports. */
  async run(): Promise<ExitCode> {
    const { source, live, forMs, outputs } = this.#parts;
    using _signals = this.#listen();
    using _timers = live ? this.#startTimers(forMs) : undefined;
    note(this.#parts.startLine);
    try {
      await this.#dispatcher.run(source);
    } finally {
      this.#report(true);
      outputs.end(this.captured);
      note(summary(this.#counts()));
    }
    return ExitCode.Ok;
  }

  #report(final: boolean): void {
    const { analyzers, outputs, standardOutput } = this.#parts;
    if (analyzers.length === 0 || standardOutput.closed) return;
    outputs.reports(analyzers, this.#dispatcher.nowMs, this.#loss(), final);
  }

  #loss(): Loss {
    const { droppedByKernel, droppedByInterface } = this.#parts.source.statistics();
    const faults = this.#dispatcher.faults.reduce((sum, count) => sum + count, 0);
    return { packets: this.captured, droppedByKernel, droppedByInterface, droppedByUs: 0, faults };
  }

  #counts() {
    const { faults, packet: { registry } } = this.#dispatcher;
    return {
      captured: this.captured,
      source: this.#parts.source.statistics(),
      faults: registry.protocols
        .map((protocol) => ({ protocol: protocol?.name, count: faults[protocol?.id ?? 0] }))
        .filter(({ count }) => count > 0),
      analyzers: this.#parts.analyzers,
      flows: this.#parts.flows.map(({ statistics }) => statistics),
    };
  }

  /** SIGINT and SIGTERM end the capture, a second one everything; SIGUSR1 tells how it goes. */
  #listen(): Disposable {
    const { source, outputs } = this.#parts;
    const end = () => {
      if (this.#interrupted) {
        outputs.restore();
        Deno.exit(ExitCode.Interrupted);
      }
      this.#interrupted = true;
      source.stop();
    };
    const tell = () => note(countsLine(this.#counts()));
    const handlers = [["SIGINT", end], ["SIGTERM", end], ["SIGUSR1", tell]] as const;
    for (const [signal, handler] of handlers) Deno.addSignalListener(signal, handler);
    return {
      [Symbol.dispose]() {
        for (const [signal, handler] of handlers) Deno.removeSignalListener(signal, handler);
      },
    };
  }

  #startTimers(forMs: number | undefined): Disposable {
    const idle = setInterval(() => this.#dispatcher.advance(Date.now() - LAG_MS), IDLE_MS);
    const deadline = forMs === undefined
      ? undefined
      : setTimeout(() => this.#parts.source.stop(), forMs);
    return {
      [Symbol.dispose]() {
        clearInterval(idle);
        clearTimeout(deadline);
      },
    };
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
