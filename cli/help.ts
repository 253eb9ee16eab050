// cli/help.ts: the help, made from the table of flags: a screen of 80 columns.
import { type Flag, FLAG_GROUPS, FLAGS } from "./flags.ts";

const HEAD = `whiff: a packet sniffer that you program in TypeScript

  deno run --allow-ffi main.ts [FLAGS] [FILTER]           capture
  deno run --allow-read main.ts -r FILE [FLAGS] [FILTER]  read a file
  deno run --allow-write=. main.ts new NAME.ts            begin an analyzer
  deno run --allow-run main.ts check PLUGIN               check a plugin's types

Without an analyzer it prints a line per packet. FILTER is pcap-filter(7)'s
language. Letters have long names too: docs/reference.md has all.`;

/** Columns of a terminal as they come. */
const WIDTH = 80;
/** Columns of a flag and its argument; what is longer pushes its help on. */
const SPELLING = 13;
/** Columns of a flag that shares its line with another. */
const HALF = WIDTH / 2;

/** The text of `--help`: short entries stand two on a line. */
export function helpText(): string {
  const groups = FLAG_GROUPS.map((group) => {
    const flags = (FLAGS as readonly Flag[]).filter((flag) =>
      flag.group === group && flag.refused === undefined
    );
    return [`${group}:`, ...paired(flags.map(entry))].join("\n");
  });
  return [HEAD, "", ...groups].join("\n") + "\n";
}

function entry({ name, letter, argument, help }: Flag): string {
  const flag = letter === undefined ? `--${name}` : `-${letter}`;
  const spelling = argument === undefined ? flag : `${flag} ${argument}`;
  const gap = spelling.length > SPELLING ? "  " : " ";
  return `  ${spelling.padEnd(SPELLING)}${gap}${help}`;
}

/** The entries as lines: long ones first, then short ones, two on a line. */
function paired(entries: readonly string[]): string[] {
  const lines = entries.filter(({ length }) => length >= HALF);
  const short = entries.filter(({ length }) => length < HALF);
  for (let at = 0; at < short.length; at += 2) {
    const [left, right] = [short[at], short[at + 1]];
    lines.push(right === undefined ? left : left.padEnd(HALF) + right);
  }
  return lines;
}
