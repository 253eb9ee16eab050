// tests/live/_follow.ts: starts a capture in a namespace and follows what it says.
import type { CapturedFrame, CaptureLine, CaptureOrder } from "./_capture.ts";
import { PATIENCE_MS } from "../_patience.ts";
import type { Namespace } from "./_network.ts";
import type { SendOrder } from "./_sender.ts";

/** The last line of a capture. */
export type CaptureEnd = Extract<CaptureLine, { kind: "end" }>;

/** A capture that runs in a process of its own. */
export class Capture implements AsyncDisposable {
  readonly frames: CapturedFrame[] = [];
  readonly notes: string[] = [];
  /** Frames seen, whether they were told or not. */
  count = 0;
  end: CaptureEnd | undefined;
  /** Resolves when the process is gone, and the kernel has taken back all that it held. */
  readonly gone: Promise<unknown>;
  readonly #child: Deno.ChildProcess;
  /** Called at every line. */
  #onLine = () => {};
  #ready = false;
  #running = true;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    const exited = child.status.then(() => this.#running = false);
    this.gone = Promise.all([this.#read(), exited]);
  }

  /** Starts capturing; the first frame sent after it resolves is captured. */
  static async start(namespace: Namespace, order: CaptureOrder): Promise<Capture> {
    const child = namespace.spawnScript("./_capture.ts", JSON.stringify(order));
    const capture = new Capture(child);
    await capture.until("it is ready", () => capture.#ready);
    return capture;
  }

  /** The process's number; `ip netns exec` becomes what it starts. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Resolves as soon as `holds`; throws when it never does. */
  async until(what: string, holds: () => boolean): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`Waited in vain until ${what}`)), PATIENCE_MS);
      this.#onLine = () => {
        if (holds()) resolve();
        else if (this.end !== undefined) reject(new Error(`Ended before ${what}`));
      };
      this.#onLine();
    }).finally(() => {
      clearTimeout(timer);
      this.#onLine = () => {};
    });
  }

  /** Waits for that many frames, stops the capture, and hands over its last line. */
  async stopAfter(count: number): Promise<CaptureEnd> {
    await this.until(`${count} frames came`, () => this.count >= count);
    return this.stop();
  }

  /** SIGINT, then everything up to the last line. */
  stop(): Promise<CaptureEnd> {
    this.kill("SIGINT");
    return this.ended();
  }

  /** The last line of a capture that ends by itself, once it is gone: its socket outlives the line. */
  async ended(): Promise<CaptureEnd> {
    await this.until("it ended", () => this.end !== undefined);
    await this.gone;
    return this.end!;
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#running) this.kill("SIGKILL");
    await this.gone;
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#take(JSON.parse(line));
    }
  }

  #take(line: CaptureLine): void {
    if (line.kind === "ready") this.#ready = true;
    if (line.kind === "note") this.notes.push(line.text);
    if (line.kind === "seen") this.count = line.count;
    if (line.kind === "frame") this.count = this.frames.push(line.frame);
    if (line.kind === "end") this.end = line;
    this.#onLine();
  }
}

/** Sends frames from a namespace, in turn until `count` are sent; by default each once. */
export async function send(
  namespace: Namespace,
  name: string,
  frames: readonly string[],
  count = frames.length,
): Promise<void> {
  const order: SendOrder = { interface: name, frames, count };
  await namespace.runScript("./_sender.ts", JSON.stringify(order));
}
