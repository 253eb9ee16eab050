// cli/check_plugin.ts: `whiff check PLUGIN`: its types, held against ours.
import { ExitCode } from "./exit.ts";
import { note } from "./standard_output.ts";
import { UsageError } from "./usage_error.ts";

const CONFIG = new URL("../deno.json", import.meta.url).pathname;

/** Runs `deno check` on a plugin, with our imports. What is wrong goes to standard error. */
export async function checkPlugin(args: readonly string[]): Promise<ExitCode> {
  const [path, ...others] = args;
  if (path === undefined || others.length > 0) {
    throw new UsageError("check takes a plugin's file: whiff check ./mytalkers.ts");
  }
  if (Deno.permissions.querySync({ name: "run", command: Deno.execPath() }).state !== "granted") {
    throw new Deno.errors.NotCapable(
      "Cannot check types without starting deno check: put --allow-run before main.ts",
    );
  }
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--config", CONFIG, path],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (success) note(`whiff: ${path} is well typed`);
  return success ? ExitCode.Ok : ExitCode.Plugin;
}
