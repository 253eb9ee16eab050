// core/output/units.ts: values of reports as people read them.
import { format as formatBytes } from "@std/fmt/bytes";
import { format as formatDuration } from "@std/fmt/duration";
import { type Cell, type Unit, unitOf } from "./report.ts";
import { safeText } from "./safe_text.ts";

/** What stands where there is no value. */
export const NOTHING = "-";

/** The same everywhere: a report is read in other places than where it was made. */
const LOCALE = "en-US";

/** Made when the first report is: they take milliseconds, which a start has not to spare. */
let formats: { whole: Intl.NumberFormat; hundredths: Intl.NumberFormat; four: Intl.NumberFormat };

function numberFormats(): typeof formats {
  return formats ??= {
    whole: new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 }),
    hundredths: new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 }),
    four: new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 4 }),
  };
}

/**
 * A value with its unit: bytes in powers of 1,024, bits in powers of 1,000 (as
 * memory and links are rated), spans of time with their largest units.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(formatCell(1_536, "bytes"), "1.5 KiB");
 * assertStrictEquals(formatCell(2_500_000, "bits/s"), "2.5 Mbit/s");
 * assertStrictEquals(formatCell(0.25, "ms"), "250 µs");
 * assertStrictEquals(formatCell(undefined), "-");
 * ```
 */
export function formatCell(cell: Cell, unit?: Unit): string {
  if (cell === undefined || cell === null) return NOTHING;
  if (Array.isArray(cell)) return cell.map((part) => formatCell(part)).join(" ");
  if (typeof cell === "number") return formatNumber(cell, unitOf(unit, cell));
  if (typeof cell === "bigint") return formatNumber(Number(cell), unitOf(unit, cell));
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return safeText(String(cell));
}

function formatNumber(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return NOTHING;
  switch (unit) {
    case "count":
    case "packets":
      return format(value, "whole");
    case "bytes":
      return bytes(value);
    case "bits":
      return bits(value);
    case "bytes/s":
      return `${bytes(value)}/s`;
    case "bits/s":
      return `${bits(value)}/s`;
    case "packets/s":
    case "/s":
      return `${format(value, Math.abs(value) < 100 ? "hundredths" : "whole")}/s`;
    case "us":
      return span(value / 1_000);
    case "ms":
      return span(value);
    case "s":
      return span(value * 1_000);
    case "time":
      return timeText(value);
    case "percent":
      return `${value.toFixed(1)} %`;
    case "number":
      return format(
        value,
        Math.abs(value) < 100 && !Number.isInteger(value) ? "four" : "hundredths",
      );
    case "address":
    case "port":
    case "text":
      return String(value);
  }
}

function format(value: number, digits: keyof typeof formats): string {
  return numberFormats()[digits].format(value);
}

function bytes(value: number): string {
  return formatBytes(value, { binary: true, locale: LOCALE, maximumFractionDigits: 2 })
    .replace("kiB", "KiB"); // as IEC 80000-13 has it
}

function bits(value: number): string {
  return formatBytes(value, { bits: true, locale: LOCALE, maximumFractionDigits: 2 })
    .replace(/ b$/, " bit");
}

/** A span of time: below a minute as a number of four digits, above with its parts. */
function span(ms: number): string {
  const size = Math.abs(ms);
  if (size >= 60_000) {
    const text = formatDuration(Math.round(size / 1_000) * 1_000, { ignoreZero: true });
    return ms < 0 ? `-${text}` : text;
  }
  if (size >= 1_000) return `${format(ms / 1_000, "four")} s`;
  if (size >= 1 || size === 0) return `${format(ms, "four")} ms`;
  if (size >= 0.001) return `${format(ms * 1_000, "four")} µs`;
  return `${format(ms * 1e6, "four")} ns`;
}

/** `2023-11-14 22:13:20`, in the time zone of the process. */
export function timeText(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return NOTHING;
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}
