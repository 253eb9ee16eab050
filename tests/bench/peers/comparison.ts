// tests/bench/peers/comparison.ts: what several programs needed for one job, as a table.
import { median, ratio } from "../_statistics.ts";

/** What one program needed. */
export interface Contender {
  readonly name: string;
  /** A figure for each round. */
  readonly values: readonly number[];
  /** What became of its answer: "equal", "none lost"; empty where there is none to compare. */
  readonly answer?: string;
}

/** One measure of one job. The first contender is the peer that the others are compared with. */
export interface Comparison {
  /** As in "J1 CPU, ns a packet". */
  readonly title: string;
  readonly contenders: readonly Contender[];
}

/** What a job found, and which peers it did not: "no tshark: not installed". */
export interface Findings {
  readonly comparisons: readonly Comparison[];
  readonly absent: readonly string[];
}

/** What every job is told. */
export interface Settings {
  readonly rounds: number;
  /** Packets of job 1's capture. */
  readonly packets: number;
  /** Frames of a flood. */
  readonly frames: number;
  /** A capture for the jobs 1 and 2, in place of one that is made. */
  readonly capture: string | undefined;
  /** For what is built and made; it is gone afterwards. */
  readonly directory: string;
}

/** What stands in the column of answers when one is wrong. */
export const DIFFERS = "DIFFERS";

const COLUMNS = ["job", "program", "median", "minimum", "maximum", "ratio", "answer"];
/** Columns of words; the others hold numbers, and go to the right. */
const WORDS: ReadonlySet<string> = new Set(["job", "program", "answer"]);

/**
 * Whether all answers are the reference's, as far as the lines go that the program prints of it.
 *
 * @param lines Which of the reference's lines that are; all when not given.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(compareAnswers(["packets 2\n"], "packets 2\nvlan 1\n", /^packets/), "equal");
 * assertStrictEquals(compareAnswers(["packets 3\n"], "packets 2\n"), "DIFFERS");
 * ```
 */
export function compareAnswers(
  answers: readonly string[],
  reference: string,
  lines = /(?:)/,
): string {
  const asked = reference.trim().split("\n").filter((line) => lines.test(line)).join("\n");
  const isEqual = asked !== "" && answers.every((answer) => answer.trim() === asked);
  return isEqual ? "equal" : DIFFERS;
}

/** The lines of the table: a heading, and a line for each contender, the first with the title. */
export function table(comparisons: readonly Comparison[]): string[] {
  const rows = comparisons.flatMap(rowsOf);
  const widths = COLUMNS.map((column, k) =>
    Math.max(column.length, ...rows.map((row) => row[k].length))
  );
  return [COLUMNS, ...rows].map((row) =>
    row.map((cell, k) => WORDS.has(COLUMNS[k]) ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))
      .join("  ").trimEnd()
  );
}

function rowsOf({ title, contenders }: Comparison): string[][] {
  const [reference] = contenders;
  return contenders.map(({ name, values, answer = "" }, n) => [
    n === 0 ? title : "",
    name,
    ...[median(values), Math.min(...values), Math.max(...values)].map(figure),
    contenders.length === 1 ? "" : ratio(values, reference.values).toFixed(2),
    answer,
  ]);
}

/** Three digits that say something. */
function figure(value: number): string {
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
