// cli/native_directory.ts: files to write, opened through libc: it works without Deno's permission.
import type { ByteOutput, OutputDirectory } from "../core/capture/byte_stream.ts";
import { SyscallError } from "../ffi/errno.ts";
import type { Files, NativeFile, Owner } from "../ffi/files.ts";

/** Makes files through libc. */
export class NativeDirectory implements OutputDirectory {
  readonly #files: Files;
  readonly #owner: Owner | undefined;

  /** @param owner whom files belong to that were not there before; by default to who we are */
  constructor(files: Files, owner?: Owner) {
    this.#files = files;
    this.#owner = owner;
  }

  open(name: string): ByteOutput {
    return outputTo(this.#open(name));
  }

  /** A file that is there stays whose it is. */
  #open(name: string): NativeFile {
    if (this.#owner === undefined) return this.#files.open(name, "overwrite");
    try {
      const file = this.#files.open(name, "exclusive");
      give(file, this.#owner);
      return file;
    } catch (error) {
      if (!isRefusal(error, "EEXIST")) throw error;
      return this.#files.open(name, "overwrite");
    }
  }
}

function outputTo(file: NativeFile): ByteOutput {
  return {
    write: (bytes) => file.writeSome(bytes as Uint8Array<ArrayBuffer>),
    truncate(length) {
      try {
        file.truncate(length);
      } catch (error) {
        // A device or a pipe cannot be cut, and has no half packet to keep.
        if (!isRefusal(error, "EINVAL")) throw error;
      }
    },
    close: () => file[Symbol.dispose](),
  };
}

/** Makes the file the owner's, where the file system knows owners: vfat does not. */
function give(file: NativeFile, owner: Owner): void {
  try {
    file.giveTo(owner);
  } catch (error) {
    if (!isRefusal(error, "EPERM")) throw error;
  }
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof SyscallError && error.code === code;
}
