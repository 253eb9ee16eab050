// tools/reference_page.ts: docs/reference.md, from the table of flags.
import { type Flag, FLAG_GROUPS, type FlagGroup, FLAGS } from "../cli/flags.ts";

const HEAD = `<!-- deno-fmt-ignore-file -->

# Flags

Made from the table of flags by \`deno task generate\`: do not edit.

\`\`\`text
deno run --allow-ffi main.ts [FLAGS] [FILTER]            capture
deno run --allow-read main.ts -r FILE [FLAGS] [FILTER]   read a file
deno run --allow-write=. main.ts new NAME.ts             begin an analyzer
deno run --allow-run main.ts check PLUGIN                check a plugin's types
\`\`\`

Letters mean what they mean in tcpdump. They may stand together (\`-nvvi eth0\`, \`-c10\`), a long
flag takes its value with a blank or with \`=\`, and flags may stand behind the filter. \`--\` ends
the flags. [coming-from.md](coming-from.md) has the usual commands of other tools.
`;

const END = `## Exit codes

| code | what happened |
| ---: | --- |
| 0 | all was done; SIGINT and SIGTERM end a capture so, and so does a reader that goes away |
| 1 | something could not be done: no such file or interface, disk full, interface gone |
| 2 | a flag, the filter or an option is wrong; nothing was opened |
| 3 | a permission is missing; the message says which, and how to give it |
| 4 | a plugin does not load |
| 5 | a capture file is damaged; all whole packets were delivered |
| 10 | --fail-on-alert: there was an alert |
| 11 | --fail-on-loss: packets were lost |
| 130 | a second SIGINT |

## Signals

SIGINT and SIGTERM end the capture: reports, summary, whole files. A second one ends the program at
once. SIGUSR1 prints one line of counts on standard error.

## Environment

\`NO_COLOR\` turns colours off. \`TZ\` is the time zone of packet lines.
`;

/** The page. */
export function referencePage(): string {
  const refused = allFlags().filter(({ refused }) => refused !== undefined);
  return [
    HEAD,
    ...FLAG_GROUPS.map(section),
    "## Not here\n",
    "tcpdump has these; whiff refuses them and says why.\n",
    ...refused.map((flag) => `${heading(flag)}\n\n${sentence(flag.refused!)}\n`),
    END,
  ].join("\n");
}

function section(group: FlagGroup): string {
  const flags = allFlags().filter((flag) => flag.group === group && flag.refused === undefined);
  return [`## ${group}\n`, ...flags.map(entry)].join("\n");
}

function entry(flag: Flag): string {
  const often = flag.repeatable && flag.argument !== undefined
    ? " May be given several times."
    : "";
  const more = flag.more === undefined ? "" : ` ${flag.more}`;
  return `${heading(flag)}\n\n${sentence(flag.help)}${often}${more}\n`;
}

function heading({ letter, name, argument }: Flag): string {
  const value = argument === undefined ? "" : ` ${argument}`;
  const short = letter === undefined ? "" : `\`-${letter}${value}\`, `;
  return `### ${short}\`--${name}${value}\``;
}

/** A phrase with its first letter in upper case and a full stop. */
function sentence(phrase: string): string {
  const end = /[.…]$/.test(phrase) ? "" : ".";
  return phrase.charAt(0).toUpperCase() + phrase.slice(1) + end;
}

function allFlags(): readonly Flag[] {
  return FLAGS;
}
