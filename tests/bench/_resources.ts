// tests/bench/_resources.ts: what a command costs, by the kernel's own account.

/** One run of a command. */
export interface Cost {
  readonly success: boolean;
  readonly output: string;
  /** User and system time of all its threads, in milliseconds. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

const RUSAGE_CHILDREN = -1;
/** struct rusage of getrusage(2) on 64-bit Linux: two struct timeval come first, then ru_maxrss. */
const RUSAGE_SIZE = 144;
const MAX_RSS_AT = 32;

const { symbols } = Deno.dlopen("libc.so.6", {
  // int getrusage(int who, struct rusage *usage); getrusage(2)
  getrusage: { parameters: ["i32", "buffer"], result: "i32" },
});

/**
 * Runs a command to its end. One at a time: all children count alike.
 *
 * @param keeps whether its output is wanted; else it goes to /dev/null
 */
export async function cost(
  [program, ...args]: readonly string[],
  keeps = true,
): Promise<Cost> {
  const cpuBefore = childrenMs(), began = performance.now();
  const command = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: keeps ? "piped" : "null",
    stderr: "null",
  });
  const { success, output } = keeps ? textOf(await command.output()) : {
    ...await command.spawn().status,
    output: "",
  };
  return { success, output, cpuMs: childrenMs() - cpuBefore, wallMs: performance.now() - began };
}

function textOf({ success, stdout }: Deno.CommandOutput) {
  return { success, output: new TextDecoder().decode(stdout) };
}

/** The most memory that any child that has ended had at a time, in megabytes. */
export function childrenPeakMegabytes(): number {
  return Number(childrenUsage().getBigInt64(MAX_RSS_AT, true)) * 1024 / 1e6;
}

function childrenUsage(): DataView {
  const usage = new DataView(new ArrayBuffer(RUSAGE_SIZE));
  if (symbols.getrusage(RUSAGE_CHILDREN, usage) !== 0) throw new Error("getrusage failed");
  return usage;
}

/** CPU time of all children that have ended. */
function childrenMs(): number {
  const usage = childrenUsage();
  let ms = 0;
  for (let at = 0; at < 32; at += 16) {
    ms += Number(usage.getBigInt64(at, true)) * 1000 +
      Number(usage.getBigInt64(at + 8, true)) / 1000;
  }
  return ms;
}
