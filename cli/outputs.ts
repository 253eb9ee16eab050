// cli/outputs.ts: all that a run puts on standard output: packets, events, reports.
import type { AnalyzerEvent } from "../core/event.ts";
import type { Loss } from "../core/output/report.ts";
import type { RunningAnalyzer } from "../plugins/running.ts";
import { PacketConsumer } from "./packet_consumer.ts";
import { packetOutput } from "./packet_outputs.ts";
import type { Plan } from "./plan.ts";
import type { StandardOutput } from "./standard_output.ts";

/** All that a run puts on standard output. */
export interface Outputs {
  /** Who prints packets. */
  readonly packets: readonly PacketConsumer[];
  /** How often reports are shown where the user does not say; never before the end when left out. */
  readonly everyMs?: number;
  /** What an analyzer says. */
  event(event: AnalyzerEvent): void;
  /** What the analyzers found so far; `final` is the last time. */
  reports(analyzers: readonly RunningAnalyzer[], nowMs: number, loss: Loss, final: boolean): void;
  /** Hands on what is buffered. */
  flush(): void;
  /** After the last packet. */
  end(captured: number): void;
  /** Puts the terminal back as it was, when there is no time for more. */
  restore(): void;
}

/** The outputs that the plan asks for. */
export function makeOutputs(plan: Plan, standardOutput: StandardOutput, _live: boolean): Outputs {
  const output = packetOutput(plan, standardOutput, false);
  return {
    packets: output === undefined ? [] : [new PacketConsumer(output)],
    event(event) {
      standardOutput.print(`${JSON.stringify(event)}\n`);
    },
    reports(analyzers, nowMs) {
      for (const analyzer of analyzers) {
        standardOutput.print(`${JSON.stringify(analyzer.report(nowMs))}\n`);
      }
    },
    flush: () => output?.flush(),
    end(captured) {
      output?.end();
      if (plan.countOnly) standardOutput.print(`${captured} packets\n`);
    },
    restore() {},
  };
}
