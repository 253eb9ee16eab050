// tests/bench/peers/start_job.ts: job 4, from the start of a process to the first packet it sees and
// to the first line it prints, beside tcpdump, while a frame passes each millisecond.
import { isInstalled } from "../_programs.ts";
import { ethernet, ipv4 } from "../../live/_frames.ts";
import { Cable, type Namespace, REASON_TO_SKIP } from "../../live/_network.ts";
import type { Findings, Settings } from "./comparison.ts";

const MAIN = new URL("../../../main.ts", import.meta.url).pathname;

/** UDP in a frame of 98 bytes. */
const FRAME = ethernet(ipv4(17, 64));
/** Starts are short, and differ more than what runs long: so many for each round. */
const STARTS = 3;

/** What prints a line for each packet, with the time as seconds since 1970 first. */
const COMMANDS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["tcpdump --immediate-mode", ["tcpdump", "-i", "rx", "-n", "-tt", "-l", "--immediate-mode"]],
  ["tcpdump", ["tcpdump", "-i", "rx", "-n", "-tt", "-l"]],
  ["whiff", [Deno.execPath(), "run", "--allow-ffi", MAIN, "-i", "rx", "-tt", "-l"]],
];

/** Milliseconds since the process was started. */
interface Start {
  /** The kernel's time of the first packet that it tells of: before, it is blind. */
  readonly packet: number;
  /** When its line could be read: what a person sees. */
  readonly line: number;
}

/** Runs the job; needs root and tcpdump. */
export async function startJob({ rounds }: Settings): Promise<Findings> {
  const reason = REASON_TO_SKIP ?? (await isInstalled("tcpdump") ? undefined : "needs tcpdump");
  if (reason !== undefined) return { comparisons: [], absent: [`no J4: ${reason}`] };
  using cable = new Cable();
  const sender = cable.sender.spawnScript("../bench/_pace.ts", "tx", FRAME);
  try {
    for (const [, command] of COMMANDS) await start(cable.receiver, command); // warms the caches
    const starts = COMMANDS.map((): Start[] => []);
    for (let round = 0; round < rounds * STARTS; round++) {
      for (const [n, [, command]] of COMMANDS.entries()) {
        starts[n].push(await start(cable.receiver, command));
      }
    }
    const contenders = (valueOf: (start: Start) => number) =>
      COMMANDS.map(([name], n) => ({ name, values: starts[n].map(valueOf) }));
    return {
      comparisons: [
        { title: "J4 first packet, ms", contenders: contenders(({ packet }) => packet) },
        { title: "J4 first line, ms", contenders: contenders(({ line }) => line) },
      ],
      absent: [],
    };
  } finally {
    sender.kill("SIGKILL");
    await sender.output();
  }
}

/** Starts a command inside, ends it after its first line; `ip` before it costs all the same. */
async function start(namespace: Namespace, command: readonly string[]): Promise<Start> {
  const args = ["netns", "exec", namespace.name, ...command];
  const [stdin, stdout, stderr] = ["null", "piped", "null"] as const;
  const startedAt = now();
  const child = new Deno.Command("ip", { args, stdin, stdout, stderr }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (firstTimeMs(text) === undefined) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`${command.join(" ")} ended without a line`);
    text += value;
  }
  const lineAt = now(), packetAt = firstTimeMs(text) ?? NaN;
  child.kill("SIGTERM");
  await reader.cancel();
  await child.status;
  return { packet: packetAt - startedAt, line: lineAt - startedAt };
}

/** The time at the beginning of the first whole line that has one, in milliseconds since 1970. */
export function firstTimeMs(text: string): number | undefined {
  const time = /^(\d{10}\.\d{6}) .*\n/m.exec(text)?.[1];
  return time === undefined ? undefined : Number(time) * 1000;
}

/** Finer than `Date.now()`. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
