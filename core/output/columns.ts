// core/output/columns.ts: text in columns as wide as they need to be, and no wider than there is room.
import { textWidth } from "./text_width.ts";

/** One column of text. */
export interface TextColumn {
  readonly align: "left" | "right";
  /** What it may shrink to, where there is not enough room; its full width where it may not. */
  readonly minimum?: number;
}

const GAP = 2;

/**
 * Lays rows out under each other, two blanks between columns. Where all would
 * be wider than `width`, the widest columns that may are shortened, with `…`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const rows = [["host", "sent"], ["192.0.2.1", "15"]];
 * assertEquals(layOut(rows, [{ align: "left" }, { align: "right" }], 80), [
 *   "host       sent",
 *   "192.0.2.1    15",
 * ]);
 * ```
 */
export function layOut(
  rows: readonly (readonly string[])[],
  columns: readonly TextColumn[],
  width: number,
): string[] {
  const widths = columns.map((_, at) => Math.max(0, ...rows.map((row) => textWidth(row[at]))));
  shrink(widths, columns, width - GAP * (columns.length - 1));
  return rows.map((row) =>
    columns.map(({ align }, at) => pad(shorten(row[at], widths[at]), widths[at], align))
      .join(" ".repeat(GAP)).trimEnd()
  );
}

/** Takes from the widest, one by one, until all fit or nothing more may be taken. */
function shrink(widths: number[], columns: readonly TextColumn[], room: number): void {
  const excess = () => widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess() > 0) {
    let widest = -1;
    for (let at = 0; at < widths.length; at++) {
      const minimum = columns[at].minimum ?? Infinity;
      if (widths[at] > minimum && (widest < 0 || widths[at] > widths[widest])) widest = at;
    }
    if (widest < 0) return;
    widths[widest]--;
  }
}

/** The text with blanks up to `width` columns of the terminal. */
export function pad(text: string, width: number, align: "left" | "right"): string {
  const blanks = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "left" ? text + blanks : blanks + text;
}

/** The text in at most `width` columns of the terminal, with `…` where something is left out. */
export function shorten(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let short = "";
  for (const character of text) {
    if (textWidth(short + character) > width - 1) break;
    short += character;
  }
  return width > 0 ? `${short}…` : "";
}
