// cli/run.ts: from the command line to what it asks for, and to the exit code.
import { BUILT_IN_ANALYZERS } from "../analyzers/mod.ts";
import { analyzerFrom } from "../plugins/validate.ts";
import { parseArguments } from "./arguments.ts";
import { ExitCode, exitCodeFor, messageFor } from "./exit.ts";
import { helpText } from "./help.ts";
import { makePlan } from "./plan.ts";
import { VERSION } from "./version.ts";
import { note, StandardOutput } from "./standard_output.ts";

/** Does what the command line says; never throws. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  try {
    const given = parseArguments(args);
    if (given.has("help") && !given.has("plugin")) return print(helpText());
    if (given.has("version")) return print(`whiff ${VERSION}, Deno ${Deno.version.deno}\n`);
    if (given.has("list-analyzers")) return print(await analyzerList());
    if (given.has("list-interfaces")) {
      const { interfaceList } = await import("./interface_list.ts");
      return print(interfaceList());
    }
    const plan = makePlan(given);
    if (plan.files.length > 0) {
      const { readFiles } = await import("./offline.ts");
      return await readFiles(plan);
    }
    const { capture } = await import("./live.ts");
    return await capture(plan);
  } catch (error) {
    note(`whiff: ${messageFor(error)}`);
    return exitCodeFor(error);
  }
}

function print(text: string): ExitCode {
  new StandardOutput(() => {}).print(text);
  return ExitCode.Ok;
}

/** Our own analyzers, by name. */
async function analyzerList(): Promise<string> {
  const rows = await Promise.all(
    [...BUILT_IN_ANALYZERS].map(async ([name, load]) => {
      const { definition } = analyzerFrom((await load()).default, name);
      return `${name.padEnd(18)}${definition.description ?? ""}\n`;
    }),
  );
  return rows.join("");
}
