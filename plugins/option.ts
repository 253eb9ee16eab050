// plugins/option.ts: what users may set on an analyzer, with types, bounds and help.
import { Address } from "../core/wire/address.ts";
import { parseDuration } from "./duration.ts";
import { Network } from "./network.ts";

/** What an option takes. */
export type OptionKind =
  | "integer"
  | "number"
  | "text"
  | "boolean"
  | "choice"
  | "duration"
  | "address"
  | "network";

/** One option of an analyzer, made by the functions of {@linkcode option}. */
export interface Option<T> {
  /** Which of the functions of {@linkcode option} made it. */
  readonly kind: OptionKind;
  /** What it is for, as the author says it. */
  readonly description: string;
  /** What it may be set to, for help and messages: `a whole number from 1 to 100`. */
  readonly accepts: string;
  /** Its value where the user sets none. */
  readonly default: T;
  /** The default as a user would write it; "" where there is none. */
  readonly defaultText: string;
  /** Reads what a user wrote. Throws an {@linkcode OptionError} on anything it does not take. */
  parse(text: string): T;
}

/** Whether a value has the shape of what the functions of {@linkcode option} make. */
export function isOption(value: unknown): value is Option<unknown> {
  const { kind, accepts, parse } = Object(value);
  return typeof kind === "string" && typeof accepts === "string" && typeof parse === "function";
}

/** The options of an analyzer, by name. */
export type Options = Readonly<Record<string, Option<unknown>>>;

/** The values of {@linkcode Options}, as the analyzer gets them. */
export type OptionValues<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends Option<infer T> ? T : never;
};

/** A value that an option does not take. The message says what it would take, and what it is for. */
export class OptionError extends RangeError {
  /** Tells it from other errors, where `instanceof` cannot. */
  override readonly name = "OptionError";
}

/** Bounds of a number, both of them allowed. */
export interface Bounds {
  /** The least value. */
  readonly min?: number;
  /** The greatest value. */
  readonly max?: number;
}

/** Bounds of a duration, both of them allowed: `{ min: "1s", max: "1h" }`. */
export interface DurationBounds {
  /** The shortest time. */
  readonly min?: string;
  /** The longest time. */
  readonly max?: string;
}

/**
 * Options of every kind. Each takes its default, then what it is for; the value
 * that the analyzer gets has the type that belongs to it. A default that the
 * option itself would refuse is a `RangeError` where the option is made.
 *
 * @example
 * ```ts
 * import { assertStrictEquals, assertThrows } from "@std/assert";
 * const rows = option.integer(10, "rows to show", { min: 1, max: 100 });
 * assertStrictEquals(rows.parse("20"), 20);
 * assertThrows(
 *   () => rows.parse("many"),
 *   OptionError,
 *   '"many" is not a whole number from 1 to 100 (rows to show)',
 * );
 * assertStrictEquals(option.duration("10s", "how long to wait").default, 10_000);
 * const by = option.choice(["source", "destination"], "source", "which end to count");
 * const end: "source" | "destination" = by.parse("destination");
 * assertStrictEquals(end, "destination");
 * ```
 */
export const option = {
  /** A whole number. */
  integer(value: number, description: string, bounds: Bounds = {}): Option<number> {
    return numeric("integer", "a whole number", value, description, bounds);
  },

  /** A number, with a fraction or without. */
  number(value: number, description: string, bounds: Bounds = {}): Option<number> {
    return numeric("number", "a number", value, description, bounds);
  },

  /** Text, held against a pattern if there is one; none at all where the default is `undefined`. */
  text,

  /** Yes or no; users write `true` or `false`, `yes` or `no`, `on` or `off`, `1` or `0`. */
  boolean(value: boolean, description: string): Option<boolean> {
    return make("boolean", description, "true or false", `${value}`, (text) => BOOLEANS.get(text));
  },

  /** One of a few words. */
  choice<const Word extends string>(
    words: readonly Word[],
    value: NoInfer<Word>,
    description: string,
  ): Option<Word> {
    const read = (text: string) => words.find((word) => word === text);
    return make("choice", description, anyOf(words), value, read);
  },

  /**
   * A span of time, in milliseconds. Users write a number and a unit, one of
   * `us`, `ms`, `s`, `m`, `h` and `d`: `500ms`, `1.5s`, `2m`. There is no unit
   * that goes without saying.
   */
  duration(value: string, description: string, bounds: DurationBounds = {}): Option<number> {
    const min = bounds.min === undefined ? -Infinity : parseDuration(bounds.min);
    const max = bounds.max === undefined ? Infinity : parseDuration(bounds.max);
    const accepts = `a time like 500ms, 10s or 2m${range(bounds)}`;
    return make("duration", description, accepts, value, (text) => {
      const ms = attempt(parseDuration, text);
      return ms !== undefined && ms >= min && ms <= max ? ms : undefined;
    });
  },

  /** An IPv4, IPv6 or MAC address; none where the default is `undefined`. */
  address,

  /** A network, such as `10.0.0.0/8`; none where the default is `undefined`. */
  network,
} as const;

