// ffi/libc.ts: the C library, opened on first use.
import { SYMBOLS } from "./symbols.ts";

/** The functions of {@linkcode SYMBOLS}, ready to call. */
export type Libc = Deno.StaticForeignLibraryInterface<typeof SYMBOLS>;

/** The processor as the system's folders spell it; Deno runs on these two. */
const MACHINE = Deno.build.arch;

/**
 * Where the C library may be, best first: by the name that the dynamic linker
 * resolves itself (glibc, then musl), then by path, for a permission that names
 * one. Only paths the user allowed are tried.
 */
export const LIBC_CANDIDATES: readonly string[] = [
  "libc.so.6",
  `libc.musl-${MACHINE}.so.1`,
  `/lib/${MACHINE}-linux-gnu/libc.so.6`,
  `/usr/lib/${MACHINE}-linux-gnu/libc.so.6`,
  "/lib64/libc.so.6",
  "/usr/lib64/libc.so.6",
  "/lib/libc.so.6",
  "/usr/lib/libc.so.6",
  `/lib/libc.musl-${MACHINE}.so.1`,
  `/lib/ld-musl-${MACHINE}.so.1`,
];

let opened: Libc | undefined;

/**
 * The C library. It is opened by the first call and stays open: the functions
 * work on after the ffi permission is given back, so make one call before.
 *
 * @throws {Deno.errors.NotCapable} without `--allow-ffi`, or with one that names none of
 * {@linkcode LIBC_CANDIDATES}. It never asks the user: the answer would be of no use to a script.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * assert(libc().geteuid() >= 0);
 * ```
 */
export function libc(): Libc {
  return opened ??= open();
}

function open(): Libc {
  const allowed = LIBC_CANDIDATES.filter((path) =>
    Deno.permissions.querySync({ name: "ffi", path }).state === "granted"
  );
  if (allowed.length === 0) {
    throw new Deno.errors.NotCapable(
      "Cannot call the C library: needs --allow-ffi, or --allow-ffi=PATH with one of " +
        LIBC_CANDIDATES.filter((path) => path.startsWith("/")).join(", "),
    );
  }
  const refusals: string[] = [];
  for (const path of allowed) {
    try {
      return Deno.dlopen(path, SYMBOLS).symbols;
    } catch (error) {
      // Most candidates do not exist on a given system. What counts is whether one does.
      refusals.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Deno.errors.NotFound(`Cannot open the C library: ${refusals.join("; ")}`);
}
