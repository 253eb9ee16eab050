// plugins/option_values.ts: what users set on an analyzer, as the values that it gets.
import { nearest } from "../core/suggest.ts";
import { OptionError, type Options } from "./option.ts";

/**
 * The value of every option: what the user wrote, parsed, or the default.
 * Throws an {@linkcode OptionError} for an option that the analyzer does not
 * have, with the nearest that it has, and for a value that the option refuses.
 *
 * @param texts what the user wrote, by option
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { option, OptionError } from "./option.ts";
 * const specs = { rows: option.integer(10, "rows to show") };
 * assertEquals(optionValues("talkers", specs, { rows: "3" }), { rows: 3 });
 * assertThrows(() => optionValues("talkers", specs, { row: "3" }), OptionError, "did you mean rows?");
 * ```
 */
export function optionValues(
  analyzer: string,
  specs: Options,
  texts: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) values[name] = spec.default;
  for (const [name, text] of Object.entries(texts)) {
    if (!Object.hasOwn(specs, name)) {
      throw new OptionError(
        `${analyzer} has no option ${name}; ${optionHint(name, Object.keys(specs))}`,
      );
    }
    values[name] = valueOf(`${analyzer}.${name}=${text}`, () => specs[name].parse(text));
  }
  return values;
}

/** What the user may have meant by an option that does not exist, as the end of a sentence. */
export function optionHint(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `did you mean ${near}?`;
  return known.length > 0 ? `there are ${known.join(", ")}` : "there are none";
}

function valueOf(setting: string, parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    throw new OptionError(`${setting}: ${(error as Error).message}`);
  }
}
