// core/capture/pcapng_writer.ts: writes the pcapng format (draft-ietf-opsawg-pcapng).
import type { ByteOutput } from "./byte_stream.ts";
import type { CaptureWriter, WritableFrame, WriterOptions } from "./capture_writer.ts";
import { OptionList } from "./_option_list.ts";
import {
  AT,
  BlockType,
  BYTE_ORDER_MAGIC,
  InterfaceOption,
  Option,
  PacketOption,
  padded,
  SectionOption,
  StatisticsOption,
} from "./_pcapng_format.ts";
import type { StoredInterface, StoredSection } from "./_pcapng_section.ts";
import { RecordBuffer } from "./_record_buffer.ts";
import { Direction, type SourceStatistics } from "./source.ts";

/** `if_tsresol` of all interfaces: nanoseconds. */
const RESOLUTION = 9;

/** `epb_flags` with its code and length, and the end of the options behind it. */
const FLAGS_ALONE = 12;

/** Settings of {@linkcode PcapngWriter}; of the section it tells what is given here. */
export interface PcapngWriterOptions extends WriterOptions, StoredSection {}

/**
 * A pcapng file of one section: little-endian, all times in nanoseconds.
 * Interfaces that are added to `interfaces` later are described when their
 * first packet comes.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { bytesInput, MemoryOutput } from "./byte_stream.ts";
 * import { MemorySource } from "./memory.ts";
 * import { openCapture } from "./open.ts";
 *
 * const source = new MemorySource([{ bytes: new Uint8Array(60), nanoseconds: 123_456_789 }]);
 * const output = new MemoryOutput();
 * using writer = new PcapngWriter(output, source.interfaces, { application: "an example" });
 * for await (const batch of source) while (batch.next()) writer.write(batch, "worth a look");
 * writer.close(source.statistics());
 *
 * using again = await openCapture(bytesInput(output.bytes()));
 * for await (const batch of again) {
 *   while (batch.next()) {
 *     assertStrictEquals(batch.nanoseconds, 123_456_789);
 *     assertStrictEquals(batch.comment, "worth a look");
 *   }
 * }
 * ```
 */
export class PcapngWriter implements CaptureWriter {
  readonly #buffer: RecordBuffer;
  readonly #interfaces: readonly StoredInterface[];
  #described = 0;
  /** By interface: packets, and the times of the first and the last. */
  readonly #counts: { packets: number; first: [number, number]; last: [number, number] }[] = [];
  readonly #options = new OptionList();
  // The last second as nanoseconds since 1970, in two halves: times come in runs of one second.
  #second = 0;
  #secondHigh = 0;
  #secondLow = 0;
  #high = 0;
  #low = 0;

