// core/output/event_text.ts: what analyzers say while they run, as lines for people.
import { bold, cyan, dim, red, yellow } from "@std/fmt/colors";
import type { AnalyzerEvent, EventFields, Plain, Severity } from "../event.ts";
import { safeText } from "./safe_text.ts";
import { formatCell, timeText } from "./units.ts";

const COLORS: { readonly [severity in Severity]: (text: string) => string } = {
  info: cyan,
  low: cyan,
  medium: yellow,
  high: red,
  critical: (text) => bold(red(text)),
};

/**
 * An event as one line without its end: time, who says it, what, and the
 * fields as `name=value`.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * const event = { kind: "log", analyzer: "scans", timeMs: 0, text: "new", fields: { port: 22 } } as const;
 * assertMatch(eventLine(event), / \[scans\] new port=22$/);
 * ```
 */
export function eventLine(event: AnalyzerEvent, options: { color?: boolean } = {}): string {
  const { color = false } = options;
  const time = timeText(event.timeMs);
  const head = `${color ? dim(time) : time} [${safeText(event.analyzer)}]`;
  switch (event.kind) {
    case "log":
      return `${head}${blankAnd(event.text)}${fieldsText(event.fields)}`;
    case "alert": {
      const severity = event.severity.toUpperCase();
      const again = event.repeated === 0 ? "" : ` (${event.repeated} more like it)`;
      const shown = color ? COLORS[event.severity](severity) : severity;
      return `${head} ${shown}${blankAnd(event.text)}${fieldsText(event.fields)}${again}`;
    }
    case "metric": {
      const value = formatCell(event.value, "number");
      return `${head} ${safeText(event.name)}${labelsText(event.labels)} ${value}`;
    }
  }
}

/** A text behind a blank; nothing when there is none. */
function blankAnd(text: string): string {
  return text === "" ? "" : ` ${safeText(text)}`;
}

function fieldsText(fields: EventFields): string {
  return pairs(fields).map((pair) => ` ${pair}`).join("");
}

/** As Prometheus writes them: `{host="a"}`. */
function labelsText(labels: EventFields): string {
  const all = pairs(labels);
  return all.length === 0 ? "" : `{${all.join(",")}}`;
}

function pairs(fields: EventFields): string[] {
  return Object.entries(fields).filter(([, value]) => value !== undefined).map(([name, value]) =>
    `${safeText(name)}=${valueText(value)}`
  );
}

/** Quoted where blanks would hide its end. */
function valueText(value: Plain): string {
  const text = safeText(Array.isArray(value) ? value.join(",") : String(value));
  return /[\s"=]/.test(text) || text === "" ? JSON.stringify(text) : text;
}
