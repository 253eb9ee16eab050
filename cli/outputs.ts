// cli/outputs.ts: all that a run puts on standard output: packets, events, reports.
import { setColorEnabled } from "@std/fmt/colors";
import type { AnalyzerEvent } from "../core/event.ts";
import type { Loss } from "../core/output/report.ts";
import type { PacketOutput } from "../core/output/sink.ts";
import type { ProtocolRegistry } from "../core/wire/table.ts";
import type { RunningAnalyzer } from "../plugins/running.ts";
import { PacketConsumer } from "./packet_consumer.ts";
import { packetOutput } from "./packet_outputs.ts";
import type { Plan } from "./plan.ts";
import type { ReportPrinter } from "./report_printer.ts";
import type { StandardOutput } from "./standard_output.ts";
import { packetCount } from "./summary.ts";

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
  /** Set where there are analyzers. */
  readonly #printer: ReportPrinter | undefined;

  private constructor(
    plan: Plan,
    output: StandardOutput,
    { packets, printer, inPlace }: {
      readonly packets: PacketOutput | undefined;
      readonly printer: ReportPrinter | undefined;
      readonly inPlace: boolean;
    },
  ) {
    this.packets = packets === undefined ? [] : [new PacketConsumer(packets)];
    this.inPlace = inPlace;
    this.everyMs = plan.everyMs ?? printer?.everyMs;
    this.#printer = printer;
    this.#plan = plan;
    this.#output = output;
  }

  /** Makes those that the plan asks for; the others are not even imported. */
  static async open(
    plan: Plan,
    output: StandardOutput,
    live: boolean,
    registry: ProtocolRegistry,
  ): Promise<Outputs> {
    const terminal = Deno.stdout.isTerminal();
    const color = plan.color === "auto" ? terminal && !Deno.noColor : plan.color === "always";
    setColorEnabled(color);
    const packets = await packetOutput(plan, output, color, registry);
    const reports = plan.analyzers.length > 0;
    const inPlace = terminal && live && packets === undefined && reports && plan.format === "text";
    if (!reports) return new Outputs(plan, output, { packets, printer: undefined, inPlace });
    const { reportPrinter } = await import("./report_printers.ts");
    const printer = reportPrinter(plan, output, color, inPlace);
    return new Outputs(plan, output, { packets, printer, inPlace });
  }

  /** What an analyzer says. */
  event(event: AnalyzerEvent): void {
    this.#printer?.event(event);
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
    this.#printer?.show(reports, final);
  }

  /** Hands on what is buffered. */
  flush(): void {
    for (const { output } of this.packets) output.flush();
  }

  /** After the last packet and the last report. */
  end(captured: number): void {
    for (const { output } of this.packets) output.end();
    this.#printer?.end();
    if (this.#plan.countOnly) {
      this.#output.print(`${packetCount(captured)}\n`);
    }
  }

  /** Puts the terminal back as it was, when there is no time for more. */
  restore(): void {
    this.#printer?.restore();
  }
}
