// tests/bench/flood.ts: two million frames of 128 bytes as fast as they can be sent, for whiff with
// both analyzers and for `tcpdump -w /dev/null` in turn. It needs root, ip and tcpdump.
//
//     deno run -A tests/bench/flood.ts [MILLIONS] [ROUNDS]
//
// CPU is the process's from the flood's first frame until it is idle again, by the frame.
import { ethernet, ipv4 } from "../live/_frames.ts";
import { Cable, type Namespace } from "../live/_network.ts";
import { median } from "./_statistics.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const PAYLOAD_LENGTH = 128 - 14 - 20;
/** After so long without work a process is idle; and before the flood it has started. */
const QUIET_MS = 1_500;
/** USER_HZ of proc(5): ticks a second. */
const TICKS = 100;

/** What competes, on the interface `rx`. */
const COMMANDS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["tcpdump -w /dev/null", ["tcpdump", "-i", "rx", "-w", "/dev/null"]],
  ["whiff, both analyzers", [
    ...[Deno.execPath(), "run", "--allow-ffi", MAIN, "-i", "rx", "--every", "1h"],
    ...["--plugin", "top-talkers", "--plugin", "protocol-counts"],
  ]],
  ["whiff, nobody wants it", [
    ...[Deno.execPath(), "run", "--allow-ffi", MAIN, "-i", "rx", "--every", "1h"],
    ...["--plugin", "protocol-counts", "ip6"],
  ]],
];

/** One round of one command. */
interface Round {
  readonly received: number;
  readonly dropped: number;
  readonly nsPerFrame: number;
}

async function round(cable: Cable, command: readonly string[], frames: number): Promise<Round> {
  const child = inside(cable.receiver, command);
  const said = new Response(child.stderr).text();
  await sleep(QUIET_MS);
  const before = cpuSeconds(child.pid);
  const order = { interface: "tx", frames: [ethernet(ipv4(17, PAYLOAD_LENGTH))], count: frames };
  await cable.sender.runScript("./_sender.ts", JSON.stringify(order));
  await sleep(QUIET_MS);
  const seconds = cpuSeconds(child.pid) - before;
  child.kill("SIGINT");
  const text = await said;
  await child.status;
  const told = (what: string) =>
    Number(new RegExp(`(\\d+) packets? ${what}`).exec(text)?.[1] ?? NaN);
  return {
    received: told("captured"),
    dropped: told("dropped by kernel"),
    nsPerFrame: seconds * 1e9 / frames,
  };
}

function inside(namespace: Namespace, command: readonly string[]): Deno.ChildProcess {
  const args = ["netns", "exec", namespace.name, ...command];
  return new Deno.Command("ip", { args, stdin: "null", stdout: "null", stderr: "piped" }).spawn();
}

/** User and system time of a process, all threads (proc(5), fields 14 and 15 of stat). */
function cpuSeconds(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const [millions = 2, rounds = 3] = Deno.args.map(Number);
const frames = millions * 1e6;
using cable = new Cable();
const results = new Map(COMMANDS.map(([name]) => [name, [] as Round[]]));
for (let n = 0; n < rounds; n++) {
  for (const [name, command] of COMMANDS) {
    results.get(name)?.push(await round(cable, command, frames));
  }
}
for (const [name, made] of results) {
  const ns = made.map(({ nsPerFrame }) => nsPerFrame);
  const [received, dropped] = [made.map((one) => one.received), made.map((one) => one.dropped)];
  const line = `${name.padEnd(24)} ${median(ns).toFixed(0)} ns a frame ` +
    `(${Math.min(...ns).toFixed(0)} to ${Math.max(...ns).toFixed(0)}), ` +
    `captured ${Math.min(...received)}, dropped ${Math.max(...dropped)}\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(line));
}
