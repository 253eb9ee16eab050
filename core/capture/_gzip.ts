// core/capture/_gzip.ts: gzip, RFC 1952: any number of members, one after the other.
import type { PackedInput } from "./_packed_input.ts";
import { PackedDataError, unpack } from "./_unpack.ts";

/** Bits of a member's FLG (section 2.3.1) that say what its header goes on with. */
const Flag = { HeaderCrc: 2, Extra: 4, Name: 8, Comment: 16 } as const;
const HEADER_LENGTH = 10;
const TRAILER_LENGTH = 8;

const CUT_OFF = "gzip-compressed data, cut off";

/**
 * What the members hold. Their frame is ours and the content Node's, which
 * otherwise throws away the last of what it has when the checksum is wrong, or
 * when something else follows. Zeros behind a member are passed over: tapes.
 *
 * @throws {PackedDataError} when the data is damaged, or cut off.
 */
export async function* gunzip(packed: PackedInput): AsyncGenerator<Uint8Array, void, void> {
  const { crc32, createInflateRaw } = await import("node:zlib");
  for (let isFirst = true; await headerAhead(packed, isFirst); isFirst = false) {
    const stream = createInflateRaw();
    let given = 0;
    let last: Uint8Array = new Uint8Array(0);
    const next = async () => {
      const piece = await packed.piece();
      if (piece === undefined) throw new PackedDataError(CUT_OFF);
      given += piece.length;
      return last = piece;
    };
    let sum = 0;
    let length = 0;
    for await (const made of unpack(stream, next)) {
      sum = crc32(made, sum);
      length += made.length;
      yield made;
    }
    packed.giveBack(last, given - stream.bytesWritten);
    await checkTrailer(packed, sum, length);
  }
}

/** Passes over a member's header; false at the end. */
async function headerAhead(packed: PackedInput, isFirst: boolean): Promise<boolean> {
  let [begin] = await packed.take(1);
  while (begin === 0 && !isFirst) [begin] = await packed.take(1);
  if (begin === undefined) return false;
  const rest = await packed.take(HEADER_LENGTH - 1);
  // The second byte of the magic, and the one method that there is: deflate.
  if (begin !== 0x1f || rest.length > 1 && (rest[0] !== 0x8b || rest[1] !== 8)) {
    throw new PackedDataError("bytes that are not gzip, after gzip-compressed data");
  }
  const flags = rest[2];
  let whole = rest.length === HEADER_LENGTH - 1;
  if (whole && (flags & Flag.Extra) !== 0) {
    const length = await packed.take(2);
    whole = length.length === 2 && await packed.skip(length[0] | length[1] << 8);
  }
  for (const flag of [Flag.Name, Flag.Comment]) {
    if (whole && (flags & flag) !== 0) whole = await skipText(packed);
  }
  if (whole && (flags & Flag.HeaderCrc) !== 0) whole = await packed.skip(2);
  if (!whole) throw new PackedDataError(CUT_OFF);
  return true;
}

/** Passes over a text with the zero that ends it. */
async function skipText(packed: PackedInput): Promise<boolean> {
  for (;;) {
    const [byte] = await packed.take(1);
    if (byte === undefined) return false;
    if (byte === 0) return true;
  }
}

/** The checksum and the length, in 32 bits, of what was unpacked. */
async function checkTrailer(packed: PackedInput, sum: number, length: number): Promise<void> {
  const trailer = await packed.take(TRAILER_LENGTH);
  if (trailer.length < TRAILER_LENGTH) throw new PackedDataError(CUT_OFF);
  const view = new DataView(trailer.buffer);
  if (view.getUint32(0, true) !== sum || view.getUint32(4, true) !== length % 2 ** 32) {
    throw new PackedDataError("gzip-compressed data whose checksum is wrong");
  }
}
