// ffi/environment.ts: what the process was given: variables, terminal, host; with no more than FFI.
import { check } from "./errno.ts";
import { libc } from "./libc.ts";
import { struct, UTSNAME, WINSIZE } from "./structs.ts";
import { cString, textAt, textAtPointer } from "./text.ts";

const O_RDONLY = 0;
const O_CLOEXEC = 0o2000000;
const STDIN = 0;
/** ioctl_tty(2) */
const TIOCGWINSZ = 0x5413n;

/**
 * An environment variable, as the process was started with it; `undefined` when it is not set.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(environmentVariable("PATH"), Deno.env.get("PATH"));
 * ```
 */
export function environmentVariable(name: string): string | undefined {
  return textAtPointer(libc().getenv(cString(name)));
}

/** Size of a terminal in characters. */
export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/** What a descriptor (0 input, 1 output, 2 errors) tells of the terminal behind it. */
export class Terminal {
  readonly #libc = libc();
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** False when it is a file or a pipe. */
  get isTerminal(): boolean {
    return this.#libc.isatty(this.#fd) === 1;
  }

  /** Its size now; `undefined` when it is no terminal or does not tell. */
  get size(): TerminalSize | undefined {
    const size = struct(WINSIZE.SIZE);
    if (this.#libc.ioctl(this.#fd, TIOCGWINSZ, size) === -1) return undefined;
    const rows = size.getUint16(WINSIZE.ROWS, true);
    const columns = size.getUint16(WINSIZE.COLUMNS, true);
    return rows === 0 || columns === 0 ? undefined : { rows, columns };
  }
}

/**
 * Puts `/dev/null` in the place of standard input. From then on Deno does not ask
 * on the terminal for a permission that a plugin wants: it refuses at once. What
 * reads the keyboard must have opened the terminal before.
 */
export function closeStandardInput(): void {
  const fd = libc().open(cString("/dev/null"), O_RDONLY | O_CLOEXEC, 0);
  check("open", "open /dev/null", fd);
  try {
    check("dup2", "put /dev/null on standard input", libc().dup2(fd, STDIN));
  } finally {
    libc().close(fd);
  }
}

/** The host's name. */
export function hostname(): string {
  const names = struct(UTSNAME.SIZE);
  check("uname", "read the host's name", libc().uname(names));
  const { NODENAME, FIELD_SIZE } = UTSNAME;
  return textAt(new Uint8Array(names.buffer), NODENAME, NODENAME + FIELD_SIZE);
}
