// cli/native_directory.ts: files to write, opened through libc: it works without Deno's permission.
import type { ByteOutput, OutputDirectory } from "../core/capture/byte_stream.ts";
import { NativeFile } from "../ffi/files.ts";

/** Makes files through libc. */
export class NativeDirectory implements OutputDirectory {
  create(name: string): ByteOutput {
    const file = NativeFile.open(name, "truncate");
    let length = 0;
    return {
      write(bytes) {
        const count = file.writeSome(bytes as Uint8Array<ArrayBuffer>);
        length += count;
        return count;
      },
      truncate(to) {
        if (to < length) file.truncate(to);
        length = to;
      },
      close: () => file[Symbol.dispose](),
    };
  }
}