/** `a, b, or c`. Not by `Intl.ListFormat`, whose tables take 14 ms of the start to load. */
function anyOf(words: readonly string[]): string {
  const last = words[words.length - 1];
  if (words.length < 3) return words.join(" or ");
  return `${words.slice(0, -1).join(", ")}, or ${last}`;
}

function text(value: string, description: string, pattern?: RegExp): Option<string>;
function text(
  value: undefined,
  description: string,
  pattern?: RegExp,
): Option<string | undefined>;
function text(
  value: string | undefined,
  description: string,
  pattern?: RegExp,
): Option<string | undefined> {
  const accepts = pattern === undefined ? "text" : `text that matches ${pattern}`;
  const read = (text: string) =>
    pattern === undefined || text.search(pattern) >= 0 ? text : undefined;
  return make("text", description, accepts, value, read);
}

function address(value: string, description: string): Option<Address>;
function address(value: undefined, description: string): Option<Address | undefined>;
function address(value: string | undefined, description: string): Option<Address | undefined> {
  const accepts = "an IPv4, IPv6 or MAC address";
  return make("address", description, accepts, value, (text) => attempt(Address.parse, text));
}

function network(value: string, description: string): Option<Network>;
function network(value: undefined, description: string): Option<Network | undefined>;
function network(value: string | undefined, description: string): Option<Network | undefined> {
  const accepts = "a network like 10.0.0.0/8 or 2001:db8::/32";
  return make("network", description, accepts, value, (text) => attempt(Network.parse, text));
}

/** What users may write for yes and no. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["on", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["off", false],
  ["0", false],
]);

/** Decimal numbers as users write them: no hexadecimal, no blank, no Infinity. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numeric(
  kind: "integer" | "number",
  noun: string,
  value: number,
  description: string,
  bounds: Bounds,
): Option<number> {
  const { min = -Infinity, max = Infinity } = bounds;
  return make(kind, description, noun + range(bounds), `${value}`, (text) => {
    const parsed = DECIMAL.test(text) ? Number(text) : NaN;
    const fits = kind === "integer" ? Number.isSafeInteger(parsed) : Number.isFinite(parsed);
    return fits && parsed >= min && parsed <= max ? parsed : undefined;
  });
}

/** The bounds in words, to stand behind a noun. */
function range({ min, max }: Bounds | DurationBounds): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` from ${min} up`;
  return max === undefined ? "" : ` up to ${max}`;
}

/** What `parse` makes of the text; `undefined` where it throws a `SyntaxError`. */
function attempt<T>(parse: (text: string) => T, text: string): T | undefined {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** An option that takes what `read` does not find `undefined`. */
function make<T>(
  kind: OptionKind,
  description: string,
  accepts: string,
  value: string,
  read: (text: string) => T | undefined,
): Option<T>;
function make<T>(
  kind: OptionKind,
  description: string,
  accepts: string,
  value: string | undefined,
  read: (text: string) => T | undefined,
): Option<T | undefined>;
function make<T>(
  kind: OptionKind,
  description: string,
  accepts: string,
  value: string | undefined,
  read: (text: string) => T | undefined,
): Option<T | undefined> {
  const parse = (text: string): T => {
    const parsed = read(text);
    if (parsed === undefined) {
      throw new OptionError(`"${text}" is not ${accepts} (${description})`);
    }
    return parsed;
  };
  return {
    kind,
    description,
    accepts,
    default: value === undefined ? undefined : parse(value),
    defaultText: value ?? "",
    parse,
  };
}
