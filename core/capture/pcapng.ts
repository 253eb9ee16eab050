// core/capture/pcapng.ts: reads the pcapng format (draft-ietf-opsawg-pcapng).
import { BlockType } from "./_pcapng_format.ts";
import { PcapngBatch } from "./_pcapng_batch.ts";
import type { StoredInterface, StoredSection } from "./_pcapng_section.ts";
import { FileSource, refill } from "./_file_source.ts";
import type { ReadWindow } from "./_read_window.ts";
import type { SourceStatistics } from "./source.ts";

export type { StoredInterface, StoredSection };

/** True when a file that begins with these 32 bits (in either byte order) is pcapng. */
export function isPcapngMagic(magic: number): boolean {
  return magic === BlockType.SectionHeader;
}

/**
 * A pcapng file: any number of sections, each in its byte order, any number of
 * interfaces, all blocks that carry packets. An interface's place in
 * {@linkcode interfaces} counts on over the sections.
 */
export class PcapngSource extends FileSource {
  readonly #batch: PcapngBatch;

  private constructor(window: ReadWindow, batch: PcapngBatch) {
    super(window, batch);
    this.#batch = batch;
  }

  /**
   * Reads up to the first packet, or, of a pipe that is still quiet, up to the
   * first interface; `window` stands at the start of the file.
   * @throws {CaptureFileError} when the file is damaged before that.
   */
  static async open(window: ReadWindow): Promise<PcapngSource> {
    const batch = new PcapngBatch();
    batch.attach(window);
    while (!batch.describe() && await refill(window, batch));
    return new PcapngSource(window, batch);
  }

  /** Grows while the file is read. */
  get interfaces(): readonly StoredInterface[] {
    return this.#batch.section.interfaces;
  }

  /** What the section that is being read says of its origin. */
  get section(): StoredSection {
    return this.#batch.section.about;
  }

  override statistics(): SourceStatistics {
    return { received: this.#batch.delivered, ...this.#batch.section.drops() };
  }
}
