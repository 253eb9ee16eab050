// cli/outputs.ts: all that a run puts on standard output: packets, events, reports.
import { setColorEnabled } from "@std/fmt/colors";
import type { AnalyzerEvent } from "../core/event.ts";
import type { Loss } from "../core/output/report.ts";
import type { ProtocolRegistry } from "../core/wire/table.ts";
import type { RunningAnalyzer } from "../plugins/running.ts";
import { PacketConsumer } from "./packet_consumer.ts";
import { packetOutput } from "./packet_outputs.ts";
import type { Plan } from "./plan.ts";
import { CsvReports, JsonReports, type ReportPrinter, TextReports } from "./report_printer.ts";
import type { StandardOutput } from "./standard_output.ts";
import { packetCount } from "./summary.ts";
import { TerminalReports } from "./terminal_reports.ts";

/** All that a run puts on standard output. */
export class Outputs {
  /** Who prints packets; empty where none are printed. */
  readonly packets: readonly PacketConsumer[];
  /** How often reports are shown before the end; only at the end when left out. */
  readonly everyMs: number | undefined;
  /** Reports refresh in place on a terminal. */
  readonly inPlace: boolean;
  readonly #plan: Plan;
  readonly #output: StandardOutput;
  readonly #printer: ReportPrinter;

  constructor(plan: Plan, output: StandardOutput, live: boolean, registry: ProtocolRegistry) {
    const terminal = Deno.stdout.isTerminal();
    const color = plan.color === "auto" ? terminal && !Deno.noColor : plan.color === "always";
    setColorEnabled(color);
    const packets = packetOutput(plan, output, color, registry);
    this.packets = packets === undefined ? [] : [new PacketConsumer(packets)];
    this.inPlace = terminal && live && packets === undefined && plan.analyzers.length > 0 &&
      plan.format === "text";
    this.#printer = reportPrinter(plan, output, color, this.inPlace);
    this.everyMs = plan.everyMs ?? this.#printer.everyMs;
    this.#plan = plan;
    this.#output = output;
  }

  /** What an analyzer says. */
  event(event: AnalyzerEvent): void {
    this.#printer.event(event);
  }

  /** What the analyzers found so far; `final` is the last time. */
  reports(
    analyzers: readonly RunningAnalyzer[],
    timeMs: number,
    loss: Loss,
    final: boolean,
  ): void {
    const reports = analyzers.flatMap((analyzer) => {
      const report = analyzer.report(timeMs);
      return report === undefined ? [] : [{ report, analyzer: analyzer.name, timeMs, loss }];
    });
    this.flush();
    this.#printer.show(reports, final);
  }

  /** Hands on what is buffered. */
  flush(): void {
    for (const { output } of this.packets) output.flush();
  }

  /** After the last packet and the last report. */
  end(captured: number): void {
    for (const { output } of this.packets) output.end();
    if (this.#plan.analyzers.length > 0) this.#printer.end();
    if (this.#plan.countOnly) {
      this.#output.print(`${packetCount(captured)}\n`);
    }
  }

  /** Puts the terminal back as it was, when there is no time for more. */
  restore(): void {
    this.#printer.restore();
  }
}

function reportPrinter(
  plan: Plan,
  output: StandardOutput,
  color: boolean,
  inPlace: boolean,
): ReportPrinter {
  switch (plan.format) {
    case "ndjson":
    case "json":
      return new JsonReports(output, plan.format);
    case "csv":
      return new CsvReports(output);
    case "text":
      return inPlace ? new TerminalReports(output, color) : new TextReports(output, color);
  }
}
