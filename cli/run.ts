// cli/run.ts: from the command line to what it asks for, and to the exit code.
import { parseArguments } from "./arguments.ts";
import { type ExitCode, exitCodeFor, messageFor } from "./exit.ts";
import { makePlan } from "./plan.ts";
import { note } from "./standard_output.ts";

/** Does what the command line says; never throws. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  try {
    const given = parseArguments(args);
    const plan = makePlan(given);
    const { readFiles } = await import("./offline.ts");
    return await readFiles(plan);
  } catch (error) {
    note(`whiff: ${messageFor(error)}`);
    return exitCodeFor(error);
  }
}
