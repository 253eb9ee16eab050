// cli/native_directory.ts: files to write, opened through libc: it works without Deno's permission.
import type { ByteOutput, OutputDirectory } from "../core/capture/byte_stream.ts";
import { SyscallError } from "../ffi/errno.ts";
import type { Files } from "../ffi/files.ts";

/** Makes files through libc. */
export class NativeDirectory implements OutputDirectory {
  readonly #files: Files;

  constructor(files: Files) {
    this.#files = files;
  }

  create(name: string): ByteOutput {
    const file = this.#files.open(name, "truncate");
    return {
      write: (bytes) => file.writeSome(bytes as Uint8Array<ArrayBuffer>),
      truncate(length) {
        try {
          file.truncate(length);
        } catch (error) {
          // A device or a pipe cannot be cut, and has no half packet to keep.
          if (!(error instanceof SyscallError && error.code === "EINVAL")) throw error;
        }
      },
      close: () => file[Symbol.dispose](),
    };
  }
}
