// tests/bench/flood.ts: millions of frames of 128 bytes as fast as they can be sent, for whiff and for
// `tcpdump -w /dev/null` in turn, and for further programs. It needs root, ip and tcpdump.
//
//     deno run -A tests/bench/flood.ts [MILLIONS] [ROUNDS] [NAME=COMMAND ...]
//
// A command captures on the interface `rx` until SIGINT. CPU is all its threads', from the flood's
// first frame until it is idle again; where nobody wants the frames, as a share of one core.
import { ethernet } from "../live/_frames.ts";
import { Cable, type Namespace } from "../live/_network.ts";
import { median, ratio } from "./_statistics.ts";
import { tell } from "./_tell.ts";

const here = (name: string) => new URL(name, import.meta.url).pathname;
const MAIN = here("../../main.ts");
/** Bytes of a frame and of its headers: Ethernet 14, IPv4 20, UDP 8. */
const FRAME_LENGTH = 128, HEADERS_LENGTH = 42;
/** Hosts that send, each from a port of its own. */
const HOSTS = 256;
/** After so long without work a process is idle; and before the flood it has started. */
const QUIET_MS = 1_500;

const WHIFF = [Deno.execPath(), "run", "--allow-ffi", MAIN, "-i", "rx", "--every", "1h"];
const BOTH = ["--plugin", "top-talkers", "--plugin", "protocol-counts"];

/** A program that captures on the interface `rx` until SIGINT. */
export type Command = readonly [name: string, command: readonly string[]];

/** The one whom nobody's interest is to cost nothing. */
export const UNWANTED = "whiff, nobody wants it";

/** What competes; whiff's ring has 64 MiB, so tcpdump's has. */
export const COMMANDS: readonly Command[] = [
  ["tcpdump -w /dev/null", ["tcpdump", "-i", "rx", "-B", "65536", "-w", "/dev/null"]],
  ["whiff, both analyzers", [...WHIFF, ...BOTH]],
  ["whiff, the job", [Deno.execPath(), "run", "-A", here("j1.ts"), "-i", "rx"]],
  ["whiff --count", [...WHIFF, "--count"]],
  [UNWANTED, [...WHIFF, ...BOTH, "ip6"]],
];

/** What is sent: UDP of many hosts, an eighth of it to port 53, the rest to 9; no two payloads alike. */
function traffic(): string[] {
  return Array.from({ length: HOSTS }, (_, host) => {
    const frame = new DataView(new ArrayBuffer(FRAME_LENGTH));
    const bytes = new Uint8Array(frame.buffer);
    bytes.set(Uint8Array.fromHex(ethernet("0800450000000000000040110000" + "0a0900000a0a0001")));
    frame.setUint16(16, FRAME_LENGTH - 14);
    frame.setUint8(29, host);
    frame.setUint16(34, 1024 + 7 * host);
    frame.setUint16(36, host % 8 === 0 ? 53 : 9);
    frame.setUint16(38, FRAME_LENGTH - 34);
    for (let at = HEADERS_LENGTH; at < FRAME_LENGTH; at++) bytes[at] = 31 * at + host;
    return bytes.toHex();
  });
}

/** One round of one command. */
export interface Round {
  readonly received: number;
  readonly dropped: number;
  readonly nsPerFrame: number;
  /** CPU by the flood's time, in per cent. */
  readonly share: number;
}

async function round(cable: Cable, command: readonly string[], frames: number): Promise<Round> {
  const child = inside(cable.receiver, command);
  const said = Promise.all(
    [child.stdout, child.stderr].map((stream) => new Response(stream).text()),
  );
  await sleep(QUIET_MS);
  const before = cpuNanoseconds(child.pid), startedAt = performance.now();
  const order = { interface: "tx", frames: traffic(), count: frames };
  await cable.sender.runScript("./_sender.ts", JSON.stringify(order));
  const elapsedMs = performance.now() - startedAt;
  await sleep(QUIET_MS);
  const cpu = cpuNanoseconds(child.pid) - before;
  child.kill("SIGINT");
  const text = (await said).join("\n");
  await child.status;
  return {
    received: told(text, /(\d+) packets? captured|^packets (\d+)/m),
    dropped: told(text, /(\d+) packets? dropped by kernel|^dropped (\d+)/m),
    nsPerFrame: cpu / frames,
    share: cpu / elapsedMs / 1e4,
  };
}

/** The number in what a program says at its end. */
function told(text: string, pattern: RegExp): number {
  const [, ...numbers] = pattern.exec(text) ?? [];
  return Number(numbers.find((number) => number !== undefined) ?? NaN);
}

function inside(namespace: Namespace, command: readonly string[]): Deno.ChildProcess {
  const args = ["netns", "exec", namespace.name, ...command];
  const [stdout, stderr] = ["piped", "piped"] as const;
  return new Deno.Command("ip", { args, stdin: "null", stdout, stderr }).spawn();
}

/** Time that a process was on a processor, all threads of it (proc(5), schedstat). */
function cpuNanoseconds(pid: number): number {
  const tasks = Array.from(Deno.readDirSync(`/proc/${pid}/task`), ({ name }) => name);
  const times = tasks.map((task) =>
    Number(Deno.readTextFileSync(`/proc/${pid}/task/${task}/schedstat`).split(" ")[0])
  );
  return times.reduce((sum, time) => sum + time, 0);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Floods each command in turn, so many times; the rounds by the commands' names. */
export async function floodInTurn(
  commands: readonly Command[],
  frames: number,
  rounds: number,
): Promise<Map<string, Round[]>> {
  using cable = new Cable();
  const results = new Map(commands.map(([name]) => [name, [] as Round[]]));
  for (let n = 0; n < rounds; n++) {
    for (const [name, command] of commands) {
      results.get(name)?.push(await round(cable, command, frames));
    }
  }
  return results;
}

async function main([millions = "2", rounds = "3", ...others]: readonly string[]): Promise<void> {
  const commands = others.map((text): Command => {
    const [name, ...rest] = text.split("=");
    return [name, rest.join("=").split(" ")];
  });
  const frames = Number(millions) * 1e6;
  const results = await floodInTurn([...COMMANDS, ...commands], frames, Number(rounds));
  const nsOf = (made: readonly Round[]) => made.map(({ nsPerFrame }) => nsPerFrame);
  const [[, first]] = results;
  for (const [name, made] of results) {
    const ns = nsOf(made), share = median(made.map(({ share }) => share));
    tell(
      `${name.padEnd(24)} ${median(ns).toFixed(0).padStart(5)} ns a frame ` +
        `(${Math.min(...ns).toFixed(0)} to ${Math.max(...ns).toFixed(0)}), ` +
        `${ratio(ns, nsOf(first)).toFixed(2)} of the first, ${share.toFixed(1)} % of a core, ` +
        `captured ${Math.min(...made.map(({ received }) => received))}, ` +
        `dropped ${Math.max(...made.map(({ dropped }) => dropped))}`,
    );
  }
}

if (import.meta.main) await main(Deno.args);
