// tests/bench/peers/file_job.ts: job 1, sources by bytes and what runs over what, from a capture file:
// CPU and wall time, start included, and memory, beside C on libpcap, gopacket and tcpdump.
import { buildC, buildGo, isInstalled } from "../_programs.ts";
import { type Cost, cost, peakMegabytes } from "../_resources.ts";
import { makeCapture } from "../_traffic.ts";
import { compareAnswers, type Contender, type Findings, type Settings } from "./comparison.ts";

interface Program {
  readonly name: string;
  readonly command: readonly string[];
  /** Its output as the job's lines; absent where it answers something else. */
  readonly answer?: (output: string) => string;
  /** Which of the job's lines it prints; all when absent. */
  readonly lines?: RegExp;
}

const here = (name: string) => new URL(name, import.meta.url).pathname;

/** Runs the job. The first program's answer is what the others' have to equal. */
export async function fileJob(settings: Settings): Promise<Findings> {
  const { directory, rounds } = settings;
  const capture = settings.capture ?? `${directory}/traffic.pcap`;
  if (settings.capture === undefined) await makeCapture(capture, settings.packets);
  const absent: string[] = [];
  const programs = await programsFor(capture, directory, absent);
  // What it takes to see the memory warms the caches, ours and the kernel's.
  const peaks: number[] = [];
  for (const { command } of programs) peaks.push(await peakMegabytes(command));
  const costs = programs.map((): Cost[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [n, { command }] of programs.entries()) costs[n].push(await cost(command));
  }
  const reference = costs[0][0].output;
  const packets = Number(/^packets (\d+)$/m.exec(reference)?.[1]);
  const contenders = (valuesOf: (n: number) => readonly number[]): Contender[] =>
    programs.map(({ name, answer, lines }, n) => ({
      name,
      values: valuesOf(n),
      answer: answer &&
        compareAnswers(costs[n].map(({ output }) => answer(output)), reference, lines),
    }));
  const perPacket = (ms: number) => ms * 1e6 / packets;
  return {
    comparisons: [
      {
        title: "J1 CPU, ns a packet",
        contenders: contenders((n) => costs[n].map(({ cpuMs }) => perPacket(cpuMs))),
      },
      {
        title: "J1 wall, ns a packet",
        contenders: contenders((n) => costs[n].map(({ wallMs }) => perPacket(wallMs))),
      },
      { title: "J1 memory, MB", contenders: contenders((n) => [peaks[n]]) },
    ],
    absent,
  };
}

async function programsFor(
  capture: string,
  directory: string,
  absent: string[],
): Promise<Program[]> {
  const asIs = (output: string) => output;
  const [c, go] = [await buildC(directory), await buildGo(directory)];
  const hasTcpdump = await isInstalled("tcpdump");
  if (c === undefined) absent.push("no C on libpcap: needs cc and libpcap-dev");
  if (go === undefined) {
    absent.push("no gopacket: needs go and golang-github-gopacket-gopacket-dev");
  }
  if (!hasTcpdump) absent.push("no tcpdump: not installed");
  const deno = [Deno.execPath(), "run", "-A"];
  const analyzers = ["--plugin", "top-talkers", "--plugin", "protocol-counts"];
  return [
    ...c === undefined ? [] : [{ name: "C on libpcap", command: [c, capture], answer: asIs }],
    { name: "whiff, the job", command: [...deno, here("../j1.ts"), capture], answer: asIs },
    {
      name: "whiff, the command",
      command: [
        ...[...deno, here("../../../main.ts"), "-r", capture],
        ...[...analyzers, "--format", "ndjson"],
      ],
      answer: linesOfReport,
      lines: /^(packets|top) /,
    },
    ...go === undefined ? [] : [{ name: "gopacket", command: [go, capture], answer: asIs }],
    ...hasTcpdump
      ? [{ name: "tcpdump -w /dev/null", command: ["tcpdump", "-r", capture, "-w", "/dev/null"] }]
      : [],
  ];
}

/** What top-talkers says in JSON, as the job's lines. */
export function linesOfReport(output: string): string {
  const [{ loss, tables: [{ rows }] }] = output.trim().split("\n").map((line) => JSON.parse(line));
  return [
    `packets ${loss.packets}`,
    ...rows.map(({ talker, bytes, packets }: Record<string, string | number>, rank: number) =>
      `top ${rank + 1} ${talker} ${bytes} ${packets}`
    ),
  ].join("\n");
}
