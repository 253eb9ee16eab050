// core/output/report_csv.ts: reports for spreadsheets.
import { csvCell } from "./_csv_text.ts";
import type { Cell, Report, Row, TakenReport } from "./report.ts";
import { timestampText } from "./report_ndjson.ts";

/**
 * A report as comma-separated values (RFC 4180): a block for its values and
 * one for each table, each with a heading of keys, a blank line between. Every
 * row begins with time and analyzer, so that blocks of many reports can be put
 * together. Numbers are bare.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const loss = { packets: 3, droppedByKernel: 0, droppedByInterface: 0, droppedByUs: 0, faults: 0 };
 * const tables = [{ columns: [{ key: "host", label: "Host" }], rows: [{ host: "a,b" }] }];
 * assertStrictEquals(
 *   reportCsv({ report: { title: "Hosts", tables }, analyzer: "hosts", timeMs: 1, loss }),
 *   'timestamp,analyzer,host\r\n1970-01-01T00:00:00.001000Z,hosts,"a,b"\r\n',
 * );
 * ```
 */
export function reportCsv({ report, analyzer, timeMs }: TakenReport): string {
  const head = [timeMs === 0 ? "" : timestampText(timeMs), analyzer];
  return blocks(report).map(({ keys, rows }) =>
    [
      ["timestamp", "analyzer", ...keys],
      ...rows.map((row) => [...head, ...keys.map((key) => cellText(row[key]))]),
    ].map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("")
  ).join("\r\n");
}

interface Block {
  readonly keys: readonly string[];
  readonly rows: readonly Row[];
}

function blocks({ values = [], tables = [] }: Report): Block[] {
  const ofTables = tables.map(({ columns, rows, other }) => ({
    keys: columns.map(({ key }) => key),
    rows: other === undefined ? rows : [...rows, other],
  }));
  if (values.length === 0) return ofTables;
  const rows = values.map(({ key, value, unit }) => ({ key, value, unit }));
  return [{ keys: ["key", "value", "unit"], rows }, ...ofTables];
}

function cellText(cell: Cell): string {
  if (cell === undefined || cell === null) return "";
  return Array.isArray(cell) ? cell.map(String).join(" ") : String(cell);
}
