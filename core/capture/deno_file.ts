// core/capture/deno_file.ts: Deno's files as inputs and outputs; needs --allow-read, --allow-write.
import type { ByteInput, ByteOutput, OutputDirectory } from "./byte_stream.ts";

/**
 * A file to read. A regular one is read synchronously, which spares the fast
 * path a turn of the event loop for each megabyte; anything else (a FIFO, a
 * device) may have to wait, and does so without holding up the program.
 */
export function openInput(path: string | URL): ByteInput {
  const file = Deno.openSync(path);
  const close = once(() => file.close());
  const { isFile, size } = file.statSync();
  return isFile
    ? { length: size, read: (into) => file.readSync(into), close }
    : { read: (into) => file.read(into), close };
}

/** Standard input, while it grows. It needs no permission. */
export function standardInput(): ByteInput {
  return { read: (into) => Deno.stdin.read(into), close: once(() => Deno.stdin.close()) };
}

/** A new file, or an emptied one. */
export function createOutput(path: string | URL): ByteOutput {
  return outputTo(Deno.openSync(path, { write: true, create: true, truncate: true }));
}

function outputTo(file: Deno.FsFile): ByteOutput {
  return {
    write: (bytes) => file.writeSync(bytes),
    truncate(length) {
      try {
        file.truncateSync(length);
      } catch (error) {
        // A device or a pipe cannot be cut, and has no half packet to keep.
        if (Object(error).code === "EINVAL") return;
        throw error;
      }
      file.seekSync(length, Deno.SeekMode.Start);
    },
    close: once(() => file.close()),
  };
}

/** Files by their paths. */
export const denoDirectory: OutputDirectory = {
  open: (path) => outputTo(Deno.openSync(path, { write: true, create: true })),
};

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
