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
/** struct rusage of getrusage(2) on 64-bit Linux: two struct timeval come first. */
const RUSAGE_SIZE = 144;
/** How often one looks how much memory a command has had. */
const LOOK_MS = 5;
/** How often a command is run that has ended before one could look. */
const MOST_RUNS = 20;

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

/**
 * The most memory that a command has at a time, in megabytes, its output thrown away. It is the
 * kernel's own mark (VmHWM of proc(5)), looked at until the command ends: that of getrusage(2)
 * will not do, because a child's begins with what its parent had. One that has ended before the
 * first look is run again.
 *
 * @throws {Error} when it always has
 */
export async function peakMegabytes(command: readonly string[]): Promise<number> {
  for (let run = 0; run < MOST_RUNS; run++) {
    const peak = await peakKibibytes(command);
    if (peak > 0) return peak * 1024 / 1e6;
  }
  throw new Error(`Cannot see how much memory ${command.join(" ")} has: it ends too soon`);
}

async function peakKibibytes([program, ...args]: readonly string[]): Promise<number> {
  const [stdin, stdout, stderr] = ["null", "null", "null"] as const;
  const child = new Deno.Command(program, { args, stdin, stdout, stderr }).spawn();
  let hasEnded = false, peak = 0;
  child.status.then(() => hasEnded = true);
  while (!hasEnded) {
    peak = Math.max(peak, highWaterKibibytes(child.pid));
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return peak;
}

/** 0 of a process that has ended. */
function highWaterKibibytes(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** CPU time of all children that have ended. */
function childrenMs(): number {
  const usage = new DataView(new ArrayBuffer(RUSAGE_SIZE));
  if (symbols.getrusage(RUSAGE_CHILDREN, usage) !== 0) throw new Error("getrusage failed");
  let ms = 0;
  for (let at = 0; at < 32; at += 16) {
    ms += Number(usage.getBigInt64(at, true)) * 1000 +
      Number(usage.getBigInt64(at + 8, true)) / 1000;
  }
  return ms;
}
