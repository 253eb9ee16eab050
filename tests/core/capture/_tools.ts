// tests/core/capture/_tools.ts: other programs that read capture files, where they are installed.

/** True when a program can be started. */
export function installed(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Runs a program and gives its output; its failure fails the test. */
export function run(program: string, ...args: string[]): string {
  const output = new Deno.Command(program, { args, stderr: "piped", env: { TZ: "UTC" } })
    .outputSync();
  if (!output.success) {
    throw new Error(`${program} ${args.join(" ")}: ${new TextDecoder().decode(output.stderr)}`);
  }
  return new TextDecoder().decode(output.stdout);
}

/** A test that needs a program; without it, it is skipped and its name says why. */
export function testWith(program: string, name: string, test: () => void | Promise<void>): void {
  const ignore = !installed(program);
  Deno.test({ name: ignore ? `${name} (skipped: no ${program})` : name, ignore, fn: test });
}

/** Makes a directory for `use`, and removes it. */
export async function inDirectory(use: (path: string) => void | Promise<void>): Promise<void> {
  const path = Deno.makeTempDirSync({ prefix: "whiff-" });
  try {
    await use(path);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}
