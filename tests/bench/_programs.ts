// tests/bench/_programs.ts: the peers' programs: which are installed, and those of ours that are built.

const here = (name: string) => new URL(name, import.meta.url).pathname;

/** Where Debian's packages put the sources of Go's libraries. */
const GO_PATH = "/usr/share/gocode";

/** Whether there is such a program, which tells its version when asked. */
export function isInstalled(program: string): Promise<boolean> {
  return succeeds([program, "--version"]);
}

/** Job 1 in C on libpcap; `undefined` without cc or libpcap's headers. */
export function buildC(directory: string): Promise<string | undefined> {
  const program = `${directory}/j1_c`;
  return built(program, ["cc", "-O2", "-o", program, here("./j1_peer.c"), "-lpcap"]);
}

/** Job 1 in Go with gopacket; `undefined` without go or the package. */
export function buildGo(directory: string): Promise<string | undefined> {
  const program = `${directory}/j1_go`;
  const path = Deno.env.get("GOPATH");
  return built(program, ["go", "build", "-o", program, here("./j1_peer.go")], {
    GO111MODULE: "off",
    GOPATH: path === undefined ? GO_PATH : `${path}:${GO_PATH}`,
  });
}

async function built(
  program: string,
  command: readonly string[],
  env: Record<string, string> = {},
): Promise<string | undefined> {
  return await succeeds(command, env) ? program : undefined;
}

async function succeeds(
  [program, ...args]: readonly string[],
  env: Record<string, string> = {},
): Promise<boolean> {
  const [stdin, stdout, stderr] = ["null", "null", "null"] as const;
  try {
    return (await new Deno.Command(program, { args, env, stdin, stdout, stderr }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
