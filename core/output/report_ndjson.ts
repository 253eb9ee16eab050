// core/output/report_ndjson.ts: reports and events for programs, one JSON object a line.
import type { AnalyzerEvent, EventFields, Plain } from "../event.ts";
import { secondText } from "./frame.ts";
import type { Cell, Loss, Table, TakenReport } from "./report.ts";

/**
 * A report as one line of JSON, without its line end. `type` is `"report"`;
 * values and series stand by their keys, tables keep their columns' units.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const loss = { packets: 3, droppedByKernel: 0, droppedByInterface: 0, droppedByUs: 0, faults: 0 };
 * const values = [{ key: "total", label: "Total", value: 5, unit: "bytes" }] as const;
 * const line = reportJson({ report: { title: "Sum", values }, analyzer: "sum", timeMs: 1_000, loss });
 * assertEquals(JSON.parse(line).values, { total: { value: 5, unit: "bytes" } });
 * ```
 */
export function reportJson({ report, analyzer, timeMs, loss }: TakenReport): string {
  const { title, values = [], tables = [], series = [], notes = [] } = report;
  return JSON.stringify({
    type: "report",
    analyzer,
    timestamp: timeMs === 0 ? undefined : timestampText(timeMs),
    title,
    values: byKey(values.map(({ key, value, unit }) => [key, { value: cellData(value), unit }])),
    tables: tables.map(tableData),
    series: byKey(series.map(({ key, unit, points }) => [
      key,
      { unit, points: points.map(({ timeMs, value }) => [timeMs, value]) },
    ])),
    notes,
    loss: lossData(loss),
  });
}

/** An event as one line of JSON, without its line end; `type` is its kind. */
export function eventJson(event: AnalyzerEvent): string {
  const { kind, timeMs, analyzer, ...rest } = event;
  const { fields, labels, ...facts } = rest as typeof rest & {
    fields?: EventFields;
    labels?: EventFields;
  };
  return JSON.stringify({
    type: kind,
    analyzer,
    timestamp: timestampText(timeMs),
    ...facts,
    ...(fields === undefined ? {} : { fields: fieldsData(fields) }),
    ...(labels === undefined ? {} : { labels: fieldsData(labels) }),
  });
}

/** RFC 3339, UTC, to the microsecond; milliseconds with a fraction hold no more. */
export function timestampText(timeMs: number): string {
  const microseconds = Math.round(timeMs * 1_000);
  const seconds = Math.floor(microseconds / 1e6);
  return `${secondText(seconds)}.${String(microseconds - seconds * 1e6).padStart(6, "0")}Z`;
}

function tableData({ title, columns, rows, other }: Table): unknown {
  return {
    title,
    columns: columns.map(({ key, label, unit }) => ({ key, label, unit })),
    rows: rows.map((row) => byKey(Object.entries(row).map(([key, cell]) => [key, cellData(cell)]))),
    other: other &&
      byKey(Object.entries(other).map(([key, cell]) => [key, cellData(cell)])),
  };
}

function lossData(loss: Loss): Loss {
  const { packets, droppedByKernel, droppedByInterface, droppedByUs, faults } = loss;
  return { packets, droppedByKernel, droppedByInterface, droppedByUs, faults };
}

/** Addresses become text by their own `toJSON`. */
function cellData(cell: Cell): unknown {
  if (Array.isArray(cell)) return cell.map((part) => cellData(part));
  return typeof cell === "bigint" ? cell.toString() : cell;
}

function fieldsData(fields: EventFields): Record<string, unknown> {
  return byKey(Object.entries(fields).map(([name, value]) => [name, plainData(value)]));
}

/** Numbers, text and booleans as they are; what has a text of its own (an address) as that. */
function plainData(value: Plain): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((one) => plainData(one));
  return typeof value === "object" || typeof value === "bigint" ? value.toString() : value;
}

/** An object without a prototype's traps: `__proto__` is a name like any other. */
function byKey(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}
