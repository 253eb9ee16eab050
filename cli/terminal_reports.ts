// cli/terminal_reports.ts: reports that refresh in place, events below them.
import type { AnalyzerEvent } from "../core/event.ts";
import { shorten } from "../core/output/columns.ts";
import { eventLine } from "../core/output/event_text.ts";
import type { TakenReport } from "../core/output/report.ts";
import { reportLines } from "../core/output/report_text.ts";
import { Screen, type Size } from "../core/output/screen.ts";
import { type ReportPrinter, TextReports } from "./report_printer.ts";
import { sendNotesTo, type StandardOutput } from "./standard_output.ts";

/** How often the page is drawn anew. */
const REFRESH_MS = 1_000;
/** The last events and notes that stay in view. */
const LINES_SHOWN = 8;
/** And those that are kept for the end, when the screen is gone. */
const LINES_KEPT = 1_000;
/** What we take a terminal for that does not tell its size. */
const USUAL_SIZE: Size = { columns: 80, rows: 24 };

/**
 * Reports on a terminal: one page on the alternate screen, drawn anew in place,
 * as large as the window. At the end the terminal is as before, with the last
 * reports on it.
 */
export class TerminalReports implements ReportPrinter {
  readonly everyMs = REFRESH_MS;
  readonly #output: StandardOutput;
  readonly #color: boolean;
  readonly #screen = new Screen();
  readonly #last: TextReports;
  #reports: readonly TakenReport[] = [];
  /** Events and notes, as they came. */
  #lines: string[] = [];
  #forgotten = 0;
  readonly #redraw = () => this.#draw();

  constructor(output: StandardOutput, color: boolean) {
    this.#output = output;
    this.#color = color;
    this.#last = new TextReports(output, color);
    Deno.addSignalListener("SIGWINCH", this.#redraw);
    sendNotesTo((text) => text.split("\n").forEach((line) => this.#keep(line)));
  }

  event(event: AnalyzerEvent): void {
    this.#keep(eventLine(event, { color: false }));
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length <= LINES_KEPT) return;
    this.#lines.shift();
    this.#forgotten++;
  }

  show(reports: readonly TakenReport[], final: boolean): void {
    this.#reports = reports;
    if (!final) return this.#draw();
    this.restore();
    if (this.#forgotten > 0) this.#output.print(`… ${this.#forgotten} earlier lines\n`);
    for (const line of this.#lines) this.#output.print(`${line}\n`);
    this.#last.show(reports);
  }

  end(): void {
    this.restore();
    Deno.removeSignalListener("SIGWINCH", this.#redraw);
  }

  restore(): void {
    sendNotesTo(undefined);
    this.#output.print(this.#screen.leave());
  }

  #draw(): void {
    const size = terminalSize();
    const options = { width: size.columns, color: this.#color };
    const pages = this.#reports.flatMap((taken) => [...reportLines(taken, options), ""]);
    const lines = this.#lines.slice(-LINES_SHOWN).map((line) => shorten(line, size.columns));
    this.#output.print(this.#screen.draw([...pages, ...lines], size));
  }
}

function terminalSize(): Size {
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns, rows };
  } catch (error) {
    // Standard output is a terminal without a size: a serial line, some test harness.
    if (error instanceof Error) return USUAL_SIZE;
    throw error;
  }
}
