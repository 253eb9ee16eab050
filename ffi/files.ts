// ffi/files.ts: files for a process that has --allow-ffi and neither --allow-read nor --allow-write.
import { check, Errno, SyscallError } from "./errno.ts";
import { errno, type Libc, libc } from "./libc.ts";
import { cString } from "./text.ts";

// fcntl.h; the same on x86_64 and aarch64 for those used here.
const O_WRONLY = 1;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;
const O_CLOEXEC = 0o2000000;

/** lseek(2) */
const SEEK_SET = 0;

/** Bytes asked for at once. */
const CHUNK = 65_536;

/** What to do with what is there already. */
export type OpenMode = "read" | "overwrite" | "truncate" | "append" | "exclusive";

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: 0,
  overwrite: O_WRONLY | O_CREAT,
  truncate: O_WRONLY | O_CREAT | O_TRUNC,
  append: O_WRONLY | O_CREAT | O_APPEND,
  exclusive: O_WRONLY | O_CREAT | O_EXCL,
};

/** Whom a file belongs to: chown(2). */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The host's way to files. Whoever has the object can open them, also after
 * `sealLibc`; made before that, and handed to nobody else.
 */
export class Files {
  readonly #libc = libc();

  /**
   * @param mode all but `read` create a file, with the rights `permissions` less the umask;
   * `exclusive` refuses one that exists, `overwrite` leaves what is in it until it is written over.
   * @throws {SyscallError} `ENOENT`, `EACCES`, `EEXIST` …
   *
   * @example
   * ```ts
   * import { assertGreater } from "@std/assert";
   * using file = new Files().open("/proc/self/comm", "read");
   * assertGreater(file.read(new Uint8Array(16)), 0);
   * ```
   */
  open(path: string, mode: OpenMode, permissions = 0o666): NativeFile {
    const fd = this.#libc.open(cString(path), FLAGS[mode] | O_CLOEXEC, permissions);
    const action = mode === "read" ? `read ${path}` : `write ${path}`;
    return new NativeFile(this.#libc, path, check("open", action, fd));
  }

  /**
   * The whole of a file, of /proc too, where the size is not known before.
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * assertEquals(new Files().read("/proc/self/comm"), Deno.readFileSync("/proc/self/comm"));
   * ```
   */
  read(path: string): Uint8Array<ArrayBuffer> {
    using file = this.open(path, "read");
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
  readText(path: string): string {
    return new TextDecoder().decode(this.read(path));
  }

  /** Gives a file another name, in the place of what has that name. */
  rename(from: string, to: string): void {
    check("rename", `rename ${from} to ${to}`, this.#libc.rename(cString(from), cString(to)));
  }
}

/**
 * An open file, from {@linkcode Files.open}. The path was checked when it was
 * opened: reading and writing go on after root was dropped.
 */
export class NativeFile implements Disposable {
  readonly path: string;
  readonly #libc: Libc;
  #fd: number;

  /** @param fd Becomes the object's own: it closes it. */
  constructor(libc: Libc, path: string, fd: number) {
    this.#libc = libc;
    this.path = path;
    this.#fd = fd;
  }

  /** Reads what comes next into `bytes`; the count, 0 at the end. */
  read(bytes: Uint8Array<ArrayBuffer>): number {
    while (true) {
      const count = Number(this.#libc.read(this.#fd, bytes, BigInt(bytes.length)));
      if (count !== -1) return count;
      throwUnlessInterrupted("read", `read ${this.path}`);
    }
  }

  /**
   * Writes all of `bytes`.
   *
   * @throws {SyscallError} `ENOSPC` for a full disk, `EPIPE` for a reader that went away. Part of
   * `bytes` may be written then.
   */
  write(bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = 0; at < bytes.length;) at += this.writeSome(bytes.subarray(at));
  }

  /** Writes `bytes` or a first part of them, as much as write(2) takes; how many, at least 1. */
  writeSome(bytes: Uint8Array<ArrayBuffer>): number {
    while (true) {
      const count = Number(this.#libc.write(this.#fd, bytes, BigInt(bytes.length)));
      if (count !== -1) return count;
      throwUnlessInterrupted("write", `write ${this.path}`);
    }
  }

  /** Cuts the file to `length` bytes; writing goes on there. */
  truncate(length: number): void {
    const action = `cut ${this.path}`;
    check("ftruncate", action, this.#libc.ftruncate(this.#fd, BigInt(length)));
    check("lseek", action, this.#libc.lseek(this.#fd, BigInt(length), SEEK_SET));
  }

  /**
   * Makes the file a user's, who can read and remove it then: root gave it up.
   *
   * @throws {SyscallError} `EPERM` without root's rights, or where files have no owners.
   */
  giveTo({ uid, gid }: Owner): void {
    check("fchown", `give ${this.path} to user ${uid}`, this.#libc.fchown(this.#fd, uid, gid));
  }

  [Symbol.dispose](): void {
    if (this.#fd === -1) return;
    this.#libc.close(this.#fd);
    this.#fd = -1;
  }
}

/** A call that a signal came in between is made once more. */
function throwUnlessInterrupted(call: string, action: string): void {
  const number = errno();
  if (number !== Errno.EINTR) throw new SyscallError(call, action, number);
}
