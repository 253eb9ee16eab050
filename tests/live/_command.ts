// tests/live/_command.ts: whiff as a user runs it: the documented command, in a namespace.
import type { Namespace } from "./_network.ts";

/** Long enough for any machine: a test that waits this long has failed. */
const PATIENCE_MS = 30_000;

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** How a command ended. */
export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How Deno is started; the documented command when left out. */
export interface CommandOptions {
  /** Deno's own flags, before main.ts. */
  readonly permissions?: readonly string[];
  /** The folder to start in. */
  readonly directory?: string;
}

/** One `deno run --allow-ffi main.ts …`, with standard input closed and no terminal. */
export class WhiffCommand implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdout: Promise<string>;
  readonly #reading: Promise<void>;
  stderr = "";
  #onText = () => {};
  #status: Deno.CommandStatus | undefined;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#stdout = new Response(child.stdout).text();
    this.#reading = this.#follow(child.stderr);
    child.status.then((status) => {
      this.#status = status;
      this.#onText();
    });
  }

  /** Starts it. The file paths among `args` are as the user's shell would see them. */
  static start(
    namespace: Namespace,
    args: readonly string[],
    { permissions = ["--allow-ffi"], directory = "/" }: CommandOptions = {},
  ): WhiffCommand {
    const command = new Deno.Command("ip", {
      args: [
        "netns",
        "exec",
        namespace.name,
        Deno.execPath(),
        "run",
        ...permissions,
        MAIN,
        ...args,
      ],
      cwd: directory,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
    return new WhiffCommand(command.spawn());
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

  /** The process's number; `ip netns exec` becomes what it starts. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Resolves as soon as standard error says `text`. */
  async until(text: string): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`Never said ${text}: ${this.stderr}`)),
        PATIENCE_MS,
      );
      this.#onText = () => {
        if (this.stderr.includes(text)) resolve();
        else if (this.#status) reject(new Error(`Ended before it said ${text}: ${this.stderr}`));
      };
      this.#onText();
    }).finally(() => clearTimeout(timer));
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** SIGINT, then how it ended. */
  async interrupt(): Promise<CommandEnd> {
    this.kill("SIGINT");
    return await this.end();
  }

  /** How it ended, when it ends by itself. */
  async end(): Promise<CommandEnd> {
    const { code } = await this.#child.status;
    await this.#reading;
    return { code, stdout: await this.#stdout, stderr: this.stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#status === undefined) this.kill("SIGKILL");
    await this.end();
  }

  async #follow(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.stderr += text;
      this.#onText();
    }
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
