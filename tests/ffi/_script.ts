// tests/ffi/_script.ts: runs a piece of TypeScript in a process of its own.

/** What it said. */
export interface ScriptResult {
  readonly out: string;
  readonly error: string;
}

/** Runs `code` with these permissions alone; what is not given is refused, not asked for. */
export async function runScript(code: string, ...flags: string[]): Promise<ScriptResult> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, code);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "--no-config", ...flags, path],
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { out: decoder.decode(stdout), error: decoder.decode(stderr) };
  } finally {
    await Deno.remove(path);
  }
}
