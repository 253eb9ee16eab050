// core/capture/_file_source.ts: what the readers of all file formats do alike.
import { CaptureFileError, grouped } from "./capture_file_error.ts";
import { LinkType } from "./link_type.ts";
import type { Batch, CaptureInterface, Source, SourceStatistics } from "./source.ts";
import type { ReadWindow } from "./_read_window.ts";

/**
 * The longest frame that a capture file may hold, in bytes: libpcap's
 * `MAXIMUM_SNAPLEN` (pcap-int.h). A longer one is damage, whatever the file
 * says its snap length is.
 */
export const MAX_CAPTURED_LENGTH = 262_144;

/**
 * The link type in a file's field: the lower 16 bits. Above them, in pcap, are
 * the length of the frame check sequence and reserved bits, which do not change
 * what the first bytes of a frame are.
 */
export function storedLinkType(field: number): LinkType {
  const linkType = field & 0xffff;
  // Raw IP was once stored by its number inside the system: 12 on Linux, 14 on OpenBSD.
  return linkType === 12 || linkType === 14 ? LinkType.Raw : linkType;
}

/** After so many windows the event loop gets a turn, or no signal would ever be heard. */
const WINDOWS_PER_TURN = 8;

/** A batch over one window of a file; each format has its own. */
export interface FileBatch extends Batch {
  /** Where in the window parsing goes on: past all frames that were delivered. */
  readonly position: number;
  /** Bytes from there on that nobody wants, which may reach past the window. */
  readonly skip: number;
  /** Bytes before there that belong to what is still incomplete. */
  readonly behind: number;
  /** Why parsing cannot go on, if it cannot. */
  readonly damage: string | undefined;
  /** Frames delivered since the file began. */
  readonly delivered: number;
  /** Names what begins at {@linkcode position}, or {@linkcode behind}, should it be cut off. */
  incomplete(): string;
  /** Looks at the window afresh, from its start. */
  attach(window: ReadWindow): void;
}

/**
 * Moves the window on to where `batch` stands and attaches the batch again;
 * false at the end of the file.
 * @throws {CaptureFileError} when the file is damaged there, or cut off.
 */
export async function refill(window: ReadWindow, batch: FileBatch): Promise<boolean> {
  const { position, skip, behind, damage } = batch;
  const start = window.offset + position - behind;
  if (damage !== undefined) throw new CaptureFileError(start, damage, window.name);
  const incomplete = batch.incomplete();
  const more = await window.advance(position + skip);
  batch.attach(window);
  if (more) return true;
  const present = window.offset + window.end - start;
  if (window.cancelled || present === 0) return false;
  const found = `${incomplete}, cut off after ${grouped(present)}`;
  throw new CaptureFileError(start, found, window.name);
}

/** A stored capture as a source. */
export abstract class FileSource implements Source {
  abstract readonly interfaces: readonly CaptureInterface[];
  readonly #window: ReadWindow;
  readonly #batch: FileBatch;

  /** `batch` is attached to `window`, and stands at the first frame. */
  constructor(window: ReadWindow, batch: FileBatch) {
    this.#window = window;
    this.#batch = batch;
  }

  statistics(): SourceStatistics {
    return { received: this.#batch.delivered, droppedByKernel: 0, droppedByInterface: 0 };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, void> {
    const window = this.#window;
    const batch = this.#batch;
    for (let windows = 1; !window.cancelled; windows++) {
      yield batch;
      if (window.cancelled) return;
      while (batch.next()); // what the consumer left
      if (!await refill(window, batch)) return;
      if (windows % WINDOWS_PER_TURN === 0) await new Promise((turn) => setImmediate(turn));
    }
  }

  stop(): void {
    this.#window.cancel();
  }

  [Symbol.dispose](): void {
    this.#window.close();
  }
}
