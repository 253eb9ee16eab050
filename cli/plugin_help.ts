// cli/plugin_help.ts: `--plugin X --help`: what a plugin is for, and its options.
import type { Analyzer } from "../plugins/analyzer.ts";
import type { LoadedPlugin } from "../plugins/load.ts";
import type { Arguments } from "./arguments.ts";
import { loadConfined } from "./confine.ts";
import { requestedAnalyzers } from "./plan.ts";
import { textReader } from "./text_files.ts";

/** Help for each plugin that the command line names. They are loaded, as confined as for a run. */
export async function pluginHelp(given: Arguments): Promise<string> {
  const loaded = await loadToLookAt(given);
  return loaded.map(({ analyzer }) => helpFor(analyzer)).join("\n");
}

/** The plugins that the command line names, as confined as for a run; they are only looked at. */
export async function loadToLookAt(given: Arguments): Promise<LoadedPlugin[]> {
  return await loadConfined({ analyzers: requestedAnalyzers(given), grants: [] }, {
    readSource: await readerFor(given),
    ungranted: true,
  });
}

/** Reading is needed for plugins by path only; without any right it is told by the first that fails. */
async function readerFor(given: Arguments): Promise<(path: string) => string> {
  const [path] = given.all("plugin");
  const { state } = Deno.permissions.querySync({ name: "ffi" });
  return state === "granted" ? await textReader(path) : Deno.readTextFileSync;
}

function helpFor({ definition }: Analyzer): string {
  const { name, description, filter, options = {}, permissions = {}, protocols = [] } = definition;
  const lines = [description === undefined ? name : `${name}: ${description}`];
  if (filter !== undefined) lines.push(`Filter: ${filter}`);
  for (const { name, row: { view } } of protocols) {
    const fields = Object.keys(view.fields).map((field) => `${name}.${field}`);
    lines.push(
      `Protocol ${name}: ${view.title}${fields.length === 0 ? "" : `; ${fields.join(", ")}`}`,
    );
  }
  for (const [right, whats] of Object.entries(permissions)) {
    for (const what of whats) lines.push(`Asks for --grant ${name}:${right}=${what}`);
  }
  const rows = Object.entries(options).map(([option, { accepts, description, defaultText }]) => {
    const unset = defaultText === "" ? "none unless set" : `${defaultText} unless set`;
    return `  --set ${name}.${option}=…  ${description}: ${accepts}; ${unset}`;
  });
  lines.push(rows.length === 0 ? "It has no options." : "Options:");
  return [...lines, ...rows].map((line) => `${line}\n`).join("");
}
