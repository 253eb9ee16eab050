// core/output/report.ts: what an analyzer tells, as plain data; the outputs format it.
import type { Address } from "../wire/address.ts";

/** What a number or text stands for, and so how it is printed. */
export type Unit =
  /** Printed as `1.46 KiB`. */
  | "bytes"
  | "bytes/s"
  /** Printed as `1.5 Mbit/s`: powers of ten, as links are rated. */
  | "bits/s"
  | "packets"
  | "packets/s"
  /** Milliseconds; printed as `1.5 ms`, `250 µs` … */
  | "ms"
  /** Seconds; printed as `1h 2m 3s`. */
  | "s"
  /** 0 to 100. */
  | "percent"
  | "count"
  | "address"
  /** Milliseconds since 1970-01-01 UTC, with a fraction. */
  | "time"
  | "text";

/** What a cell holds. `undefined` and `null` are "nothing here", printed as `-` in tables. */
export type Cell = string | number | bigint | boolean | Address | undefined | null;

/** A column of a {@linkcode Table}. */
export interface Column {
  /** The rows' property. */
  readonly key: string;
  /** The heading. */
  readonly label: string;
  /** `"text"` where it is left out, `"count"` if the cells are numbers. */
  readonly unit?: Unit;
  /** Numbers to the right, all else to the left, where it is left out. */
  readonly align?: "left" | "right";
}

/** One row: cells by their columns' keys. Keys that no column names are not printed in tables. */
export type Row = object;

/** Rows under columns. */
export interface Table {
  readonly title?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** One named value. */
export interface Value {
  readonly label: string;
  readonly value: Cell;
  readonly unit?: Unit;
}

/** Values over time. */
export interface Series {
  readonly label: string;
  readonly unit?: Unit;
  /** Milliseconds since 1970-01-01 UTC, and the value; in order of time. */
  readonly points: readonly (readonly [timeMs: number, value: number])[];
}

/**
 * What an analyzer has to tell: named values, tables, series, notes.
 *
 * @example
 * ```ts
 * const report: Report = {
 *   title: "Talkers",
 *   tables: [{
 *     columns: [{ key: "host", label: "Host" }, { key: "sent", label: "Sent", unit: "bytes" }],
 *     rows: [{ host: "192.0.2.1", sent: 1_500 }],
 *   }],
 * };
 * ```
 */
export interface Report {
  readonly title: string;
  readonly tables?: readonly Table[];
  readonly values?: readonly Value[];
  readonly series?: readonly Series[];
  /** Sentences: limits that were reached, what was estimated. */
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
export interface ReportContext {
  /** The analyzer's name. */
  readonly analyzer: string;
  /** Milliseconds since 1970-01-01 UTC, the packets' time; `undefined` before the first packet. */
  readonly timeMs?: number;
  readonly loss: Loss;
}
