// plugins/report.ts: reports whose columns are held against their rows.
import type { Cell, Column, Row, Table } from "../core/output/report.ts";

/**
 * The table itself. It is there for the editor: columns are held against the
 * rows, so that a misspelt `key` is an error where it is written.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { TopK } from "./containers/mod.ts";
 * const bytes = new TopK<string>(100);
 * bytes.add("www", 1500);
 * const talkers = table({
 *   columns: [{ key: "key", label: "Host" }, { key: "count", label: "Sent", unit: "bytes" }],
 *   rows: bytes.top(10),
 *   other: bytes.other(10),
 * });
 * assertStrictEquals(talkers.rows[0].count, 1500);
 * ```
 */
export function table<R extends Row>(table: CheckedTable<R>): Table {
  return table;
}

/** A {@linkcode Table} whose columns and whose last row have no cell that its rows lack. */
export interface CheckedTable<R extends Row> extends Table {
  /** From left to right, each of a cell that the rows have. */
  readonly columns: readonly Column<Extract<keyof NoInfer<R>, string>>[];
  /** From top to bottom. */
  readonly rows: readonly R[];
  /** A last row, with none but cells that the rows have. */
  readonly other?: { readonly [Name in keyof NoInfer<R>]?: Cell };
}
