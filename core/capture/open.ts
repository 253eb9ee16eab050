// core/capture/open.ts: opens a capture file of any format by its first bytes.
import type { ByteInput } from "./byte_stream.ts";
import { CaptureFileError } from "./capture_file_error.ts";
import { unpackerFor } from "./_decompress.ts";
import { isPcapMagic, PcapSource } from "./pcap.ts";
import { isPcapngMagic, PcapngSource } from "./pcapng.ts";
import { DEFAULT_WINDOW_LENGTH, ReadWindow } from "./_read_window.ts";
import type { Source } from "./source.ts";

export { DEFAULT_WINDOW_LENGTH };

/** How to open. */
export interface OpenOptions {
  /** The file's name, for messages. */
  readonly name?: string;
  /** Bytes to read at once and to hold in memory. @default 512 KiB */
  readonly windowLength?: number;
}

/** Files that are met in place of captures, by their first bytes. */
const OTHERS: readonly (readonly [prefix: string, found: string])[] = [
  ["fd377a585a00", "xz-compressed data; unpack it first: xz -dc FILE | whiff -r -"],
  ["425a68", "bzip2-compressed data; unpack it first: bzip2 -dc FILE | whiff -r -"],
  ["04224d18", "lz4-compressed data; unpack it first: lz4 -dc FILE | whiff -r -"],
  ["504b0304", "a zip archive; unpack it first"],
  ["736e6f6f70000000", "a snoop capture; convert it first: editcap -F pcapng FILE NEW"],
  ["474d4255", "a Network Monitor capture; convert it first: editcap -F pcapng FILE NEW"],
];

/**
 * Opens a capture: pcap or pcapng, as it is or compressed with gzip or zstd. It
 * answers when the interfaces are known, which for a pipe may take a while.
 * The source owns the input from then on; when opening fails, it is closed.
 *
 * @throws {CaptureFileError} when it is no capture, or damaged before the first packet.
 * @example
 * ```ts
 * import { assertEquals, assertStrictEquals } from "@std/assert";
 * import { bytesInput } from "./byte_stream.ts";
 *
 * const file = new Uint8Array(24 + 16 + 2);
 * const view = new DataView(file.buffer);
 * [0xa1b2c3d4, 0x0004_0002, 0, 0, 65535, 1, 1_700_000_000, 250_000, 2, 60]
 *   .forEach((word, index) => view.setUint32(index * 4, word, true));
 * using source = await openCapture(bytesInput(file));
 * assertStrictEquals(source.interfaces[0].linkType, 1);
 * for await (const batch of source) {
 *   while (batch.next()) {
 *     assertEquals([batch.seconds, batch.nanoseconds], [1_700_000_000, 250_000_000]);
 *     assertEquals([batch.capturedLength, batch.originalLength], [2, 60]);
 *   }
 * }
 * assertStrictEquals(source.statistics().received, 1);
 * ```
 */
export async function openCapture(input: ByteInput, options: OpenOptions = {}): Promise<Source> {
  const { name, windowLength = DEFAULT_WINDOW_LENGTH } = options;
  const window = new ReadWindow(input, windowLength, name);
  try {
    await window.ensure(8);
    return await openByMagic(window, options);
  } catch (error) {
    window.close();
    throw error;
  }
}

async function openByMagic(window: ReadWindow, options: OpenOptions): Promise<Source> {
  const { bytes, view, end, name } = window;
  if (end === 0) throw new CaptureFileError(0, "nothing: it is empty", name);
  const magic = end < 4 ? 0 : view.getUint32(0, true);
  if (isPcapMagic(magic) || isPcapMagic(swapped(magic))) return await PcapSource.open(window);
  if (isPcapngMagic(magic)) return await PcapngSource.open(window);
  const start = bytes.subarray(0, Math.min(end, 8)).toHex();
  const unpack = unpackerFor(start);
  if (unpack !== undefined) return await openCapture(await unpack(window.rest(), name), options);
  const other = OTHERS.find(([prefix]) => start.startsWith(prefix))?.[1];
  throw new CaptureFileError(0, other ?? `0x${start}, with which no capture begins`, name);
}

function swapped(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
