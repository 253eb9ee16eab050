// cli/help.ts: the help, made from the table of flags.
import { type Flag, FLAG_GROUPS, FLAGS } from "./flags.ts";

const HEAD = `whiff: a packet sniffer that you program in TypeScript

  deno run --allow-ffi main.ts [FLAGS] [FILTER]           capture
  deno run --allow-read main.ts -r FILE [FLAGS] [FILTER]  read a file
  deno run --allow-write=. main.ts new NAME.ts            write an analyzer to begin with
  deno run --allow-run main.ts check PLUGIN               check a plugin's types

Without an analyzer it prints a line per packet. FILTER is pcap-filter(7)'s language.`;

const COLUMN = 34;

/** The text of `--help`. */
export function helpText(): string {
  const groups = FLAG_GROUPS.map((group) => {
    const flags = (FLAGS as readonly Flag[]).filter((flag) =>
      flag.group === group && !flag.refused
    );
    return [`${group}:`, ...flags.map(line)].join("\n");
  });
  return [HEAD, ...groups].join("\n\n") + "\n";
}

function line({ name, letter, argument, help }: Flag): string {
  const letterPart = letter === undefined ? "    " : `-${letter}, `;
  const spelling = `  ${letterPart}--${name}${argument === undefined ? "" : ` ${argument}`}`;
  return spelling.length < COLUMN
    ? spelling.padEnd(COLUMN) + help
    : `${spelling}\n${"".padEnd(COLUMN)}${help}`;
}
