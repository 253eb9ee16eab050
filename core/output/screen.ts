// core/output/screen.ts: lines that stay in place on a terminal, as text to write.
//
// Sequences: ECMA-48; alternate screen and cursor by DECSET (xterm's ctlseqs); what
// belongs together is bracketed as a synchronized update (mode 2026), which terminals
// that do not know it ignore.

/** Columns and rows of a terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const SYNC_BEGIN = "\x1b[?2026h", SYNC_END = "\x1b[?2026l";
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l", LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";
const HOME = "\x1b[H", CLEAR_LINE_END = "\x1b[K", CLEAR_BELOW = "\x1b[J", RESET = "\x1b[0m";

/**
 * Keeps a page of lines on the alternate screen up to date. It writes nothing
 * itself: what {@linkcode Screen.draw} and {@linkcode Screen.leave} give is to
 * be written to the terminal in one go. Only lines that changed are drawn, each
 * cleared as it is written, so that nothing flickers.
 *
 * @example
 * ```ts
 * import { assert, assertStrictEquals } from "@std/assert";
 * const screen = new Screen();
 * const size = { columns: 80, rows: 24 };
 * assert(screen.draw(["one", "two"], size).includes("one"));
 * assert(!screen.draw(["one", "three"], size).includes("one"));
 * assert(screen.leave() !== "");
 * assertStrictEquals(screen.leave(), "");
 * ```
 */
export class Screen {
  /** What is shown; `undefined` before the first page and after the last. */
  #shown: readonly string[] | undefined;
  #size: Size = { columns: 0, rows: 0 };

  /**
   * What makes the terminal show `lines`, which are no wider than it. Lines
   * beyond its last row are left out, and the last row says how many.
   */
  draw(lines: readonly string[], size: Size): string {
    const page = fit(lines, size.rows);
    const isNew = this.#shown === undefined;
    const isResized = size.columns !== this.#size.columns || size.rows !== this.#size.rows;
    const before = isNew || isResized ? [] : this.#shown!;
    let text = isNew ? ENTER : "";
    if (isNew || isResized) text += HOME + CLEAR_BELOW;
    page.forEach((line, row) => {
      if (line !== before[row]) text += `${at(row)}${line}${RESET}${CLEAR_LINE_END}`;
    });
    if (page.length < before.length) text += at(page.length) + CLEAR_BELOW;
    this.#shown = page;
    this.#size = size;
    return text === "" ? "" : SYNC_BEGIN + text + SYNC_END;
  }

  /** What puts the terminal back as it was; nothing when it is so. */
  leave(): string {
    if (this.#shown === undefined) return "";
    this.#shown = undefined;
    return LEAVE;
  }
}

function at(row: number): string {
  return `\x1b[${row + 1};1H`;
}

function fit(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const left = lines.length - rows + 1;
  return [...lines.slice(0, Math.max(0, rows - 1)), `… ${left} more lines`].slice(0, rows);
}
