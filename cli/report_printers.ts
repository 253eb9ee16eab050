// cli/report_printers.ts: who prints reports and events, as the plan says.
import type { Plan } from "./plan.ts";
import { CsvReports, JsonReports, type ReportPrinter, TextReports } from "./report_printer.ts";
import type { StandardOutput } from "./standard_output.ts";
import { TerminalReports } from "./terminal_reports.ts";

/** @param inPlace Reports refresh in place on a terminal. */
export function reportPrinter(
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
