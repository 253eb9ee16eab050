// tests/live/_program.ts: a program in a namespace, and what it says while it runs.
import { PATIENCE_MS } from "../_patience.ts";
import type { Namespace } from "./_network.ts";

/** How a program ended. */
export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One program, with standard input closed and no terminal; it ends with the test at the latest. */
export class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<unknown>;
  /** What it has said so far. */
  stdout = "";
  stderr = "";
  #onText = () => {};
  #status: Deno.CommandStatus | undefined;

  /** Starts `command` in the namespace, in `directory`. */
  constructor(namespace: Namespace, command: readonly string[], directory = "/") {
    this.#child = new Deno.Command("ip", {
      args: ["netns", "exec", namespace.name, ...command],
      cwd: directory,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#reading = Promise.all([
      this.#follow(this.#child.stdout, (text) => this.stdout += text),
      this.#follow(this.#child.stderr, (text) => this.stderr += text),
    ]);
    this.#child.status.then((status) => {
      this.#status = status;
      this.#onText();
    });
  }

  /** Starts a server, and waits until it has said `ready`. */
  static async serving(
    namespace: Namespace,
    command: readonly string[],
    ready: string,
  ): Promise<Program> {
    const program = new Program(namespace, command);
    await program.until(ready);
    return program;
  }

  /** The process's number; `ip netns exec` becomes what it starts. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Resolves as soon as it has said `text`, on standard error or standard output. */
  async until(text: string): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`Never said ${text}: ${this.stderr}`)),
        PATIENCE_MS,
      );
      this.#onText = () => {
        if (this.stderr.includes(text) || this.stdout.includes(text)) resolve();
        else if (this.#status) reject(new Error(`Ended before it said ${text}: ${this.stderr}`));
      };
      this.#onText();
    }).finally(() => {
      clearTimeout(timer);
      this.#onText = () => {};
    });
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
    // One that does not end fails by what it did not say.
    const timer = setTimeout(() => this.kill("SIGKILL"), PATIENCE_MS);
    const { code } = await this.#child.status;
    clearTimeout(timer);
    await this.#reading;
    return { code, stdout: this.stdout, stderr: this.stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#status === undefined) this.kill("SIGKILL");
    await this.end();
  }

  async #follow(
    stream: ReadableStream<Uint8Array<ArrayBuffer>>,
    add: (text: string) => void,
  ): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      add(text);
      this.#onText();
    }
  }
}
