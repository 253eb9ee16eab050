// core/capture/strftime.ts: file names with the time in them, strftime(3).

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** By conversion: in the C locale, in local time. Those that are made of others name them. */
const CONVERSIONS: Readonly<Record<string, string | ((date: Date) => string)>> = {
  a: (date) => DAYS[date.getDay()].slice(0, 3),
  A: (date) => DAYS[date.getDay()],
  b: (date) => MONTHS[date.getMonth()].slice(0, 3),
  B: (date) => MONTHS[date.getMonth()],
  c: "%a %b %e %H:%M:%S %Y",
  C: (date) => pad(Math.floor(date.getFullYear() / 100), 2),
  d: (date) => pad(date.getDate(), 2),
  D: "%m/%d/%y",
  e: (date) => pad(date.getDate(), 2, " "),
  F: "%Y-%m-%d",
  g: (date) => pad(isoWeek(date).year % 100, 2),
  G: (date) => String(isoWeek(date).year),
  h: "%b",
  H: (date) => pad(date.getHours(), 2),
  I: (date) => pad((date.getHours() + 11) % 12 + 1, 2),
  j: (date) => pad(dayOfYear(date) + 1, 3),
  k: (date) => pad(date.getHours(), 2, " "),
  l: (date) => pad((date.getHours() + 11) % 12 + 1, 2, " "),
  m: (date) => pad(date.getMonth() + 1, 2),
  M: (date) => pad(date.getMinutes(), 2),
  n: () => "\n",
  p: (date) => date.getHours() < 12 ? "AM" : "PM",
  P: (date) => date.getHours() < 12 ? "am" : "pm",
  r: "%I:%M:%S %p",
  R: "%H:%M",
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  S: (date) => pad(date.getSeconds(), 2),
  t: () => "\t",
  T: "%H:%M:%S",
  u: (date) => String(date.getDay() || 7),
  U: (date) => pad(Math.floor((dayOfYear(date) + 7 - date.getDay()) / 7), 2),
  V: (date) => pad(isoWeek(date).week, 2),
  w: (date) => String(date.getDay()),
  W: (date) => pad(Math.floor((dayOfYear(date) + 7 - (date.getDay() + 6) % 7) / 7), 2),
  x: "%m/%d/%y",
  X: "%H:%M:%S",
  y: (date) => pad(date.getFullYear() % 100, 2),
  Y: (date) => String(date.getFullYear()),
  z: (date) => zone(date),
  Z: (date) => zoneName(date),
  "%": () => "%",
};

/**
 * Puts a time into a format as strftime(3) does in the C locale, in local time
 * (the TZ that the program runs under). `seconds` are whole, since 1970-01-01
 * UTC. The modifiers `E` and `O` change nothing; a conversion that does not
 * exist stays as it is.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const noon = new Date(2026, 10, 23, 12, 5).getTime() / 1000;
 * assertStrictEquals(strftime("trace-%Y%m%d-%H%M%S.pcap", noon), "trace-20261123-120500.pcap");
 * ```
 */
export function strftime(format: string, seconds: number): string {
  return expand(format, new Date(seconds * 1000));
}

function expand(format: string, date: Date): string {
  return format.replace(/%[EO]?([A-Za-z%])/g, (whole, letter: string) => {
    const conversion = Object.hasOwn(CONVERSIONS, letter) ? CONVERSIONS[letter] : undefined;
    if (conversion === undefined) return whole;
    return typeof conversion === "string" ? expand(conversion, date) : conversion(date);
  });
}

function pad(value: number, width: number, fill = "0"): string {
  return String(value).padStart(width, fill);
}

/** Days since the 1st of January, counted by the calendar: days of 23 or 25 hours count one. */
function dayOfYear(date: Date): number {
  const day = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((day - Date.UTC(date.getFullYear(), 0, 1)) / 86_400_000);
}

/** The week of ISO 8601, and the year that it belongs to: that of its Thursday. */
function isoWeek(date: Date): { year: number; week: number } {
  const fromMonday = (date.getDay() + 6) % 7;
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate() - fromMonday + 3);
  return { year: thursday.getFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1 };
}

function zone(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const absolute = Math.abs(minutes);
  const sign = minutes < 0 ? "-" : "+";
  return sign + pad(Math.floor(absolute / 60), 2) + pad(absolute % 60, 2);
}

/** Each knows the short names of other zones; the rest they write as `GMT+1`. */
const ZONE_LOCALES = ["en-US", "en-GB", "en-IN", "en-NZ", "en-AU", "en-ZA"];

/** The zone's short name, `UTC`, `CET`; `GMT+8` where the platform knows none. */
function zoneName(date: Date): string {
  const names = ZONE_LOCALES.map((locale) => {
    const format = new Intl.DateTimeFormat(locale, { timeZoneName: "short" });
    return format.formatToParts(date).find(({ type }) => type === "timeZoneName")?.value ?? "";
  });
  return names.find((name) => !/^GMT[+-]/.test(name)) ?? names[0];
}
