// core/capture/_unpack.ts: a decompressor of Node's, driven by hand.
import type { Transform } from "node:stream";

/** What compressed data is found to be, where it is damaged: a noun, for messages. */
export class PackedDataError extends Error {
  override readonly name = "PackedDataError";
}

/** What one of Node's decompressors offers. */
export interface Decompressor extends Transform {
  /** Compressed bytes that it has used up. */
  readonly bytesWritten: number;
}

/**
 * Yields what `stream` makes of the pieces that `next` gives, until it has
 * enough or there are no more. All that was made is yielded before an error is
 * thrown, so that damaged data gives what is whole.
 *
 * @param strayed Tells of errors that the stream does not tell itself; disposing ends it.
 * @throws {PackedDataError} when the data is damaged, or cut off.
 */
export async function* unpack(
  stream: Decompressor,
  next: () => Promise<Uint8Array | undefined>,
  strayed?: (onError: (error: Error) => void) => Disposable,
): AsyncGenerator<Uint8Array, void, void> {
  let taken = true;
  let given = 0;
  let ended = false;
  let failure: Error | undefined;
  let wake = () => {};
  const fail = (error: Error) => {
    failure = error;
    wake();
  };
  stream.on("readable", () => wake());
  stream.on("error", fail);
  stream.on("end", () => {
    ended = true;
    wake();
  });
  using _strayed = strayed?.(fail);
  try {
    for (;;) {
      const made: Uint8Array | null = stream.read();
      if (made !== null) {
        yield made;
        continue;
      }
      if (failure !== undefined) {
        throw new PackedDataError(`compressed data that does not unpack (${failure.message})`);
      }
      if (ended) return;
      const happened = new Promise<void>((resolve) => wake = resolve);
      // When it leaves some of a piece it has enough, and is about to say so.
      if (taken && stream.bytesWritten === given) {
        const piece = await next();
        taken = false;
        given += piece?.length ?? 0;
        if (piece === undefined) {
          stream.end();
        } else {
          stream.write(piece, () => {
            taken = true;
            wake();
          });
        }
      }
      await happened;
    }
  } finally {
    stream.destroy();
  }
}
