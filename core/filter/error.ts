// core/filter/error.ts: what is wrong with a filter, and where.

/**
 * A filter that cannot be compiled. It knows the place, so that a caret can be
 * set under the word that is meant.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const error = new FilterSyntaxError("no such word", "prot 80", 0, 4, "did you mean port?");
 * assertStrictEquals(
 *   error.marked,
 *   "Cannot compile the filter: no such word; did you mean port?\n  prot 80\n  ^^^^",
 * );
 * ```
 */
export class FilterSyntaxError extends SyntaxError {
  override readonly name = "FilterSyntaxError";

  /**
   * @param problem What is wrong, without the place.
   * @param text The whole filter.
   * @param offset Where the wrong part begins in `text`, in UTF-16 units.
   * @param length How long the wrong part is; at least 1 is marked.
   * @param hint What to write instead, if something is near.
   */
  constructor(
    readonly problem: string,
    readonly text: string,
    readonly offset: number,
    readonly length: number,
    readonly hint: string = "",
  ) {
    super(`Cannot compile the filter: ${problem}${hint === "" ? "" : `; ${hint}`}`);
  }

  /** The message, the line of the filter it is about, and carets under the place. */
  get marked(): string {
    const lineStart = this.text.lastIndexOf("\n", this.offset - 1) + 1;
    const nextBreak = this.text.indexOf("\n", this.offset);
    const lineEnd = nextBreak === -1 ? this.text.length : nextBreak;
    // A very long filter is shown around the place only.
    const from = Math.max(lineStart, this.offset - CONTEXT);
    const markedLength = Math.min(this.length, LONGEST_MARK);
    const to = Math.min(lineEnd, this.offset + markedLength + CONTEXT);
    const before = (from > lineStart ? "…" : "") + this.text.slice(from, this.offset);
    const shown = before + this.text.slice(this.offset, to) + (to < lineEnd ? "…" : "");
    const carets = Math.max(1, Math.min(markedLength, to - this.offset));
    // A tab keeps its width above the caret, whatever it is.
    const indent = before.replace(/[^\t]/g, " ");
    return `${this.message}\n  ${shown}\n  ${indent}${"^".repeat(carets)}`;
  }
}

/** Characters shown on either side of the place. */
const CONTEXT = 60;
/** Carets set at most. */
const LONGEST_MARK = 100;
