// core/output/safe_text.ts: text from the wire, made harmless for a terminal.

// Control characters, line separators, and what turns the direction of writing.
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const UNSAFE_ALL = new RegExp(UNSAFE, "gu");

// A line break that is followed by blanks or a tab is what `-v` makes of long
// values: it cannot be taken for the next packet's line.
const UNSAFE_IN_LINES = new RegExp(`(?!\\n(?:\\t| {4}))(?!(?<=\\n)\\t)${UNSAFE.source}`, "u");
const UNSAFE_IN_LINES_ALL = new RegExp(UNSAFE_IN_LINES, "gu");

/**
 * The text with all that would move the cursor, or command the terminal,
 * written as `\x1b`. A packet, and so whoever sent it, must not do that.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(safeText("a\x1b[2Jb\nc"), "a\\x1b[2Jb\\x0ac");
 * ```
 */
export function safeText(text: string): string {
  return UNSAFE.test(text) ? text.replaceAll(UNSAFE_ALL, escaped) : text;
}

/** The same, but for line breaks before four blanks or a tab, which stay. */
export function safeLines(text: string): string {
  return UNSAFE_IN_LINES.test(text) ? text.replaceAll(UNSAFE_IN_LINES_ALL, escaped) : text;
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, "0")}`;
}
