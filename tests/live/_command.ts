// tests/live/_command.ts: whiff as a user runs it: the documented command, in a namespace.
import type { Namespace } from "./_network.ts";
import { Program } from "./_program.ts";

export type { CommandEnd } from "./_program.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** How Deno is started; the documented command when left out. */
export interface CommandOptions {
  /** Deno's own flags, before main.ts. */
  readonly permissions?: readonly string[];
  /** The folder to start in. */
  readonly directory?: string;
}

/** One `deno run --allow-ffi main.ts …`. */
export class WhiffCommand extends Program {
  /** Starts it. The file paths among `args` are as the user's shell would see them. */
  static start(
    namespace: Namespace,
    args: readonly string[],
    { permissions = ["--allow-ffi"], directory }: CommandOptions = {},
  ): WhiffCommand {
    const command = [Deno.execPath(), "run", ...permissions, MAIN, ...args];
    return new WhiffCommand(namespace, command, directory);
  }

  /** Starts it, and waits until it captures. */
  static async listening(
    namespace: Namespace,
    args: readonly string[],
    options?: CommandOptions,
  ): Promise<WhiffCommand> {
    const command = WhiffCommand.start(namespace, args, options);
    await command.until("listening on");
    return command;
  }
}

/** A file of the test's own, gone when the test is. */
export class Scratch implements Disposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "whiff-test-" });

  constructor() {
    // The command runs on as nobody, who has to be able to come here.
    Deno.chmodSync(this.directory, 0o755);
  }

  /** Writes a file there; its path. */
  write(name: string, text: string): string {
    const path = `${this.directory}/${name}`;
    Deno.writeTextFileSync(path, text);
    return path;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}
