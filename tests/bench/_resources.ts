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

const { symbols } = Deno.dlopen("libc.so.6", {
  // int getrusage(int who, struct rusage *usage); getrusage(2)
  getrusage: { parameters: ["i32", "buffer"], result: "i32" },
});

/** Runs a command to its end. One at a time: all children count alike. */
export async function cost([program, ...args]: readonly string[]): Promise<Cost> {
  const cpuBefore = childrenMs(), began = performance.now();
  const { success, stdout } = await new Deno.Command(program, {
    args,
    stdin: "null",
    stderr: "null",
  }).output();
  return {
    success,
    output: new TextDecoder().decode(stdout),
    cpuMs: childrenMs() - cpuBefore,
    wallMs: performance.now() - began,
  };
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
