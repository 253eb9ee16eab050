// core/event.ts: what analyzers say while they run, as plain data.

/** A value that prints the same everywhere. */
export type Plain =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | { toString(): string }
  | readonly Plain[];

/** Named values of an event. */
export type EventFields = { readonly [name: string]: Plain };

/** How much an alert matters, least first. */
export const SEVERITIES = ["info", "low", "medium", "high", "critical"] as const;
/** One of {@linkcode SEVERITIES}. */
export type Severity = typeof SEVERITIES[number];

/** What all events have. */
export interface EventBase {
  /** The analyzer that says it. */
  readonly analyzer: string;
  /** The packet's time in milliseconds since 1970, with a fraction. */
  readonly timeMs: number;
}

/** Something that happened. */
export interface LogEvent extends EventBase {
  /** Tells the kinds of events apart. */
  readonly kind: "log";
  /** What happened, in words; empty where the fields say it all. */
  readonly text: string;
  /** The values that belong to it. */
  readonly fields: EventFields;
}

/** Something that somebody should look at. */
export interface AlertEvent extends EventBase {
  /** Tells the kinds of events apart. */
  readonly kind: "alert";
  /** How much it matters. */
  readonly severity: Severity;
  /** What it is about, in words. */
  readonly text: string;
  /** The values that belong to it. */
  readonly fields: EventFields;
  /** Alerts with the same key that were held back since the last one was shown. */
  readonly repeated: number;
}

/** A number worth a graph. */
export interface MetricEvent extends EventBase {
  /** Tells the kinds of events apart. */
  readonly kind: "metric";
  /** What is measured. */
  readonly name: string;
  /** How much it is now. */
  readonly value: number;
  /** What tells this series from others of the name. */
  readonly labels: EventFields;
}

/** What an analyzer says while it runs. */
export type AnalyzerEvent = LogEvent | AlertEvent | MetricEvent;
