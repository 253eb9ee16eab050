// tests/live/_network.ts: network namespaces and veth pairs of our own, gone when the test is.
import { PATIENCE_MS } from "../_patience.ts";

const decoder = new TextDecoder();

/** Scripts of this folder that use the kernel's own stack; the others need foreign calls. */
const TALKERS: ReadonlySet<string> = new Set(["./_talk.ts", "./_web_server.ts"]);

/** Why live tests cannot run here; `undefined` when they can. Stands in the name of a skipped test. */
export const REASON_TO_SKIP: string | undefined = reasonToSkip();

function reasonToSkip(): string | undefined {
  if (Deno.build.os !== "linux") return "needs Linux";
  if (Deno.uid() !== 0) return "needs root";
  try {
    const name = uniqueName();
    if (!ip("netns", "add", name).success) return "may not make network namespaces";
    ip("netns", "del", name);
    return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "needs ip of iproute2";
    throw error;
  }
}

/**
 * Registers a test that needs root and namespaces, or one that says why it was skipped.
 *
 * @param tools Programs it runs besides `ip`.
 */
export function liveTest(name: string, run: () => void | Promise<void>, ...tools: string[]): void {
  const missing = tools.filter((tool) => !isInstalled(tool));
  const reason = REASON_TO_SKIP ??
    (missing.length === 0 ? undefined : `needs ${missing.join(", ")}`);
  Deno.test({
    name: reason === undefined ? name : `${name} (skipped: ${reason})`,
    ignore: reason !== undefined,
    fn: run,
  });
}

/** A script that runs until it is disposed of. */
export interface StartedScript extends AsyncDisposable {
  kill(signal: Deno.Signal): void;
  /** What it says next. */
  nextLine(): Promise<string>;
}

/** A network namespace with its loopback up and IPv6 off, so that nothing talks by itself. */
export class Namespace implements Disposable {
  readonly name: string;

  constructor() {
    this.name = uniqueName();
    mustRun("ip", "netns", "add", this.name);
    // What is made later inherits `default`.
    for (const scope of ["all", "default"]) {
      this.run("sysctl", "-qw", `net.ipv6.conf.${scope}.disable_ipv6=1`);
    }
    this.ip("link", "set", "lo", "up");
  }

  /** `ip` inside. */
  ip(...args: string[]): void {
    mustRun("ip", "-n", this.name, ...args);
  }

  /** Several of `ip`'s commands inside, a line each, by one process. */
  batch(lines: string): void {
    const path = Deno.makeTempFileSync();
    try {
      Deno.writeTextFileSync(path, lines);
      mustRun("ip", "-n", this.name, "-batch", path);
    } finally {
      Deno.removeSync(path);
    }
  }

  /** Gives an interface 192.0.2.HOST and 2001:db8::HOST. */
  address(name: string, host: number): void {
    this.run("sysctl", "-qw", `net.ipv6.conf.${name}.disable_ipv6=0`);
    this.ip("address", "add", `192.0.2.${host}/24`, "dev", name);
    this.ip("address", "add", `2001:db8::${host}/64`, "dev", name, "nodad");
  }

  /** Any command inside, to its end; its standard output. */
  run(...command: string[]): string {
    return mustRun("ip", "netns", "exec", this.name, ...command);
  }

  /** A script of this folder inside, with the one permission it needs, started and not waited for. */
  spawnScript(script: string, ...args: string[]): Deno.ChildProcess {
    return this.#script(script, args, "inherit").spawn();
  }

  /** As {@linkcode spawnScript}, but resolves when it has said its first word. */
  async startScript(script: string, ...args: string[]): Promise<StartedScript> {
    const child = this.spawnScript(script, ...args);
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    // A line is short, and comes in one piece.
    const nextLine = async () => (await reader.read()).value ?? "";
    await nextLine();
    let running = true;
    child.status.then(() => running = false);
    return {
      nextLine,
      kill: (signal) => child.kill(signal),
      async [Symbol.asyncDispose]() {
        if (running) child.kill("SIGTERM");
        await child.status;
        await reader.cancel();
      },
    };
  }

