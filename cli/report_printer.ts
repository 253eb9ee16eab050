// cli/report_printer.ts: how events and reports are put on standard output, but for the terminal.
import type { AnalyzerEvent } from "../core/event.ts";
import { eventLine } from "../core/output/event_text.ts";
import type { TakenReport } from "../core/output/report.ts";
import { reportCsv } from "../core/output/report_csv.ts";
import { eventJson, reportJson } from "../core/output/report_ndjson.ts";
import { reportLines } from "../core/output/report_text.ts";
import { note, type StandardOutput } from "./standard_output.ts";

/** Puts what analyzers say and find where the user sees it. */
export interface ReportPrinter {
  /** How often reports are to be shown where the user does not say; only at the end if left out. */
  readonly everyMs?: number;
  event(event: AnalyzerEvent): void;
  /** What all analyzers found so far; `final` is the last time. */
  show(reports: readonly TakenReport[], final: boolean): void;
  /** After the last report. */
  end(): void;
  /** Puts the terminal back as it was, when there is no time for more. */
  restore(): void;
}

/** Reports as text, one after the other. */
export class TextReports implements ReportPrinter {
  readonly #output: StandardOutput;
  readonly #color: boolean;

  constructor(output: StandardOutput, color: boolean) {
    this.#output = output;
    this.#color = color;
  }

  event(event: AnalyzerEvent): void {
    this.#output.print(`${eventLine(event, { color: this.#color })}\n`);
  }

  show(reports: readonly TakenReport[]): void {
    for (const taken of reports) {
      this.#output.print(`${reportLines(taken, { color: this.#color }).join("\n")}\n\n`);
    }
  }

  end(): void {}

  restore(): void {}
}

/** Events and reports as JSON: one object a line, or one array of them. */
export class JsonReports implements ReportPrinter {
  readonly #output: StandardOutput;
  readonly #array: boolean;
  #isEmpty = true;

  constructor(output: StandardOutput, format: "ndjson" | "json") {
    this.#output = output;
    this.#array = format === "json";
  }

  event(event: AnalyzerEvent): void {
    this.#item(eventJson(event));
  }

  show(reports: readonly TakenReport[]): void {
    for (const taken of reports) this.#item(reportJson(taken));
  }

  end(): void {
    if (this.#array) this.#output.print(this.#isEmpty ? "[]\n" : "\n]\n");
  }

  restore(): void {}

  #item(json: string): void {
    if (this.#array) this.#output.print(`${this.#isEmpty ? "[\n" : ",\n"}${json}`);
    else this.#output.print(`${json}\n`);
    this.#isEmpty = false;
  }
}

/** Reports as comma-separated values. Events have no columns: they are said on standard error. */
export class CsvReports implements ReportPrinter {
  readonly #output: StandardOutput;

  constructor(output: StandardOutput) {
    this.#output = output;
  }

  event(event: AnalyzerEvent): void {
    note(eventLine(event));
  }

  show(reports: readonly TakenReport[]): void {
    for (const taken of reports) this.#output.print(reportCsv(taken));
  }

  end(): void {}

  restore(): void {}
}
