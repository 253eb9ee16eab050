import { assertStrictEquals } from "@std/assert";
import { safeLines, safeText } from "../../../core/output/safe_text.ts";

for (
  const [text, shown, inLines] of [
    ["plain – 漢字", "plain – 漢字", "plain – 漢字"],
    ["\x1b[31m", "\\x1b[31m", "\\x1b[31m"],
    ["\x9b31m", "\\x9b31m", "\\x9b31m"],
    ["\u202eevil", "\\u202eevil", "\\u202eevil"],
    ["a\nb", "a\\x0ab", "a\\x0ab"],
    ["a\n    b", "a\\x0a    b", "a\n    b"],
    ["a\n\tb\tc", "a\\x0a\\x09b\\x09c", "a\n\tb\\x09c"],
  ]
) {
  Deno.test(`safeText() prints ${JSON.stringify(text)} as ${shown}`, () => {
    assertStrictEquals(safeText(text), shown);
  });

  Deno.test(`safeLines() prints ${JSON.stringify(text)} as ${JSON.stringify(inLines)}`, () => {
    assertStrictEquals(safeLines(text), inLines);
  });
}
