// ffi/errno.ts: what the kernel refused, by name.
import { errno } from "./libc.ts";

/**
 * Names of error numbers, in the kernel's order (include/uapi/asm-generic/errno-base.h and
 * errno.h); the same on x86_64 and aarch64. The empty ones have no meaning of their own there.
 */
const NAMES: readonly string[] = (
  "- EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT " +
  "ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG " +
  "ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY " +
  "ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR " +
  "EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE " +
  "ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG " +
  "ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK " +
  "EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP " +
  "EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET " +
  "ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT " +
  "ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL " +
  "EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED " +
  "EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON"
).split(" ");

/** The error numbers that whiff tells apart (errno(3)). */
export const Errno = {
  EPERM: 1,
  EINTR: 4,
  EAGAIN: 11,
  ENODEV: 19,
  ENETDOWN: 100,
  ENOBUFS: 105,
} as const;

/** What an error number means to somebody who captures packets. */
const MEANINGS: Readonly<Record<string, string>> = {
  EPERM: "not permitted",
  ENOENT: "no such file",
  EAGAIN: "nothing there yet",
  ENOMEM: "not enough memory",
  EACCES: "permission denied",
  EEXIST: "exists already",
  ENODEV: "no such interface",
  ENXIO: "no such interface",
  ENOTDIR: "a part of the path is not a directory",
  EISDIR: "it is a directory",
  EINVAL: "invalid argument",
  EMFILE: "too many open files",
  ENFILE: "too many open files in the system",
  ENOTTY: "not a terminal",
  EFBIG: "file too large",
  ENOSPC: "no space left on the device",
  EROFS: "read-only file system",
  EPIPE: "the reader is gone",
  ENOSYS: "this kernel does not have it",
  ENOPROTOOPT: "this kernel does not have it",
  EAFNOSUPPORT: "this kernel has no packet sockets",
  ENETDOWN: "the interface is down",
  ENOBUFS: "the kernel is out of buffers",
  EDQUOT: "disk quota exceeded",
};

/**
 * The name of an error number, `EPERM`; `errno 4095` for one that has none.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(errnoName(100), "ENETDOWN");
 * ```
 */
export function errnoName(errno: number): string {
  const name = NAMES[errno] ?? "-";
  return name === "-" ? `errno ${errno}` : name;
}

/**
 * A system call that was refused. The message says what could not be done, then why:
 * `Cannot open a packet socket: EPERM, needs CAP_NET_RAW`.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const error = new SyscallError("open", "read x.ts", 2);
 * assertStrictEquals(error.message, "Cannot read x.ts: ENOENT, no such file");
 * assertStrictEquals(error.code, "ENOENT");
 * ```
 */
export class SyscallError extends Error {
  override readonly name = "SyscallError";
  /** The function that was called, `socket`. */
  readonly call: string;
  /** What it was called for, `open a packet socket`. */
  readonly action: string;
  /** The error number (errno(3)), above 0. */
  readonly errno: number;
  /** Its name, `EPERM`. */
  readonly code: string;
  /** What the user can do about it, or what it means; empty when the name is all there is. */
  readonly hint: string;

  constructor(call: string, action: string, errno: number, hint?: string) {
    const code = errnoName(errno);
    const why = hint ?? MEANINGS[code] ?? "";
    super(`Cannot ${action}: ${code}${why === "" ? "" : `, ${why}`}`);
    this.call = call;
    this.action = action;
    this.errno = errno;
    this.code = code;
    this.hint = why;
  }
}

/**
 * Hands on the result of a call, or throws what errno says when it is -1.
 *
 * @param call The C function, for {@linkcode SyscallError.call}.
 * @param action What could not be done, as it reads after "Cannot".
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { libc } from "./libc.ts";
 * assertThrows(
 *   () => check("close", "close what is not open", libc().close(-1)),
 *   SyscallError,
 *   "Cannot close what is not open: EBADF",
 * );
 * ```
 */
export function check(call: string, action: string, result: number | bigint): number {
  if (result !== -1 && result !== -1n) return Number(result);
  throw new SyscallError(call, action, errno());
}
