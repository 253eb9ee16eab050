// plugins/report.ts: what an analyzer found, as plain data that every output can show.
import type { KeyPart } from "./containers/key.ts";
import type { SeriesPoint } from "./containers/series.ts";

/**
 * What a number or a text is, so that outputs can write it: with a prefix and a
 * unit for people (`1.5 MB`), as the bare number for programs.
 *
 * - `count`, `packets`, `bytes`, `bits`: how many.
 * - `packets/s`, `bytes/s`, `bits/s`, `/s`: how many each second.
 * - `us`, `ms`, `s`: a span of time, in microseconds, milliseconds, seconds.
 * - `time`: milliseconds since 1970-01-01 UTC, as `packet.timeMs`.
 * - `percent`: 0 to 100, not 0 to 1.
 * - `number`: none of these; `address`, `port`, `text`: no quantity at all.
 */
export type Unit =
  | "count"
  | "packets"
  | "bytes"
  | "bits"
  | "packets/s"
  | "bytes/s"
  | "bits/s"
  | "/s"
  | "us"
  | "ms"
  | "s"
  | "time"
  | "percent"
  | "number"
  | "address"
  | "port"
  | "text";

/** What may stand in a table: a value, `undefined` for none, or the parts of a key. */
export type Cell = KeyPart | undefined | readonly KeyPart[];

/** One row of a table: cells by the `key` of their column. Cells without a column are not shown. */
export type Row = Readonly<Record<string, Cell>>;

/** One column of a table. */
export interface Column<Name extends string = string> {
  /** Which cell of each row it shows; in JSON, the name of the field. */
  readonly key: Name;
  /** Its heading. */
  readonly label: string;
  /** What its cells are; by their type, unless told. */
  readonly unit?: Unit;
  /** Where its cells stand; numbers right and all else left, unless told. */
  readonly align?: "left" | "right";
  /** Whether to draw each number as a bar too, relative to the largest, where there is room. */
  readonly bar?: boolean;
}

/** Rows under headings. */
export interface Table {
  /** Stands above it; needed only where a report has several tables. */
  readonly title?: string;
  /** From left to right. */
  readonly columns: readonly Column[];
  /** From top to bottom. */
  readonly rows: readonly Row[];
  /** A last row for all that the others leave out, so that a reader's sums are true. */
  readonly other?: Row;
}

/** One named value. */
export interface Value {
  /** Its name in JSON; in camelCase, and different from those beside it. */
  readonly key: string;
  /** Its name for people. */
  readonly label: string;
  /** What it is. */
  readonly value: Cell;
  /** What kind of value it is; by its type, unless told. */
  readonly unit?: Unit;
}

/** Values over time, for a chart. */
export interface Line {
  /** Its name in JSON; in camelCase, and different from those beside it. */
  readonly key: string;
  /** Its name for people. */
  readonly label: string;
  /** What the values are. */
  readonly unit?: Unit;
  /** In the order of time: the points of a `Series`, or others. */
  readonly points: readonly Pick<SeriesPoint, "timeMs" | "value">[];
}

/** What an analyzer reports: plain data, in the order in which it is to be shown. */
export interface Report {
  /** What it is about, in a few words. */
  readonly title: string;
  /** Single values, above all else. */
  readonly values?: readonly Value[];
  /** Tables, one below the other. */
  readonly tables?: readonly Table[];
  /** Values over time. */
  readonly series?: readonly Line[];
  /** Sentences that a reader has to know: what is estimated, what was left out. */
  readonly notes?: readonly string[];
}

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
