// core/output/report.ts: what an analyzer tells, as plain data; the outputs format it.
import type { Address } from "../wire/address.ts";

/** All that {@linkcode Unit} may be. */
export const UNITS = [
  ...["count", "packets", "bytes", "bits", "packets/s", "bytes/s", "bits/s", "/s"] as const,
  ...["us", "ms", "s", "time", "percent", "number", "address", "port", "text"] as const,
] as const;

/**
 * What a number or a text is, so that outputs can write it: with a prefix and a
 * unit for people (`1.5 MiB`), as the bare number for programs.
 *
 * - `count`, `packets`, `bytes`, `bits`: how many.
 * - `packets/s`, `bytes/s`, `bits/s`, `/s`: how many each second.
 * - `us`, `ms`, `s`: a span of time, in microseconds, milliseconds, seconds.
 * - `time`: milliseconds since 1970-01-01 UTC, as `packet.timeMs`.
 * - `percent`: 0 to 100, not 0 to 1.
 * - `number`: none of these; `address`, `port`, `text`: no quantity at all.
 */
export type Unit = typeof UNITS[number];

/** A value on its own. */
export type CellPart = string | number | bigint | boolean | Address;

/** What may stand in a table: a value, `undefined` or `null` for none, or the parts of a key. */
export type Cell = CellPart | undefined | null | readonly CellPart[];

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

/** A value at a time. */
export interface Point {
  /** Milliseconds since 1970-01-01 UTC, the packets' time. */
  readonly timeMs: number;
  /** What it was then. */
  readonly value: number;
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
  readonly points: readonly Point[];
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

/** What was lost on the way to a report; every report carries it. */
export interface Loss {
  /** Packets that the report is made from. */
  readonly packets: number;
  /** Dropped because the ring was full. */
  readonly droppedByKernel: number;
  /** Dropped by the interface or its driver. */
  readonly droppedByInterface: number;
  /** Dropped by whiff itself. */
  readonly droppedByUs: number;
  /** Packets whose decoding ended early. */
  readonly faults: number;
}

/** A report with where, when and from how much it was made. */
export interface TakenReport {
  readonly report: Report;
  /** The analyzer's name. */
  readonly analyzer: string;
  /** Packet time, in milliseconds since 1970-01-01 UTC; 0 before the first packet. */
  readonly timeMs: number;
  readonly loss: Loss;
}

/** The unit of a column's or value's cells where it is not told: by the cell's type. */
export function unitOf(unit: Unit | undefined, cell: Cell): Unit {
  if (unit !== undefined) return unit;
  return typeof cell === "number" || typeof cell === "bigint" ? "number" : "text";
}