  /** What a script of this folder says on standard error before it ends with a failure. */
  async failingScript(script: string, ...args: string[]): Promise<string> {
    const { success, stderr } = await this.#script(script, args, "piped").output();
    if (success) throw new Error(`${script} did not fail`);
    return decoder.decode(stderr);
  }

  /** A script of this folder inside, to its end; its standard output. */
  async runScript(script: string, ...args: string[]): Promise<string> {
    const child = this.spawnScript(script, ...args);
    const { success, stdout } = await child.output();
    if (!success) throw new Error(`${script} failed`);
    return decoder.decode(stdout);
  }

  /** What the kernel says of an interface. */
  link(name: string): LinkState {
    const [{ ifindex: index, flags, promiscuity }] = JSON.parse(
      this.run("ip", "-d", "-j", "link", "show", "dev", name),
    );
    return { index, flags, promiscuity };
  }

  /**
   * Waits until an interface carries frames. The kernel sees to that after the command that sets it
   * up: until then a bridge has no port, and what is sent is lost without a word.
   */
  awaitCarrier(name: string): void {
    const deadline = performance.now() + PATIENCE_MS;
    while (this.#operationalState(name) !== "UP") {
      if (performance.now() > deadline) throw new Error(`Waited in vain until ${name} carries`);
    }
  }

  #operationalState(name: string): string {
    const [{ operstate }] = JSON.parse(mustRun("ip", "-n", this.name, "-j", "link", "show", name));
    return operstate;
  }

  [Symbol.dispose](): void {
    mustRun("ip", "netns", "del", this.name);
  }

  #script(script: string, args: string[], stderr: "inherit" | "piped"): Deno.Command {
    return new Deno.Command("ip", {
      args: ["netns", "exec", this.name, Deno.execPath(), ...scriptArguments(script), ...args],
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr,
    });
  }
}

/** An interface of a namespace, as `ip -d -j link` tells it. */
export interface LinkState {
  readonly index: number;
  readonly flags: readonly string[];
  /** How many asked for promiscuous mode. */
  readonly promiscuity: number;
}

/** Two namespaces with a cable between them, from `tx` in the sender to `rx` in the receiver. */
export class Cable implements Disposable {
  readonly sender = new Namespace();
  readonly receiver = new Namespace();

  /** @param mtu Bytes of the largest packet. */
  constructor(mtu = 1500) {
    using undo = new DisposableStack();
    undo.use(this);
    const { sender, receiver } = this;
    const other = ["peer", "name", "rx", "netns", receiver.name];
    sender.ip("link", "add", "name", "tx", "type", "veth", ...other);
    sender.ip("link", "set", "dev", "tx", "mtu", String(mtu), "up");
    receiver.ip("link", "set", "dev", "rx", "mtu", String(mtu), "up");
    sender.awaitCarrier("tx");
    receiver.awaitCarrier("rx");
    undo.move();
  }

  /** One with addresses: the sender's are 192.0.2.1 and 2001:db8::1, the receiver's end in 2. */
  static addressed(): Cable {
    const cable = new Cable();
    cable.sender.address("tx", 1);
    cable.receiver.address("rx", 2);
    return cable;
  }

  [Symbol.dispose](): void {
    this.receiver[Symbol.dispose]();
    this.sender[Symbol.dispose]();
  }
}

/** No other test has it, in this process or another. */
function uniqueName(): string {
  return `whiff-${crypto.randomUUID().slice(0, 13)}`;
}

function scriptArguments(script: string): string[] {
  const path = new URL(script, import.meta.url).pathname;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const permission = TALKERS.has(script) ? "--allow-net" : "--allow-ffi";
  return ["run", "--quiet", "--no-prompt", permission, "--config", config, path];
}

/** Looked up, not run: what some programs do without arguments does not end. */
function isInstalled(tool: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${tool}`).isFile;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
        return false;
      }
      throw error;
    }
  });
}

function ip(...args: string[]): Deno.CommandOutput {
  return new Deno.Command("ip", { args }).outputSync();
}

function mustRun(command: string, ...args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command(command, { args, stdin: "null" })
    .outputSync();
  if (success) return decoder.decode(stdout);
  throw new Error(`${command} ${args.join(" ")}: ${decoder.decode(stderr)}`);
}
