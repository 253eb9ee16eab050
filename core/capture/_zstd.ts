// core/capture/_zstd.ts: Zstandard, RFC 8878: any number of frames, one after the other.
import type { PackedInput } from "./_packed_input.ts";
import { PackedDataError, unpack } from "./_unpack.ts";

const FRAME_MAGIC = 0xfd2fb528;
/** Skippable frames have sixteen of them (section 3.1.2). */
const SKIPPABLE_MAGIC = 0x184d2a50;

/** By the bits of the frame's descriptor: bytes of what follows it (section 3.1.1.1). */
const DICTIONARY_LENGTHS = [0, 1, 2, 4] as const;
const CONTENT_SIZE_LENGTHS = [0, 2, 4, 8] as const;

const RUN_LENGTH_BLOCK = 1;
const CHECKSUM_LENGTH = 4;

const CUT_OFF = "zstd-compressed data, cut off";

/**
 * What the frames hold. Each goes, a block at a time, through a decompressor of
 * its own: Node's ends with the first frame, and takes a cut one for whole.
 *
 * @throws {PackedDataError} when the data is damaged, or cut off.
 */
export async function* unzstd(packed: PackedInput): AsyncGenerator<Uint8Array, void, void> {
  const { createZstdDecompress } = await import("node:zlib");
  for (;;) {
    const start = await packed.take(4);
    if (start.length === 0) return;
    if (start.length < 4) throw new PackedDataError(CUT_OFF);
    const magic = word(start);
    if (magic === FRAME_MAGIC) {
      const parts = frameParts(packed, start);
      const next = async () => (await parts.next()).value ?? undefined;
      yield* unpack(createZstdDecompress(), next, strayErrors);
    } else if (((magic & ~0xf) >>> 0) === SKIPPABLE_MAGIC) {
      const length = await packed.take(4);
      if (length.length < 4 || !await packed.skip(word(length))) {
        throw new PackedDataError(CUT_OFF);
      }
    } else {
      throw new PackedDataError("bytes that are not zstd, after zstd-compressed data");
    }
  }
}

/** One frame in its parts: magic, header, each block, checksum. */
async function* frameParts(
  packed: PackedInput,
  magic: Uint8Array,
): AsyncGenerator<Uint8Array, void, void> {
  yield magic;
  const descriptor = await whole(packed, 1);
  yield descriptor;
  const [bits] = descriptor;
  const singleSegment = (bits & 0x20) !== 0;
  const sizeBits = bits >>> 6;
  const window = singleSegment ? 0 : 1;
  const size = sizeBits === 0 && singleSegment ? 1 : CONTENT_SIZE_LENGTHS[sizeBits];
  yield await whole(packed, window + DICTIONARY_LENGTHS[bits & 3] + size);
  for (let last = false; !last;) {
    const header = await whole(packed, 3);
    yield header;
    last = (header[0] & 1) !== 0;
    const length = (header[0] | header[1] << 8 | header[2] << 16) >>> 3;
    const isRun = (header[0] >>> 1 & 3) === RUN_LENGTH_BLOCK;
    yield await whole(packed, isRun ? 1 : length);
  }
  if ((bits & 4) !== 0) yield await whole(packed, CHECKSUM_LENGTH);
}

async function whole(packed: PackedInput, length: number): Promise<Uint8Array> {
  const bytes = await packed.take(length);
  if (bytes.length < length) throw new PackedDataError(CUT_OFF);
  return bytes;
}

/**
 * Deno 2.9.6 throws an error of the decompressor past it, to nobody, when what
 * came before has filled a buffer (`processCallback` in its node/zlib.js).
 */
function strayErrors(onError: (error: Error) => void): Disposable {
  const listen = (event: ErrorEvent) => {
    if (!(event.error instanceof Error && event.error.message.startsWith("Zstd "))) return;
    event.preventDefault();
    onError(event.error);
  };
  addEventListener("error", listen);
  return { [Symbol.dispose]: () => removeEventListener("error", listen) };
}

/** Four bytes, little-endian. */
function word(bytes: Uint8Array): number {
  return (bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24) >>> 0;
}
