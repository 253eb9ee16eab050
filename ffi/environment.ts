// ffi/environment.ts: what the process was given: variables, input, host; with no more than FFI.
import { check } from "./errno.ts";
import { libc } from "./libc.ts";
import { struct, UTSNAME } from "./structs.ts";
import { cString, textAt, textAtPointer } from "./text.ts";

const O_RDONLY = 0;
const O_CLOEXEC = 0o2000000;
const STDIN = 0;

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
