// core/output/text_width.ts: how many columns of a terminal a text takes.
import { eastAsianWidth } from "get-east-asian-width";

/** Nothing but what takes one column each. */
const PLAIN = /^[\x20-\x7e]*$/;
/** What stands upon the character before it: accents, joiners, selectors of a glyph. */
const UPON = /[\p{Mark}\u200b-\u200d\ufe00-\ufe0f]/u;

/**
 * Columns of the text, which has no control characters: two for wide characters
 * (UAX #11), none for marks upon others.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(textWidth("na\u0301 漢字"), 7);
 * ```
 */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (!UPON.test(character)) width += eastAsianWidth(character.codePointAt(0)!);
  }
  return width;
}
