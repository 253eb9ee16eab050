// plugins/validate_report.ts: a sentence for each way in which a report's shape can be wrong.
import {
  type Column,
  type Line,
  type Report,
  type Table,
  UNITS,
  type Value,
} from "../core/output/report.ts";
import { meantOrAll, nearest } from "../core/suggest.ts";
import { Address } from "../core/wire/address.ts";
import { kindOf } from "./kind_of.ts";

/** The latest time that a `Date` holds, and so the latest that can be written. */
const LATEST_MS = 8.64e15;

/** What each part of a report has. */
const NAMES: {
  readonly report: readonly (keyof Report)[];
  readonly value: readonly (keyof Value)[];
  readonly table: readonly (keyof Table)[];
  readonly column: readonly (keyof Column)[];
  readonly line: readonly (keyof Line)[];
} = {
  report: ["title", "values", "tables", "series", "notes"],
  value: ["key", "label", "value", "unit"],
  table: ["title", "columns", "rows", "other"],
  column: ["key", "label", "unit", "align", "bar"],
  line: ["key", "label", "unit", "points"],
};

/** Properties of an object that has not been looked at. */
type Unchecked = Readonly<Record<string, unknown>>;

/**
 * A report as it came from an analyzer, once it is sure that it can be printed:
 * whoever prints it counts on its types. Throws a `TypeError` whose message says
 * what is wrong, and where in the report.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * const report = { title: "Talkers", tables: 5 };
 * assertThrows(() => checkReport(report), TypeError, "`tables` is a number; it has to be a list");
 * ```
 */
export function checkReport(report: unknown): Report {
  if (report instanceof Promise) {
    throw new TypeError("the report is a promise; `report` cannot be async");
  }
  const { title, values, tables, series, notes } = partAt("report", "the report", report);
  checkText("title", title);
  eachOf("values", values, checkValue);
  eachOf("tables", tables, checkTable);
  eachOf("series", series, checkLine);
  eachOf("notes", notes, checkText);
  return report as Report;
}

function checkValue(where: string, value: unknown): void {
  const { key, label, value: cell, unit } = partAt("value", where, value);
  checkNames(where, { key, label });
  checkCell(`${where}.value`, cell);
  checkUnit(where, unit);
}

function checkTable(where: string, table: unknown): void {
  const { title, columns, rows, other } = partAt("table", where, table);
  checkOptionalText(`${where}.title`, title);
  for (const [at, column] of listAt(`${where}.columns`, columns).entries()) {
    const place = `${where}.columns[${at}]`;
    const { key, label, unit } = partAt("column", place, column);
    checkNames(place, { key, label });
    checkUnit(place, unit);
  }
  for (const [at, row] of listAt(`${where}.rows`, rows).entries()) {
    checkRow(`${where}.rows[${at}]`, row);
  }
  if (other !== undefined) checkRow(`${where}.other`, other);
  checkColumns(where, table as Table);
}

/** A column may be empty; but where the rows have nearly its name, and no column for it, it is misspelt. */
function checkColumns(where: string, { columns, rows }: Table): void {
  const cells = new Set(rows.flatMap((row) => Object.keys(row)));
  const unshown = cells.difference(new Set(columns.map(({ key }) => key)));
  for (const [at, { key }] of columns.entries()) {
    const near = cells.has(key) ? undefined : nearest(key, unshown);
    if (near === undefined) continue;
    const place = `\`${where}.columns[${at}].key\``;
    throw new TypeError(`${place}: no row has \`${key}\`; did you mean \`${near}\`?`);
  }
}

function checkRow(where: string, row: unknown): void {
  for (const [name, cell] of Object.entries(objectAt(where, row))) {
    checkCell(`${where}.${name}`, cell);
  }
}

function checkLine(where: string, line: unknown): void {
  const { key, label, unit, points } = partAt("line", where, line);
  checkNames(where, { key, label });
  checkUnit(where, unit);
  for (const [at, point] of listAt(`${where}.points`, points).entries()) {
    const { timeMs, value } = objectAt(`${where}.points[${at}]`, point);
    if (typeof timeMs !== "number" || !(Math.abs(timeMs) <= LATEST_MS)) {
      throw wrong(`${where}.points[${at}].timeMs`, timeMs, "milliseconds since 1970");
    }
    if (typeof value !== "number") throw wrong(`${where}.points[${at}].value`, value, "a number");
  }
}

function checkCell(where: string, cell: unknown): void {
  if (Array.isArray(cell)) {
    for (const part of cell) checkCell(where, part);
    return;
  }
  const isValue = typeof cell !== "object" && typeof cell !== "function" &&
    typeof cell !== "symbol";
  if (isValue || cell === null || cell instanceof Address) return;
  throw wrong(where, cell, "a text, a number, true or false, or an address");
}

function checkNames(where: string, names: Unchecked): void {
  for (const [name, text] of Object.entries(names)) checkText(`${where}.${name}`, text);
}

function checkUnit(where: string, unit: unknown): void {
  if (unit === undefined || UNITS.some((known) => known === unit)) return;
  throw new TypeError(
    `\`${where}.unit\`: "${String(unit)}" is no unit; ${meantOrAll(String(unit), UNITS)}`,
  );
}

function checkOptionalText(where: string, text: unknown): void {
  if (text !== undefined) checkText(where, text);
}

function checkText(where: string, text: unknown): void {
  if (typeof text !== "string") throw wrong(where, text, "a text");
}

function eachOf(
  name: string,
  list: unknown,
  check: (where: string, one: unknown) => void,
): void {
  if (list === undefined) return;
  for (const [at, one] of listAt(name, list).entries()) check(`${name}[${at}]`, one);
}

function listAt(where: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(where, value, "a list");
  return value;
}

/** A part with none but the properties that such a part has. */
function partAt(part: keyof typeof NAMES, where: string, value: unknown): Unchecked {
  const object = objectAt(where, value);
  for (const name of Object.keys(object)) {
    if (NAMES[part].some((known) => known === name)) continue;
    const path = part === "report" ? name : `${where}.${name}`;
    throw new TypeError(`a ${part} has no \`${path}\`; ${meantOrAll(name, NAMES[part])}`);
  }
  return object;
}

function objectAt(where: string, value: unknown): Unchecked {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(where, value, "an object");
  }
  return value as Unchecked;
}

function wrong(where: string, value: unknown, expected: string): TypeError {
  const what = where.startsWith("the ") ? where : `\`${where}\``;
  return new TypeError(`${what} is ${kindOf(value)}; it has to be ${expected}`);
}
