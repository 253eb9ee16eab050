// core/capture/_pcapng_batch.ts: the blocks of a pcapng file, one after the other.
import { FrameBatch } from "./_frame_batch.ts";
import { grouped } from "./capture_file_error.ts";
import { type FileBatch, MAX_CAPTURED_LENGTH } from "./_file_source.ts";
import {
  AT,
  BLOCK_OVERHEAD,
  blockName,
  BlockType,
  BYTE_ORDER_MAGIC,
  isRead,
  minimumLength,
  Option,
  OptionWalk,
  PacketOption,
  padded,
} from "./_pcapng_format.ts";
import { joined, Sections } from "./_pcapng_section.ts";
import type { ReadWindow } from "./_read_window.ts";
import { Direction } from "./source.ts";

/** The longest block that is looked into: libpcap's `INITIAL_MAX_BLOCKSIZE` (sf-pcapng.c). */
const MAX_BLOCK_LENGTH = 16 * 1024 * 1024;

/** In a packet block: the count of drops is not known. */
const UNKNOWN_DROPS = 0xffff;

/** What a step over one block came to. */
const Step = {
  /** The batch stands at a frame. */
  Frame: 0,
  /** The block is behind us. */
  Passed: 1,
  /** More bytes are needed, or the file is damaged. */
  Stopped: 2,
} as const;
type Step = typeof Step[keyof typeof Step];

/**
 * The frames of one window. Blocks in between are taken in as they come. As in
 * `pcap.ts`, `private` stands for `#` where speed asks for it.
 */
export class PcapngBatch extends FrameBatch implements FileBatch {
  delivered = 0;
  skip = 0;
  damage: string | undefined = undefined;
  readonly section = new Sections();

  private view = new DataView(new ArrayBuffer(0));
  private at = 0;
  private end = 0;
  private little = true;
  private optionsAt = 0;
  private optionsEnd = 0;
  private readonly walk = new OptionWalk();
  /** The block whose body is being skipped, until its end has been seen. */
  private skipped: { name: string; length: number } | undefined = undefined;

  attach(window: ReadWindow): void {
    this.bytes = window.bytes;
    this.view = window.view;
    this.at = 0;
    this.end = window.end;
    this.skip = 0;
  }

  get position(): number {
    return this.at;
  }

  get comment(): string | undefined {
    if (this.optionsAt === this.optionsEnd) return undefined;
    let comment: string | undefined;
    const walk = this.walk.over(this.view, this.optionsAt, this.optionsEnd, this.little);
    while (walk.next()) {
      if (walk.code === Option.Comment) comment = joined(comment, walk.text());
    }
    return comment;
  }

  next(): boolean {
    for (;;) {
      const step = this.step();
      if (step !== Step.Passed) return step === Step.Frame;
    }
  }

  /** Takes in what stands before the first packet; false when no interface has come yet. */
  describe(): boolean {
    while (!this.packetAhead()) {
      if (this.step() === Step.Stopped) return this.section.interfaces.length > 0;
    }
    return true;
  }

  get behind(): number {
    return this.skip === 0 && this.skipped !== undefined ? this.skipped.length - AT.LENGTH : 0;
  }

  incomplete(): string {
    if (this.skipped !== undefined) return this.skipped.name;
    if (this.at + BLOCK_OVERHEAD > this.end) return "a block";
    return this.nameAhead(this.view.getUint32(this.at + AT.LENGTH, this.little));
  }

  private packetAhead(): boolean {
    if (this.at + BLOCK_OVERHEAD > this.end) return false;
    const type = this.view.getUint32(this.at, this.little);
    return type === BlockType.EnhancedPacket || type === BlockType.SimplePacket ||
      type === BlockType.Packet;
  }

  private step(): Step {
    const { view, at } = this;
    if (this.damage !== undefined || this.skip !== 0) return Step.Stopped;
    if (this.skipped !== undefined) return this.endSkipped();
    if (at + BLOCK_OVERHEAD > this.end) return Step.Stopped;
    const type = view.getUint32(at, this.little);
    if (type === BlockType.SectionHeader && !this.readByteOrder()) return Step.Stopped;
    const length = view.getUint32(at + AT.LENGTH, this.little);
    if ((length & 3) !== 0 || length < minimumLength(type)) {
      return this.refuse(this.nameAhead(length));
    }
    if (length > this.end - at) return this.awaitBlock(type, length);
    const end = at + length - AT.LENGTH;
    const again = view.getUint32(end, this.little);
    if (again !== length) return this.refuseEnd(this.nameAhead(length), again);
    if (type === BlockType.EnhancedPacket) {
      const id = this.section.first + view.getUint32(at + AT.ENHANCED.INTERFACE, this.little);
      return this.timedPacket(at, end, id);
    }
    return this.otherBlock(type, at, end);
  }

  /** A block that is not all here. One that nobody reads is passed over, not collected. */
  private awaitBlock(type: number, length: number): Step {
    if (!isRead(type)) {
      this.skipped = { name: this.nameAhead(length), length };
      this.skip = length - AT.LENGTH;
    } else if (length > MAX_BLOCK_LENGTH) {
      return this.refuse(`${this.nameAhead(length)}, more than ${grouped(MAX_BLOCK_LENGTH)}`);
    }
    return Step.Stopped;
  }

