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

const TWO_32 = 0x1_0000_0000;

/** Of one interface: packets, and the times of the first and the last in two halves. */
interface Tally {
  packets: number;
  firstHigh: number;
  firstLow: number;
  lastHigh: number;
  lastLow: number;
}

/** The first byte of `if_filter`: what follows is the filter as libpcap's users write it. */
const FILTER_AS_TEXT = "\0";

/** Settings of {@linkcode PcapngWriter}; of the section it tells what is given here. */
export interface PcapngWriterOptions extends WriterOptions, StoredSection {
  /** What the packets have passed before they come here, beside each interface's own filter. */
  readonly filter?: string;
}

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
  // `private` stands for `#` where a packet passes, as in `pcap.ts`.
  private readonly buffer: RecordBuffer;
  private readonly tallies: Tally[] = [];
  private described = 0;
  // The last second as nanoseconds since 1970, in two halves: times come in runs of one second.
  private second = 0;
  private secondHigh = 0;
  private secondLow = 0;
  readonly #interfaces: readonly StoredInterface[];
  readonly #filter: string;
  readonly #options = new OptionList();

  constructor(
    output: ByteOutput,
    interfaces: readonly StoredInterface[],
    options: PcapngWriterOptions = {},
  ) {
    this.buffer = new RecordBuffer(output, options.packetBuffered ?? false);
    this.#interfaces = interfaces;
    this.#filter = options.filter ?? "";
    this.#writeSection(options);
    while (this.described < interfaces.length) this.#describeNext();
    // Whoever reads a pipe shall learn the interfaces before the first packet comes.
    this.buffer.flush();
  }

  get packets(): number {
    return this.buffer.packets;
  }

  get length(): number {
    return this.buffer.length;
  }

  /** @throws {RangeError} when the frame's interface is not among the interfaces. */
  write(frame: WritableFrame, comment?: string): void {
    const { interfaceId, capturedLength, seconds, direction } = frame;
    while (this.described <= interfaceId) this.#describeNext();
    if (seconds !== this.second) this.beginSecond(seconds);
    let high = this.secondHigh;
    let low = this.secondLow + frame.nanoseconds;
    if (low >= TWO_32) {
      high++;
      low -= TWO_32;
    }
    const tally = this.tallies[interfaceId];
    if (tally.packets++ === 0) {
      tally.firstHigh = high;
      tally.firstLow = low;
    }
    tally.lastHigh = high;
    tally.lastLow = low;

    const own = frame.comment;
    const commented = own !== undefined || comment !== undefined;
    const flagged = direction !== Direction.Unknown;
    if (commented) this.#listOptions(own, comment, direction);
    const optionsLength = commented ? this.#options.length : flagged ? FLAGS_ALONE : 0;
    const dataLength = padded(capturedLength);
    const length = AT.ENHANCED.DATA + dataLength + optionsLength + AT.LENGTH;
    const { buffer } = this;
    const at = buffer.reserve(length);
    const { view } = buffer;
    const data = at + AT.ENHANCED.DATA;
    const end = at + length - AT.LENGTH;
    // The word before the padding is set first: what is no padding of it, the frame covers.
    if (dataLength !== capturedLength) view.setUint32(data + dataLength - 4, 0, true);
    view.setUint32(at, BlockType.EnhancedPacket, true);
    view.setUint32(at + AT.LENGTH, length, true);
    view.setUint32(at + AT.ENHANCED.INTERFACE, interfaceId, true);
    view.setUint32(at + AT.ENHANCED.HIGH, high, true);
    view.setUint32(at + AT.ENHANCED.LOW, low, true);
    view.setUint32(at + AT.ENHANCED.CAPTURED, capturedLength, true);
    view.setUint32(at + AT.ENHANCED.ORIGINAL, frame.originalLength, true);
    buffer.copy(frame.bytes, frame.start, capturedLength, data);
    if (commented) {
      this.#options.copyTo(buffer.bytes, data + dataLength);
    } else if (flagged) {
      view.setUint32(data + dataLength, PacketOption.Flags | 4 << 16, true);
      view.setUint32(data + dataLength + 4, direction, true);
      view.setUint32(data + dataLength + 8, Option.End, true);
    }
    view.setUint32(end, length, true);
    buffer.completePacket();
  }

  flush(): void {
    this.buffer.flush();
  }

  close(statistics?: SourceStatistics): void {
    try {
      if (statistics !== undefined && !this.buffer.ended) this.#writeStatistics(statistics);
    } finally {
      this.buffer.close();
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
    const { bytes, view } = this.buffer;
    view.setUint32(at + AT.SECTION.BYTE_ORDER, BYTE_ORDER_MAGIC, true);
    view.setUint16(at + AT.SECTION.MAJOR, 1, true);
    view.setUint16(at + AT.SECTION.MINOR, 0, true);
    view.setBigInt64(at + AT.SECTION.LENGTH, -1n, true); // not known beforehand
    options.copyTo(bytes, at + AT.SECTION.OPTIONS);
  }

  #describeNext(): void {
    const iface = this.#interfaces[this.described];
    if (iface === undefined) {
      throw new RangeError(`Cannot write a packet of interface ${this.described}: there is none`);
    }
    const filter = both(iface.filter ?? "", this.#filter);
    const options = this.#options.clear()
      .text(InterfaceOption.Name, iface.name)
      .text(InterfaceOption.Description, iface.description)
      .u8(InterfaceOption.TimestampResolution, RESOLUTION)
      .text(InterfaceOption.Filter, filter === "" ? undefined : `${FILTER_AS_TEXT}${filter}`)
      .text(InterfaceOption.Os, iface.os)
      .text(InterfaceOption.Hardware, iface.hardware)
      .text(Option.Comment, iface.comment);
    const at = this.#begin(
      BlockType.InterfaceDescription,
      AT.INTERFACE.OPTIONS + options.length + AT.LENGTH,
    );
    const { bytes, view } = this.buffer;
    view.setUint16(at + AT.INTERFACE.LINK_TYPE, iface.linkType, true);
    view.setUint16(at + AT.INTERFACE.LINK_TYPE + 2, 0, true);
    view.setUint32(at + AT.INTERFACE.SNAP_LENGTH, iface.snapLength, true);
    options.copyTo(bytes, at + AT.INTERFACE.OPTIONS);
    this.tallies.push({ packets: 0, firstHigh: 0, firstLow: 0, lastHigh: 0, lastLow: 0 });
    this.described++;
  }

  /** One block for each interface. Drops that are told for all together stand in the first. */
  #writeStatistics({ received, byInterface, ...drops }: SourceStatistics): void {
    const several = this.tallies.length > 1;
    this.tallies.forEach(({ packets, firstHigh, firstLow, lastHigh, lastLow }, id) => {
      const options = this.#options.clear();
      if (packets > 0) {
        options.time(StatisticsOption.StartTime, [firstHigh, firstLow]);
        options.time(StatisticsOption.EndTime, [lastHigh, lastLow]);
      }
      const together = byInterface === undefined && several;
      if (id === 0 && together) {
        options.text(Option.Comment, "Drops are those of all interfaces together.");
      }
      if (!several) options.u64(StatisticsOption.FilterAccepted, received);
      const own = byInterface === undefined ? id === 0 ? drops : undefined : byInterface[id];
      if (own !== undefined) {
        options.u64(StatisticsOption.DroppedByInterface, own.droppedByInterface);
        options.u64(StatisticsOption.DroppedByKernel, own.droppedByKernel);
      }
      options.u64(StatisticsOption.Delivered, packets);
      const at = this.#begin(
        BlockType.InterfaceStatistics,
        AT.STATISTICS.OPTIONS + options.length + AT.LENGTH,
      );
      const { bytes, view } = this.buffer;
      view.setUint32(at + AT.STATISTICS.INTERFACE, id, true);
      view.setUint32(at + AT.STATISTICS.HIGH, lastHigh, true);
      view.setUint32(at + AT.STATISTICS.LOW, lastLow, true);
      options.copyTo(bytes, at + AT.STATISTICS.OPTIONS);
    });
  }

  /** Reserves a block and writes what all blocks begin and end with. */
  #begin(type: number, length: number): number {
    const at = this.buffer.reserve(length);
    const { view } = this.buffer;
    view.setUint32(at, type, true);
    view.setUint32(at + AT.LENGTH, length, true);
    view.setUint32(at + length - AT.LENGTH, length, true);
    return at;
  }

  /** What a comment makes of the options of a packet. */
  #listOptions(own: string | undefined, comment: string | undefined, direction: Direction): void {
    this.#options.clear().text(Option.Comment, own).text(Option.Comment, comment);
    if (direction !== Direction.Unknown) this.#options.u32(PacketOption.Flags, direction);
  }

  /** Seconds times 10^9 as two halves, in steps of 16 bits so that each is exact. */
  private beginSecond(seconds: number): void {
    this.second = seconds;
    const upper = Math.floor(seconds / 65536) * 1e9;
    const lower = (upper % 65536) * 65536 + (seconds % 65536) * 1e9;
    this.secondHigh = Math.floor(upper / 65536) + Math.floor(lower / TWO_32);
    this.secondLow = lower % TWO_32;
  }
}

/** The filter that passes what two pass; an empty one passes all. */
function both(one: string, other: string): string {
  if (one === "" || other === "" || one === other) return one || other;
  return `(${one}) and (${other})`;
}
