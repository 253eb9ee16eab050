// tests/bench/peers.ts: job 1, sources by bytes and what runs over what, beside the peers that are
// installed: their answers compared, and what each costs, start included.
//
//     deno run -A tests/bench/peers.ts [--capture FILE] [--packets 1000000] [--rounds 5]
//
// Rounds are interleaved, so that a slow minute of the machine is everybody's. Without a capture it
// makes one (tests/bench/_traffic.ts). The program in C needs cc and libpcap's headers.
import { parseArgs } from "@std/cli/parse-args";
import { type Cost, cost } from "./_resources.ts";
import { median } from "./_statistics.ts";
import { makeCapture } from "./_traffic.ts";

const here = (name: string) => new URL(name, import.meta.url).pathname;

/** A competitor. The first that has an answer of the job's form is what the others' have to equal. */
interface Peer {
  readonly name: string;
  readonly command: readonly string[];
  /** Prints the job's lines, and not something of its own. */
  readonly answers: boolean;
}

async function installed(directory: string, capture: string): Promise<Peer[]> {
  const deno = [Deno.execPath(), "run", "-A"];
  const peers: Peer[] = [
    { name: "whiff, the job", command: [...deno, here("./j1.ts"), capture], answers: true },
    {
      name: "whiff, the command",
      command: [
        ...[...deno, here("../../main.ts"), "-r", capture],
        ...["--plugin", "top-talkers", "--plugin", "protocol-counts"],
      ],
      answers: false,
    },
    {
      name: "tcpdump -w /dev/null",
      command: ["tcpdump", "-r", capture, "-w", "/dev/null"],
      answers: false,
    },
  ];
  const program = `${directory}/j1_peer`;
  const built = await attempt(["cc", "-O2", "-o", program, here("./j1_peer.c"), "-lpcap"]);
  if (built) peers.unshift({ name: "C on libpcap", command: [program, capture], answers: true });
  else tell("no C on libpcap: it needs cc and libpcap-dev");
  const present = [];
  for (const peer of peers) {
    if (await attempt([peer.command[0], "--version"]) || peer.command[0] === program) {
      present.push(peer);
    } else tell(`no ${peer.name}: not installed`);
  }
  return present;
}

async function attempt(command: readonly string[]): Promise<boolean> {
  try {
    return (await cost(command)).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function tell(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

const given = parseArgs(Deno.args, {
  string: ["capture", "packets", "rounds"],
  default: { packets: "1000000", rounds: "5" },
});
const directory = Deno.makeTempDirSync({ prefix: "whiff-bench-" });
try {
  const capture = given.capture ?? `${directory}/traffic.pcap`;
  if (given.capture === undefined) await makeCapture(capture, Number(given.packets));
  const peers = await installed(directory, capture);
  const runs = new Map(peers.map((peer) => [peer, [] as Cost[]]));
  for (const { command } of peers) await cost(command); // warm the caches, ours and the kernel's
  for (let round = 0; round < Number(given.rounds); round++) {
    for (const peer of peers) runs.get(peer)?.push(await cost(peer.command));
  }
  const answer = runs.get(peers.find(({ answers }) => answers) ?? peers[0])?.[0].output ?? "";
  const packets = Number(/^packets (\d+)$/m.exec(answer)?.[1]);
  const unit = median([...runs.values()][0].map(({ cpuMs }) => cpuMs));
  tell(`${packets} packets; CPU by the packet, start included`);
  for (const [{ name, answers }, costs] of runs) {
    const ns = costs.map(({ cpuMs }) => cpuMs * 1e6 / packets);
    const same = !answers
      ? ""
      : costs.every(({ output }) => output === answer)
      ? "equal"
      : "DIFFERS";
    tell(
      `${name.padEnd(22)} ${median(ns).toFixed(0).padStart(6)} ns ` +
        `(${Math.min(...ns).toFixed(0)} to ${Math.max(...ns).toFixed(0)}), wall ` +
        `${(median(costs.map(({ wallMs }) => wallMs)) * 1e6 / packets).toFixed(0)} ns, ` +
        `${(median(costs.map(({ cpuMs }) => cpuMs)) / unit).toFixed(2)} of the first ${same}`,
    );
  }
} finally {
  Deno.removeSync(directory, { recursive: true });
}
