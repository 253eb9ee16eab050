// cli/run.ts: from the command line to what it asks for, and to the exit code.
import { type Arguments, parseArguments } from "./arguments.ts";
import { ExitCode, exitCodeFor, messageFor } from "./exit.ts";
import { helpText } from "./help.ts";
import { type FilesRead, makePlan } from "./plan.ts";
import { readText } from "./text_files.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";
import { note, StandardOutput } from "./standard_output.ts";

/**
 * Does what the command line says; never throws. What only one way needs is
 * imported on it: a capture is to begin soon (tests/cli/start_test.ts).
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  try {
    const [command, ...rest] = args;
    if (command === "new") {
      const { newPlugin } = await import("./new_plugin.ts");
      return print(await newPlugin(rest));
    }
    if (command === "check") {
      const { checkPlugin } = await import("./check_plugin.ts");
      return await checkPlugin(rest);
    }
    const given = parseArguments(args);
    if (given.has("help")) {
      if (!given.has("plugin")) return print(helpText());
      const { pluginHelp } = await import("./plugin_help.ts");
      return print(await pluginHelp(given));
    }
    if (given.has("version")) return print(`whiff ${VERSION}, Deno ${Deno.version.deno}\n`);
    if (given.has("list-analyzers")) {
      const { analyzerList } = await import("./analyzer_list.ts");
      return print(await analyzerList());
    }
    if (given.has("list-interfaces")) {
      const { interfaceList } = await import("./interface_list.ts");
      return print(interfaceList());
    }
    if (given.has("list-fields")) {
      const { fieldList } = await import("./field_list.ts");
      return print(await fieldList(given));
    }
    const plan = makePlan(given, await filesRead(given));
    if (given.has("dump-filter") || given.has("explain")) {
      const { filterDump } = await import("./filter_dump.ts");
      return print(await filterDump(given, plan, {}));
    }
    if (given.has("list-link-types")) {
      const { linkTypeList } = await import("./interface_list.ts");
      return print(linkTypeList(plan.interfaces));
    }
    if (plan.fields !== undefined || plan.decodeAs.length > 0) {
      const { checkNames } = await import("./check_names.ts");
      checkNames(plan);
    }
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

/** The files that `-F` and `-V` name. */
async function filesRead(given: Arguments): Promise<FilesRead> {
  const [filterFile, listFile] = [given.text("filter-file"), given.text("read-list")];
  if (filterFile !== undefined && given.filter !== "") {
    throw new UsageError(
      "-F has the filter, and there is one on the command line: give one of them",
    );
  }
  const list = listFile && (listFile === "-" ? await inputText() : await readText(listFile));
  return {
    // As in tcpdump, a line of the file may end in a comment.
    filter: filterFile && (await readText(filterFile)).replaceAll(/#.*$/gm, "").trim(),
    list: list?.split("\n").map((line) => line.trim()).filter((line) => line !== ""),
  };
}

/** All of standard input. */
async function inputText(): Promise<string> {
  return await new Response(Deno.stdin.readable).text();
}