  constructor(
    output: ByteOutput,
    interfaces: readonly StoredInterface[],
    options: PcapngWriterOptions = {},
  ) {
    this.#buffer = new RecordBuffer(output, options.packetBuffered ?? false);
    this.#interfaces = interfaces;
    this.#writeSection(options);
    while (this.#described < interfaces.length) this.#describeNext();
    // Whoever reads a pipe shall learn the interfaces before the first packet comes.
    this.#buffer.flush();
  }

  get packets(): number {
    return this.#buffer.packets;
  }

  get length(): number {
    return this.#buffer.length;
  }

  /** @throws {RangeError} when the frame's interface is not among the interfaces. */
  write(frame: WritableFrame, comment?: string): void {
    const { interfaceId, capturedLength } = frame;
    while (this.#described <= interfaceId) this.#describeNext();
    this.#setTime(frame.seconds, frame.nanoseconds);
    const count = this.#counts[interfaceId];
    if (count.packets++ === 0) count.first = [this.#high, this.#low];
    count.last[0] = this.#high;
    count.last[1] = this.#low;

    const own = frame.comment;
    const commented = own !== undefined || comment !== undefined;
    if (commented) {
      this.#options.clear().text(Option.Comment, own).text(Option.Comment, comment);
      if (frame.direction !== Direction.Unknown) {
        this.#options.u32(PacketOption.Flags, frame.direction);
      }
    }
    const flagged = frame.direction !== Direction.Unknown;
    const optionsLength = commented ? this.#options.length : flagged ? FLAGS_ALONE : 0;
    const dataLength = padded(capturedLength);
    const length = AT.ENHANCED.DATA + dataLength + optionsLength + AT.LENGTH;
    const at = this.#begin(BlockType.EnhancedPacket, length);
    const { bytes, view } = this.#buffer;
    view.setUint32(at + AT.ENHANCED.INTERFACE, interfaceId, true);
    view.setUint32(at + AT.ENHANCED.HIGH, this.#high, true);
    view.setUint32(at + AT.ENHANCED.LOW, this.#low, true);
    view.setUint32(at + AT.ENHANCED.CAPTURED, capturedLength, true);
    view.setUint32(at + AT.ENHANCED.ORIGINAL, frame.originalLength, true);
    const data = at + AT.ENHANCED.DATA;
    this.#buffer.copy(frame.bytes, frame.start, capturedLength, data);
    for (let i = capturedLength; i < dataLength; i++) bytes[data + i] = 0;
    if (commented) {
      this.#options.copyTo(bytes, data + dataLength);
    } else if (flagged) {
      view.setUint16(data + dataLength, PacketOption.Flags, true);
      view.setUint16(data + dataLength + 2, 4, true);
      view.setUint32(data + dataLength + 4, frame.direction, true);
      view.setUint32(data + dataLength + 8, Option.End, true);
    }
    this.#buffer.completePacket();
  }

  flush(): void {
    this.#buffer.flush();
  }

  close(statistics?: SourceStatistics): void {
    try {
      if (statistics !== undefined && !this.#buffer.ended) this.#writeStatistics(statistics);
    } finally {
      this.#buffer.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #writeSection(about: StoredSection): void {
    const options = this.#options.clear()
      .text(Option.Comment, about.comment)
      .text(SectionOption.Hardware, about.hardware)
      .text(SectionOption.Os, about.os)
      .text(SectionOption.Application, about.application);
    const at = this.#begin(
      BlockType.SectionHeader,
      AT.SECTION.OPTIONS + options.length + AT.LENGTH,
    );
    const { bytes, view } = this.#buffer;
    view.setUint32(at + AT.SECTION.BYTE_ORDER, BYTE_ORDER_MAGIC, true);
    view.setUint16(at + AT.SECTION.MAJOR, 1, true);
    view.setUint16(at + AT.SECTION.MINOR, 0, true);
    view.setBigInt64(at + AT.SECTION.LENGTH, -1n, true); // not known beforehand
    options.copyTo(bytes, at + AT.SECTION.OPTIONS);
  }

  #describeNext(): void {
    const iface = this.#interfaces[this.#described];
    if (iface === undefined) {
      throw new RangeError(`Cannot write a packet of interface ${this.#described}: none such`);
    }
    const options = this.#options.clear()
      .text(InterfaceOption.Name, iface.name)
      .text(InterfaceOption.Description, iface.description)
      .u8(InterfaceOption.TimestampResolution, RESOLUTION)
      .text(InterfaceOption.Filter, iface.filter && `\0${iface.filter}`)
      .text(InterfaceOption.Os, iface.os)
      .text(InterfaceOption.Hardware, iface.hardware)
      .text(Option.Comment, iface.comment);
    const at = this.#begin(
      BlockType.InterfaceDescription,
      AT.INTERFACE.OPTIONS + options.length + AT.LENGTH,
    );
    const { bytes, view } = this.#buffer;
    view.setUint16(at + AT.INTERFACE.LINK_TYPE, iface.linkType, true);
    view.setUint16(at + AT.INTERFACE.LINK_TYPE + 2, 0, true);
    view.setUint32(at + AT.INTERFACE.SNAP_LENGTH, iface.snapLength, true);
    options.copyTo(bytes, at + AT.INTERFACE.OPTIONS);
    this.#counts.push({ packets: 0, first: [0, 0], last: [0, 0] });
    this.#described++;
  }

  /** One block for each interface; the drops, which are told for all together, in the first. */
  #writeStatistics(statistics: SourceStatistics): void {
    const several = this.#counts.length > 1;
    this.#counts.forEach(({ packets, first, last }, id) => {
      const options = this.#options.clear();
      if (packets > 0) {
        options.time(StatisticsOption.StartTime, first).time(StatisticsOption.EndTime, last);
      }
      if (id === 0) {
        if (several) options.text(Option.Comment, "Drops are those of all interfaces together.");
        else options.u64(StatisticsOption.FilterAccepted, statistics.received);
        options.u64(StatisticsOption.DroppedByInterface, statistics.droppedByInterface);
        options.u64(StatisticsOption.DroppedByKernel, statistics.droppedByKernel);
      }
      options.u64(StatisticsOption.Delivered, packets);
      const at = this.#begin(
        BlockType.InterfaceStatistics,
        AT.STATISTICS.OPTIONS + options.length + AT.LENGTH,
      );
      const { bytes, view } = this.#buffer;
      view.setUint32(at + AT.STATISTICS.INTERFACE, id, true);
      view.setUint32(at + AT.STATISTICS.HIGH, last[0], true);
      view.setUint32(at + AT.STATISTICS.LOW, last[1], true);
      options.copyTo(bytes, at + AT.STATISTICS.OPTIONS);
    });
  }

  /** Reserves a block and writes what all blocks begin and end with. */
  #begin(type: number, length: number): number {
    const at = this.#buffer.reserve(length);
    const { view } = this.#buffer;
    view.setUint32(at, type, true);
    view.setUint32(at + AT.LENGTH, length, true);
    view.setUint32(at + length - AT.LENGTH, length, true);
    return at;
  }

  /** Seconds times 10^9 as two halves, in steps of 16 bits so that each is exact. */
  #setTime(seconds: number, nanoseconds: number): void {
    if (seconds !== this.#second) {
      this.#second = seconds;
      const upper = Math.floor(seconds / 65536) * 1e9;
      const lower = (upper % 65536) * 65536 + (seconds % 65536) * 1e9;
      this.#secondHigh = Math.floor(upper / 65536) + Math.floor(lower / 0x1_0000_0000);
      this.#secondLow = lower % 0x1_0000_0000;
    }
    const low = this.#secondLow + nanoseconds;
    const carries = low >= 0x1_0000_0000;
    this.#high = carries ? this.#secondHigh + 1 : this.#secondHigh;
    this.#low = carries ? low - 0x1_0000_0000 : low;
  }
}
