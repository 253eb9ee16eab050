// ffi/files.ts: files for a process that has --allow-ffi and neither --allow-read nor --allow-write.
import { check, Errno, errno, SyscallError } from "./errno.ts";
import { libc } from "./libc.ts";
import { STATX, struct } from "./structs.ts";
import { cString } from "./text.ts";

// fcntl.h; the same on x86_64 and aarch64 for those used here.
const O_WRONLY = 1;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;
const O_CLOEXEC = 0o2000000;

// statx(2), stat.h
const AT_EMPTY_PATH = 0x1000;
const STATX_TYPE_AND_SIZE = 0x201;
const S_IFMT = 0o170000;
const S_IFREG = 0o100000;

/** Bytes asked for at once. */
const CHUNK = 65_536;

/** What to do with what is there already. */
export type OpenMode = "read" | "truncate" | "append" | "exclusive";

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: 0,
  truncate: O_WRONLY | O_CREAT | O_TRUNC,
  append: O_WRONLY | O_CREAT | O_APPEND,
  exclusive: O_WRONLY | O_CREAT | O_EXCL,
};

/**
 * An open file. The path is checked when it is opened: reading and writing go on
 * after root was dropped.
 */
export class NativeFile implements Disposable {
  readonly path: string;
  #fd: number;

  private constructor(path: string, fd: number) {
    this.path = path;
    this.#fd = fd;
  }

  /**
   * @param mode `truncate`, `append` and `exclusive` create a file, with the rights `permissions`
   * less the umask; `exclusive` refuses one that exists.
   * @throws {SyscallError} `ENOENT`, `EACCES`, `EISDIR` …
   *
   * @example
   * ```ts
   * import { assertStrictEquals } from "@std/assert";
   * using file = NativeFile.open("/proc/self/comm", "read");
   * assertStrictEquals(file.isRegular, true);
   * ```
   */
  static open(path: string, mode: OpenMode, permissions = 0o666): NativeFile {
    const fd = libc().open(cString(path), FLAGS[mode] | O_CLOEXEC, permissions);
    const action = mode === "read" ? `read ${path}` : `write ${path}`;
    return new NativeFile(path, check("open", action, fd));
  }

  /** An ordinary file, and not a pipe, a terminal, a directory. */
  get isRegular(): boolean {
    const mode = this.#status().getUint16(STATX.MODE, true);
    return (mode & S_IFMT) === S_IFREG;
  }

  /** Its length in bytes; 0 for what is not regular, and for files of /proc. */
  get size(): number {
    return Number(this.#status().getBigUint64(STATX.FILE_SIZE, true));
  }

  /** Reads what comes next into `bytes`; the count, 0 at the end. */
  read(bytes: Uint8Array<ArrayBuffer>): number {
    return again(
      "read",
      `read ${this.path}`,
      () => libc().read(this.#fd, bytes, BigInt(bytes.length)),
    );
  }

  /** Writes all of `bytes`. */
  write(bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = 0; at < bytes.length;) {
      const rest = bytes.subarray(at);
      at += again(
        "write",
        `write ${this.path}`,
        () => libc().write(this.#fd, rest, BigInt(rest.length)),
      );
    }
  }

  /** Hands the file to a user, so that it can be renamed and removed after root was dropped. */
  giveTo(user: { readonly uid: number; readonly gid: number }): void {
    const action = `give ${this.path} to user ${user.uid}`;
    check("fchown", action, libc().fchown(this.#fd, user.uid, user.gid));
  }

  [Symbol.dispose](): void {
    if (this.#fd === -1) return;
    libc().close(this.#fd);
    this.#fd = -1;
  }

  #status(): DataView<ArrayBuffer> {
    const status = struct(STATX.SIZE);
    const path = cString("");
    const result = libc().statx(this.#fd, path, AT_EMPTY_PATH, STATX_TYPE_AND_SIZE, status);
    check("statx", `look at ${this.path}`, result);
    return status;
  }
}

/**
 * The whole of a file, of /proc too, where the size is not known before.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * assertEquals(readFile("/proc/self/comm"), Deno.readFileSync("/proc/self/comm"));
 * ```
 */
export function readFile(path: string): Uint8Array<ArrayBuffer> {
  using file = NativeFile.open(path, "read");
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  while (true) {
    const chunk = new Uint8Array(CHUNK);
    const count = file.read(chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    length += count;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** The whole of a file as text; bytes that are not UTF-8 become U+FFFD. */
export function readTextFile(path: string): string {
  return new TextDecoder().decode(readFile(path));
}

/** Gives a file another name, in the place of what has that name. */
export function renameFile(from: string, to: string): void {
  check("rename", `rename ${from} to ${to}`, libc().rename(cString(from), cString(to)));
}

/** Removes a file. */
export function removeFile(path: string): void {
  check("unlink", `remove ${path}`, libc().unlink(cString(path)));
}

/** Calls once more when a signal came in between. */
function again(call: string, action: string, run: () => bigint): number {
  while (true) {
    const result = Number(run());
    if (result !== -1) return result;
    const number = errno();
    if (number !== Errno.EINTR) throw new SyscallError(call, action, number);
  }
}
