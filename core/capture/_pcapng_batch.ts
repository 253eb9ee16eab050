// core/capture/_pcapng_batch.ts: the blocks of a pcapng file, one after the other.
import { HEX } from "../wire/bytes.ts";
import { grouped } from "./capture_file_error.ts";
import { type FileBatch, MAX_CAPTURED_LENGTH } from "./_file_source.ts";
import type { LinkType } from "./link_type.ts";
import {
  AT,
  BLOCK_OVERHEAD,
  BlockType,
  BYTE_ORDER_MAGIC,
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
export class PcapngBatch implements FileBatch {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  capturedLength = 0;
  originalLength = 0;
  seconds = 0;
  nanoseconds = 0;
  interfaceId = 0;
  linkType: LinkType = 0;
  direction: Direction = Direction.Unknown;
  readonly checksumsPending = false;

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

  incomplete(): string {
    if (this.at + BLOCK_OVERHEAD > this.end) return "a block";
    const length = this.view.getUint32(this.at + AT.LENGTH, this.little);
    return `${this.blockName()} of ${grouped(length)} bytes`;
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
    if (at + BLOCK_OVERHEAD > this.end) return Step.Stopped;
    const type = view.getUint32(at, this.little);
    if (type === BlockType.SectionHeader && !this.readByteOrder()) return Step.Stopped;
    const length = view.getUint32(at + AT.LENGTH, this.little);
    if (length % 4 !== 0 || length < minimumLength(type)) {
      return this.refuse(`${this.blockName()} of ${grouped(length)} bytes`);
    }
    if (length > this.end - at) {
      // What nobody reads may be of any length: it is passed over, not collected.
      if (!isRead(type)) this.skip = length;
      else if (length > MAX_BLOCK_LENGTH) {
        return this.refuse(
          `${this.blockName()} of ${grouped(length)} bytes, more than ${grouped(MAX_BLOCK_LENGTH)}`,
        );
      }
      return Step.Stopped;
    }
    const end = at + length - AT.LENGTH;
    const again = view.getUint32(end, this.little);
    if (again !== length) {
      return this.refuse(
        `${this.blockName()} of ${grouped(length)} bytes that ends as one of ${grouped(again)}`,
      );
    }
    if (type === BlockType.EnhancedPacket) return this.enhancedPacket(at, end);
    return this.otherBlock(type, at, end);
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

  private enhancedPacket(at: number, end: number): Step {
    const { view, little } = this;
    return this.deliver(
      end,
      this.section.first + view.getUint32(at + AT.ENHANCED.INTERFACE, little),
      view.getUint32(at + AT.ENHANCED.HIGH, little),
      view.getUint32(at + AT.ENHANCED.LOW, little),
      at + AT.ENHANCED.DATA,
      view.getUint32(at + AT.ENHANCED.CAPTURED, little),
      view.getUint32(at + AT.ENHANCED.ORIGINAL, little),
    );
  }

  private obsoletePacket(at: number, end: number): Step {
    const { view, little } = this;
    const id = this.section.first + view.getUint16(at + AT.PACKET.INTERFACE, little);
    const step = this.deliver(
      end,
      id,
      view.getUint32(at + AT.PACKET.HIGH, little),
      view.getUint32(at + AT.PACKET.LOW, little),
      at + AT.PACKET.DATA,
      view.getUint32(at + AT.PACKET.CAPTURED, little),
      view.getUint32(at + AT.PACKET.ORIGINAL, little),
    );
    const drops = view.getUint16(at + AT.PACKET.DROPS, little);
    if (step === Step.Frame && drops !== UNKNOWN_DROPS) this.section.lost(id, drops);
    return step;
  }

  /** Has neither a time nor a captured length nor options: section 4.4. */
  private simplePacket(at: number, end: number): Step {
    const original = this.view.getUint32(at + AT.SIMPLE.ORIGINAL, this.little);
    const start = at + AT.SIMPLE.DATA;
    const snapLength = this.section.interfaces[this.section.first]?.snapLength || Infinity;
    const captured = Math.min(original, snapLength, end - start);
    const step = this.deliver(end, this.section.first, 0, 0, start, captured, original);
    this.optionsAt = this.optionsEnd;
    this.seconds = 0;
    this.nanoseconds = 0;
    return step;
  }

  /** Sets the frame; all that a packet block can lie about is looked at here. */
  private deliver(
    end: number,
    id: number,
    high: number,
    low: number,
    start: number,
    captured: number,
    original: number,
  ): Step {
    if (id >= this.section.scales.length) {
      return this.refuse(
        `a packet of interface ${id - this.section.first}, which is not described`,
      );
    }
    if (captured > MAX_CAPTURED_LENGTH || captured > end - start) {
      const limit = Math.min(MAX_CAPTURED_LENGTH, end - start);
      return this.refuse(`a packet of ${grouped(captured)} bytes, more than ${grouped(limit)}`);
    }
    const scale = this.section.scales[id];
    scale.split(high, low);
    this.seconds = scale.seconds;
    this.nanoseconds = scale.nanoseconds;
    this.start = start;
    this.capturedLength = captured;
    this.originalLength = original < captured ? captured : original;
    this.interfaceId = id;
    this.linkType = this.section.linkTypes[id];
    this.direction = Direction.Unknown;
    this.optionsAt = start + padded(captured);
    this.optionsEnd = end;
    if (this.optionsAt < end) this.readOptions();
    this.at = end + AT.LENGTH;
    this.delivered++;
    return Step.Frame;
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

  private blockName(): string {
    const type = this.view.getUint32(this.at, this.little);
    const bytes = [type >>> 24, (type >>> 16) & 0xff, (type >>> 8) & 0xff, type & 0xff];
    return BLOCK_NAMES.get(type) ?? `a block of type 0x${bytes.map((byte) => HEX[byte]).join("")}`;
  }

  private refuse(found: string): Step {
    this.damage = found;
    return Step.Stopped;
  }
}

const BLOCK_NAMES: ReadonlyMap<number, string> = new Map([
  [BlockType.SectionHeader, "a section header"],
  [BlockType.InterfaceDescription, "an interface description"],
  [BlockType.Packet, "a packet block"],
  [BlockType.SimplePacket, "a simple packet block"],
  [BlockType.InterfaceStatistics, "an interface's statistics"],
  [BlockType.EnhancedPacket, "an enhanced packet block"],
]);

/** Blocks whose content matters here. All others are passed over: names, secrets, custom ones. */
function isRead(type: number): boolean {
  return BLOCK_NAMES.has(type);
}

/** Bytes that a block has at least, so that its fixed fields lie inside. */
function minimumLength(type: number): number {
  switch (type) {
    case BlockType.EnhancedPacket:
    case BlockType.Packet:
      return AT.ENHANCED.DATA + 4;
    case BlockType.SectionHeader:
      return AT.SECTION.OPTIONS + 4;
    case BlockType.InterfaceDescription:
      return AT.INTERFACE.OPTIONS + 4;
    case BlockType.InterfaceStatistics:
      return AT.STATISTICS.OPTIONS + 4;
    case BlockType.SimplePacket:
      return AT.SIMPLE.DATA + 4;
    default:
      return BLOCK_OVERHEAD;
  }
}
