// core/capture/pcap_writer.ts: writes the pcap format, pcap-savefile(5).
import type { ByteOutput } from "./byte_stream.ts";
import type { CaptureWriter, WritableFrame, WriterOptions } from "./capture_writer.ts";
import { MAX_CAPTURED_LENGTH } from "./_file_source.ts";
import { type LinkType, linkTypeName } from "./link_type.ts";
import { RecordBuffer } from "./_record_buffer.ts";
import type { CaptureInterface } from "./source.ts";

const FILE_HEADER_LENGTH = 24;
const RECORD_HEADER_LENGTH = 16;
const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;

/** Settings of {@linkcode PcapWriter}. */
export interface PcapWriterOptions extends WriterOptions {
  /** Whether times are kept to the nanosecond. @default as the interface's times are */
  readonly nanoseconds?: boolean;
}

/**
 * A frame of another link type than the file's came, as from a pcapng file that
 * describes a further interface late.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(
 *   new LinkTypeError(1, 101).message,
 *   "Cannot write a frame of RAW (Raw IP) to a pcap file of EN10MB (Ethernet): " +
 *     "pcap holds one link type, pcapng several",
 * );
 * ```
 */
export class LinkTypeError extends Error {
  override readonly name = "LinkTypeError";

  constructor(ofFile: LinkType, ofFrame: LinkType) {
    super(
      `Cannot write a frame of ${linkTypeName(ofFrame)} to a pcap file of ` +
        `${linkTypeName(ofFile)}: pcap holds one link type, pcapng several`,
    );
  }
}

/**
 * A pcap file: one link type, no names, no comments, no directions. Little-endian.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { MemoryOutput } from "./byte_stream.ts";
 * import { MemorySource } from "./memory.ts";
 *
 * const source = new MemorySource([{ bytes: new Uint8Array(60) }]);
 * const output = new MemoryOutput();
 * using writer = new PcapWriter(output, source.interfaces[0]);
 * for await (const batch of source) while (batch.next()) writer.write(batch);
 * writer.close();
 * assertStrictEquals(output.bytes().length, 24 + 16 + 60);
 * ```
 */
export class PcapWriter implements CaptureWriter {
  // `private` stands for `#` where a packet passes, as in `pcap.ts`.
  private readonly buffer: RecordBuffer;
  private readonly linkType: LinkType;
  private readonly nanoseconds: boolean;

  constructor(output: ByteOutput, iface: CaptureInterface, options: PcapWriterOptions = {}) {
    const nanoseconds = options.nanoseconds ?? iface.timestampDigits === 9;
    this.nanoseconds = nanoseconds;
    this.linkType = iface.linkType;
    this.buffer = new RecordBuffer(output, options.packetBuffered ?? false);
    const at = this.buffer.reserve(FILE_HEADER_LENGTH);
    const { view } = this.buffer;
    view.setUint32(at, nanoseconds ? NANOSECONDS : MICROSECONDS, true);
    view.setUint16(at + 4, 2, true); // version 2.4
    view.setUint16(at + 6, 4, true);
    view.setUint32(at + 8, 0, true); // time zone and accuracy, always 0
    view.setUint32(at + 12, 0, true);
    view.setUint32(at + 16, iface.snapLength || MAX_CAPTURED_LENGTH, true);
    view.setUint32(at + 20, iface.linkType, true);
    // Whoever reads a pipe shall learn the link type before the first packet comes.
    this.buffer.flush();
  }

  get packets(): number {
    return this.buffer.packets;
  }

  get length(): number {
    return this.buffer.length;
  }

  /** @throws {LinkTypeError} when the frame has another link type than the file. */
  write(frame: WritableFrame): void {
    if (frame.linkType !== this.linkType) {
      throw new LinkTypeError(this.linkType, frame.linkType);
    }
    const { capturedLength } = frame;
    const { buffer } = this;
    const at = buffer.reserve(RECORD_HEADER_LENGTH + capturedLength);
    const { view } = buffer;
    const { nanoseconds } = frame;
    const fraction = this.nanoseconds ? nanoseconds : nanoseconds / 1000 | 0;
    view.setUint32(at, frame.seconds, true);
    view.setUint32(at + 4, fraction, true);
    view.setUint32(at + 8, capturedLength, true);
    view.setUint32(at + 12, frame.originalLength, true);
    buffer.copy(frame.bytes, frame.start, capturedLength, at + RECORD_HEADER_LENGTH);
    buffer.completePacket();
  }

  flush(): void {
    this.buffer.flush();
  }

  close(): void {
    this.buffer.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