  /** The end of a block whose body was skipped has to repeat the length, as all do. */
  private endSkipped(): Step {
    if (this.at + AT.LENGTH > this.end) return Step.Stopped;
    const { name, length } = this.skipped!;
    const again = this.view.getUint32(this.at, this.little);
    if (again !== length) return this.refuseEnd(name, again);
    this.skipped = undefined;
    this.at += AT.LENGTH;
    return Step.Passed;
  }

  private otherBlock(type: number, at: number, end: number): Step {
    const { view, little } = this;
    switch (type) {
      case BlockType.SimplePacket:
        return this.simplePacket(at, end);
      case BlockType.Packet:
        return this.obsoletePacket(at, end);
      case BlockType.SectionHeader: {
        const major = view.getUint16(at + AT.SECTION.MAJOR, little);
        if (major !== 1) return this.refuse(`a section of pcapng version ${major}, which is not 1`);
        this.section.begin(view, at, end, little);
        break;
      }
      case BlockType.InterfaceDescription:
        if (!this.section.describe(view, at, end, little)) {
          return this.refuse(`interface ${grouped(this.section.interfaces.length + 1)}`);
        }
        break;
      case BlockType.InterfaceStatistics:
        this.section.tell(view, at, end, little);
        break;
    }
    this.at = end + AT.LENGTH;
    return Step.Passed;
  }

  /** Enhanced and obsolete packet blocks differ in what stands where the interface's number is. */
  private timedPacket(at: number, end: number, id: number): Step {
    const { view, little } = this;
    const captured = view.getUint32(at + AT.ENHANCED.CAPTURED, little);
    const original = view.getUint32(at + AT.ENHANCED.ORIGINAL, little);
    if (!this.place(end, id, at + AT.ENHANCED.DATA, captured, original)) return Step.Stopped;
    const scale = this.section.scales[id];
    scale.split(
      view.getUint32(at + AT.ENHANCED.HIGH, little),
      view.getUint32(at + AT.ENHANCED.LOW, little),
    );
    this.seconds = scale.seconds;
    this.nanoseconds = scale.nanoseconds;
    if (this.optionsAt < this.optionsEnd) this.readOptions();
    return Step.Frame;
  }

  private obsoletePacket(at: number, end: number): Step {
    const id = this.section.first + this.view.getUint16(at + AT.PACKET.INTERFACE, this.little);
    const drops = this.view.getUint16(at + AT.PACKET.DROPS, this.little);
    const step = this.timedPacket(at, end, id);
    if (step === Step.Frame && drops !== UNKNOWN_DROPS) this.section.lost(id, drops);
    return step;
  }

  /** Has neither a time nor a captured length nor options: section 4.4. */
  private simplePacket(at: number, end: number): Step {
    const original = this.view.getUint32(at + AT.SIMPLE.ORIGINAL, this.little);
    const start = at + AT.SIMPLE.DATA;
    const snapLength = this.section.interfaces[this.section.first]?.snapLength || Infinity;
    const captured = Math.min(original, snapLength, end - start);
    if (!this.place(end, this.section.first, start, captured, original)) return Step.Stopped;
    this.optionsAt = end;
    this.seconds = 0;
    this.nanoseconds = 0;
    return Step.Frame;
  }

  /** Sets the frame, and passes its block; all that such a block can lie about is looked at here. */
  private place(
    end: number,
    id: number,
    start: number,
    captured: number,
    original: number,
  ): boolean {
    if (captured > end - start || captured > MAX_CAPTURED_LENGTH) {
      const limit = Math.min(MAX_CAPTURED_LENGTH, end - start);
      this.damage = `a packet of ${grouped(captured)} bytes, more than ${grouped(limit)}`;
      return false;
    }
    if (id >= this.section.linkTypes.length) {
      this.damage = `a packet of interface ${id - this.section.first}, which is not described`;
      return false;
    }
    this.start = start;
    this.capturedLength = captured;
    this.originalLength = original < captured ? captured : original;
    this.interfaceId = id;
    this.linkType = this.section.linkTypes[id];
    this.direction = Direction.Unknown;
    this.optionsAt = start + padded(captured);
    this.optionsEnd = end;
    this.at = end + AT.LENGTH;
    this.delivered++;
    return true;
  }

  private readOptions(): void {
    const walk = this.walk.over(this.view, this.optionsAt, this.optionsEnd, this.little);
    while (walk.next()) {
      if (walk.code === PacketOption.Flags) {
        const way = walk.u32() & 3;
        if (way === Direction.Inbound || way === Direction.Outbound) this.direction = way;
      } else if (walk.code === PacketOption.DropCount) {
        this.section.lost(this.interfaceId, walk.u64());
      }
    }
  }

  private readByteOrder(): boolean {
    const magic = this.at + AT.SECTION.BYTE_ORDER;
    this.little = this.view.getUint32(magic, true) === BYTE_ORDER_MAGIC;
    if (this.little || this.view.getUint32(magic, false) === BYTE_ORDER_MAGIC) return true;
    this.damage = "a section header without the byte-order magic";
    return false;
  }

  private nameAhead(length: number): string {
    return `${blockName(this.view.getUint32(this.at, this.little))} of ${grouped(length)} bytes`;
  }

  private refuseEnd(name: string, again: number): Step {
    return this.refuse(`${name} that ends as one of ${grouped(again)}`);
  }

  private refuse(found: string): Step {
    this.damage = found;
    return Step.Stopped;
  }
}
