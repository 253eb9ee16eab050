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
let sealed = false;

/**
 * The C library, opened by the first call. Whoever calls it later than at the
 * start keeps the result: see {@linkcode sealLibc}.
 *
 * @throws {Deno.errors.NotCapable} without `--allow-ffi`, or with one that names none of
 * {@linkcode LIBC_CANDIDATES}, and when it is sealed. It never asks the user.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * assert(libc().geteuid() >= 0);
 * ```
 */
export function libc(): Libc {
  if (sealed) throw new Deno.errors.NotCapable("Cannot call the C library: it is sealed");
  return opened ??= open();
}

/**
 * Hands the C library out to nobody any more; what is open goes on. To be called
 * before foreign code is imported: giving back the ffi permission closes
 * `Deno.dlopen`, but a module that is loaded already, such as this one, can be
 * imported again by its URL without any permission.
 */
export function sealLibc(): void {
  sealed = true;
}

let location: Deno.PointerValue | undefined;
const number = new Int32Array(1);

/**
 * The error number of the last call on this thread. Only right after that call,
 * and never for a non-blocking one, whose errno stays on another thread. It is
 * read when sealed, too.
 */
export function errno(): number {
  opened ??= open();
  location ??= opened.__errno_location();
  opened.memcpy(number, location, 4n);
  return number[0];
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
