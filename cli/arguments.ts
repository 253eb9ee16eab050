// cli/arguments.ts: the command line as data.
import { parseArgs } from "@std/cli/parse-args";
import { nearest } from "../core/suggest.ts";
import { type Flag, type FlagName, FLAGS } from "./flags.ts";
import { UsageError } from "./usage_error.ts";

/** What the user asked for, still as text; {@linkcode Arguments.has} and its siblings read it. */
export class Arguments {
  readonly #values: ReadonlyMap<string, readonly string[]>;
  /** What is no flag, joined by blanks: the filter. */
  readonly filter: string;

  constructor(values: ReadonlyMap<string, readonly string[]>, filter: string) {
    this.#values = values;
    this.filter = filter;
  }

  /** Whether the flag was given. */
  has(name: FlagName): boolean {
    return this.times(name) > 0;
  }

  /** How often it was given. */
  times(name: FlagName): number {
    return this.#values.get(name)?.length ?? 0;
  }

  /** All values, in their order. */
  all(name: FlagName): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** The last value; `undefined` when it was not given. */
  text(name: FlagName): string | undefined {
    return this.all(name).at(-1);
  }

  /** A whole number of at least `least`. */
  integer(name: FlagName, least = 0): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!Number.isSafeInteger(value) || value < least) {
      throw new UsageError(`${spelt(name)} takes a whole number from ${least} on, not "${text}"`);
    }
    return value;
  }

  /** One of `choices`. */
  choice<const Choice extends string>(
    name: FlagName,
    choices: readonly Choice[],
  ): Choice | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (choices.includes(text as Choice)) return text as Choice;
    const near = nearest(text, choices);
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    throw new UsageError(`${spelt(name)} takes ${choices.join(", ")}, not "${text}"${hint}`);
  }
}

/**
 * Reads a command line. Letters may stand together (`-nvvi eth0`, `-c10`) and
 * flags behind the filter, as tcpdump's users write them; `--` ends the flags.
 *
 * @example
 * ```ts
 * import { assertEquals, assertStrictEquals } from "@std/assert";
 * const given = parseArguments(["-nvvi", "eth0", "tcp", "port", "80", "-c10"]);
 * assertEquals(given.all("interface"), ["eth0"]);
 * assertStrictEquals(given.times("verbose"), 2);
 * assertStrictEquals(given.integer("limit"), 10);
 * assertStrictEquals(given.filter, "tcp port 80");
 * ```
 */
export function parseArguments(args: readonly string[]): Arguments {
  const parsed = parseArgs(spreadLetters(args), {
    string: FLAGS.filter(takesValue).map(({ name }) => name),
    boolean: FLAGS.filter((flag) => !takesValue(flag)).map(({ name }) => name),
    collect: FLAGS.map(({ name }) => name),
    unknown(arg: string) {
      if (!arg.startsWith("-") || arg === "-") return true;
      throw new UsageError(unknownFlag(arg));
    },
  });
  const values = new Map<string, readonly string[]>();
  for (const flag of FLAGS as readonly Flag[]) {
    const given = parsed[flag.name].filter((value: string | boolean) => value !== false).map(
      String,
    );
    if (given.length === 0) continue;
    if (flag.refused !== undefined) throw new UsageError(`${spelt(flag.name)}: ${flag.refused}`);
    if (given.length > 1 && !flag.repeatable && takesValue(flag)) {
      throw new UsageError(`${spelt(flag.name)} is given ${given.length} times; once is enough`);
    }
    values.set(flag.name, given);
  }
  return new Arguments(values, parsed._.join(" "));
}

/** How a flag is written, both ways: `-c, --limit`. */
export function spelt(name: string): string {
  const letter = byName(name)?.letter;
  return letter === undefined ? `--${name}` : `-${letter}, --${name}`;
}

/** `-nvvi eth0` as `--numeric --verbose --verbose --interface=eth0`; all else as it is. */
function spreadLetters(args: readonly string[]): string[] {
  const spread: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (arg === "--") return [...spread, ...args.slice(at)];
    if (arg.startsWith("--")) {
      at += longFlag(arg, args[at + 1], spread);
    } else if (/^-[^-]/.test(arg)) {
      at += letters(arg, args[at + 1], spread);
    } else {
      spread.push(arg);
    }
  }
  return spread;
}

/** Adds one long flag to `spread`; gives the arguments used up beyond it. */
function longFlag(arg: string, following: string | undefined, spread: string[]): number {
  const [name, value] = splitOnce(arg.slice(2));
  const flag = byName(name);
  if (flag === undefined) throw new UsageError(unknownFlag(arg));
  if (!takesValue(flag)) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value`);
    spread.push(arg);
    return 0;
  }
  const given = value ?? following;
  if (given === undefined) throw new UsageError(`${spelt(name)} needs ${flag.argument}`);
  spread.push(`--${name}=${given}`);
  return value === undefined ? 1 : 0;
}

/** Adds the letters of one argument to `spread`; gives the arguments used up beyond it. */
function letters(arg: string, following: string | undefined, spread: string[]): number {
  for (let k = 1; k < arg.length; k++) {
    const flag = byLetter(arg[k]);
    if (flag === undefined) throw new UsageError(unknownFlag(`-${arg[k]}`));
    if (!takesValue(flag)) {
      spread.push(`--${flag.name}`);
      continue;
    }
    const attached = arg.slice(k + 1);
    const given = attached === "" ? following : attached;
    if (given === undefined) throw new UsageError(`${spelt(flag.name)} needs ${flag.argument}`);
    spread.push(`--${flag.name}=${given}`);
    return attached === "" ? 1 : 0;
  }
  return 0;
}

function unknownFlag(arg: string): string {
  const [name] = splitOnce(arg);
  const near = name.startsWith("--")
    ? nearest(name.slice(2), FLAGS.map((flag) => flag.name))
    : undefined;
  const hint = near === undefined ? "--help lists them all" : `did you mean --${near}?`;
  return `There is no flag ${name}; ${hint}`;
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf("=");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function byName(name: string): Flag | undefined {
  return FLAGS.find((flag) => flag.name === name);
}

function byLetter(letter: string): Flag | undefined {
  return (FLAGS as readonly Flag[]).find((flag) => flag.letter === letter);
}

function takesValue(flag: Flag): boolean {
  return flag.argument !== undefined;
}
