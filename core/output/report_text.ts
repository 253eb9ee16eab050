// core/output/report_text.ts: reports for people, on a terminal or in a file.
import { bold, dim, yellow } from "@std/fmt/colors";
import { layOut, shorten } from "./columns.ts";
import { lossText, lostPackets } from "./loss.ts";
import {
  type Cell,
  type Column,
  type Line,
  type Report,
  type Row,
  type Table,
  type TakenReport,
  unitOf,
  type Value,
} from "./report.ts";
import { safeText } from "./safe_text.ts";
import { formatCell, timeText } from "./units.ts";

/** Where a report is shown. */
export interface ReportTextOptions {
  /** Columns of the terminal; no limit when left out. */
  readonly width?: number;
  readonly color?: boolean;
}

/** What text columns may shrink to. */
const MINIMUM_WIDTH = 8;
const BAR_WIDTH = 16;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;
const LEVELS = "▁▂▃▄▅▆▇█";

/**
 * A report as lines without line ends: title and time, values, tables, series,
 * notes, and what was lost.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const loss = { packets: 3, droppedByKernel: 0, droppedByInterface: 0, droppedByUs: 0, faults: 0 };
 * const columns = [{ key: "host", label: "Host" }, { key: "sent", label: "Sent", unit: "bytes" }] as const;
 * const report = { title: "Talkers", tables: [{ columns, rows: [{ host: "192.0.2.1", sent: 1_536 }] }] };
 * assertEquals(reportLines({ report, analyzer: "talkers", timeMs: 0, loss }), [
 *   "Talkers",
 *   "",
 *   "Host          Sent",
 *   "192.0.2.1  1.5 KiB",
 *   "",
 *   "3 packets, none lost",
 * ]);
 * ```
 */
export function reportLines(taken: TakenReport, options: ReportTextOptions = {}): string[] {
  const { report, timeMs, loss } = taken;
  const { width = Infinity } = options;
  const lost = shorten(lossText(loss), width);
  const style = options.color ? STYLED : PLAIN;
  const blocks = [
    [style.title(shorten(titleText(report, timeMs), width))],
    valueLines(report.values ?? [], width),
    ...(report.tables ?? []).map((table) => tableLines(table, width, style)),
    (report.series ?? []).flatMap((line) => seriesLines(line, width)),
    (report.notes ?? []).map((note) => shorten(safeText(note), width)),
    [lostPackets(loss) > 0 ? style.warning(lost) : style.faint(lost)],
  ];
  return blocks.filter((block) => block.length > 0).flatMap((block, at) =>
    at === 0 ? block : ["", ...block]
  );
}

interface Style {
  title(text: string): string;
  heading(text: string): string;
  faint(text: string): string;
  warning(text: string): string;
}

const asItIs = (text: string) => text;
const PLAIN: Style = { title: asItIs, heading: asItIs, faint: asItIs, warning: asItIs };
const STYLED: Style = { title: bold, heading: dim, faint: dim, warning: yellow };

function titleText({ title }: Report, timeMs: number): string {
  return timeMs === 0 ? safeText(title) : `${safeText(title)}  ${timeText(timeMs)}`;
}

function valueLines(values: readonly Value[], width: number): string[] {
  const rows = values.map(({ label, value, unit }) => [safeText(label), formatCell(value, unit)]);
  return layOut(rows, [{ align: "left" }, { align: "left", minimum: MINIMUM_WIDTH }], width);
}

function tableLines(table: Table, width: number, style: Style): string[] {
  const title = table.title === undefined
    ? []
    : [style.title(shorten(safeText(table.title), width))];
  if (table.columns.length === 0) return title;
  const rows = table.other === undefined ? table.rows : [...table.rows, table.other];
  // Headings of nothing say less than a word; of several tables the empty ones are left out.
  if (rows.length === 0) return table.title === undefined ? [style.faint("none")] : [];
  const columns = table.columns.map((column) => ({
    align: column.align ?? alignment(column, rows),
    minimum: isNumeric(column, rows) ? undefined : MINIMUM_WIDTH,
  }));
  const text = [
    table.columns.map(({ label }) => safeText(label)),
    ...rows.map((row) => table.columns.map((column) => formatCell(row[column.key], column.unit))),
  ];
  const [heading, ...lines] = withBars(text, table, columns, width);
  return [...title, style.heading(heading), ...lines];
}

/** Laid out, with bars at the right of the columns that want them, if all fits so. */
function withBars(
  text: string[][],
  { columns, rows }: Table,
  layout: { align: "left" | "right"; minimum?: number }[],
  width: number,
): string[] {
  const barred = columns.map((column) => column.bar ? barsOf(column, rows) : undefined);
  if (barred.every((bars) => bars === undefined)) return layOut(text, layout, width);
  const wide = text.map((row, at) =>
    row.flatMap((cell, column) => {
      const bars = barred[column];
      return bars === undefined ? [cell] : [cell, at === 0 ? "" : bars[at - 1] ?? ""];
    })
  );
  const wideLayout = layout.flatMap((one, column) =>
    barred[column] === undefined ? [one] : [one, { align: "left" as const }]
  );
  const lines = layOut(wide, wideLayout, Infinity);
  return lines.some((line) => line.length > width) ? layOut(text, layout, width) : lines;
}

function barsOf({ key }: Column, rows: readonly Row[]): string[] {
  const values = rows.map((row) => numberOf(row[key]));
  const largest = Math.max(0, ...values);
  return values.map((value) => {
    const eighths = largest === 0 ? 0 : Math.round(8 * BAR_WIDTH * Math.max(0, value) / largest);
    return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
  });
}

function numberOf(cell: Cell): number {
  const value = typeof cell === "bigint" ? Number(cell) : cell;
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

function alignment(column: Column, rows: readonly Row[]): "left" | "right" {
  return isNumeric(column, rows) ? "right" : "left";
}

/** Whether the cells are numbers, or as good as: those must never be shortened. */
function isNumeric({ key, unit }: Column, rows: readonly Row[]): boolean {
  const first = rows.find((row) => row[key] !== undefined && row[key] !== null)?.[key];
  switch (unitOf(unit, first)) {
    case "address":
    case "text":
      return false;
    default:
      return true;
  }
}

/** A chart of one line: its label, its values as blocks of eight heights, the least and the most. */
function seriesLines({ label, unit, points }: Line, width: number): string[] {
  if (points.length === 0) return [];
  const values = points.map(({ value }) => value);
  const least = Math.min(...values), most = Math.max(...values);
  const text = `${safeText(label)}  `;
  const range = `  ${formatCell(least, unit)} to ${formatCell(most, unit)}`;
  const room = Math.max(1, Math.min(width - text.length - range.length, 60));
  const shown = values.slice(-room);
  const chart = shown.map((value) =>
    LEVELS[most === least ? 0 : Math.round(7 * (value - least) / (most - least))]
  );
  return [shorten(text + chart.join("") + range, width)];
}
