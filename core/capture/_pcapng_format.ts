// core/capture/_pcapng_format.ts: numbers and options of pcapng (draft-ietf-opsawg-pcapng).
import { text } from "../wire/bytes.ts";

/** Block types (section 10.1). The names are the draft's. */
export const BlockType = {
  /** A palindrome, so that it reads the same in both byte orders. */
  SectionHeader: 0x0a0d0d0a,
  InterfaceDescription: 1,
  /** Obsolete, and still met. */
  Packet: 2,
  SimplePacket: 3,
  NameResolution: 4,
  InterfaceStatistics: 5,
  EnhancedPacket: 6,
} as const;

/** In a section header: says which byte order the section has. */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Type and length before, the length again behind. */
export const BLOCK_OVERHEAD = 12;

/** Byte offsets in blocks, from the start of the block (section 4). */
export const AT = {
  LENGTH: 4,
  BODY: 8,
  SECTION: { BYTE_ORDER: 8, MAJOR: 12, MINOR: 14, LENGTH: 16, OPTIONS: 24 },
  INTERFACE: { LINK_TYPE: 8, SNAP_LENGTH: 12, OPTIONS: 16 },
  ENHANCED: { INTERFACE: 8, HIGH: 12, LOW: 16, CAPTURED: 20, ORIGINAL: 24, DATA: 28 },
  PACKET: { INTERFACE: 8, DROPS: 10, HIGH: 12, LOW: 16, CAPTURED: 20, ORIGINAL: 24, DATA: 28 },
  SIMPLE: { ORIGINAL: 8, DATA: 12 },
  STATISTICS: { INTERFACE: 8, HIGH: 12, LOW: 16, OPTIONS: 20 },
} as const;

const BLOCK_NAMES: ReadonlyMap<number, string> = new Map([
  [BlockType.SectionHeader, "a section header"],
  [BlockType.InterfaceDescription, "an interface description"],
  [BlockType.Packet, "a packet block"],
  [BlockType.SimplePacket, "a simple packet block"],
  [BlockType.InterfaceStatistics, "an interface's statistics"],
  [BlockType.EnhancedPacket, "an enhanced packet block"],
]);

/** What a block is, for messages. */
export function blockName(type: number): string {
  return BLOCK_NAMES.get(type) ?? `a block of type 0x${type.toString(16).padStart(8, "0")}`;
}

/** Blocks whose content matters here. All others are passed over: names, secrets, custom ones. */
export function isRead(type: number): boolean {
  return BLOCK_NAMES.has(type);
}

/** Bytes that a block has at least, so that its fixed fields lie inside. */
export function minimumLength(type: number): number {
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

/** Option codes that all blocks share (section 3.5). */
export const Option = { End: 0, Comment: 1 } as const;
/** Of the section header (section 4.1). */
export const SectionOption = { Hardware: 2, Os: 3, Application: 4 } as const;
/** Of the interface description (section 4.2). */
export const InterfaceOption = {
  Name: 2,
  Description: 3,
  TimestampResolution: 9,
  Filter: 11,
  Os: 12,
  TimestampOffset: 14,
  Hardware: 15,
} as const;
/** Of the packet blocks (section 4.3). */
export const PacketOption = { Flags: 2, DropCount: 4 } as const;
/** Of the interface statistics (section 4.6). */
export const StatisticsOption = {
  StartTime: 2,
  EndTime: 3,
  Received: 4,
  DroppedByInterface: 5,
  FilterAccepted: 6,
  DroppedByKernel: 7,
  Delivered: 8,
} as const;

/** `n` rounded up to the 32 bits that everything in a block is padded to. */
export function padded(n: number): number {
  return (n + 3) & ~3;
}

/**
 * Walks the options between `at` and `end`; what does not fit in there ends the
 * walk. The same object serves all blocks, so nothing is allocated.
 *
 * ```text
 *  0               2               4
 * +---------------+---------------+----------------------------+
 * |     code      |    length     |  value, padded to 32 bits  |
 * +---------------+---------------+----------------------------+
 * ```
 */
export class OptionWalk {
  code = 0;
  /** Where the value begins in the view. */
  start = 0;
  length = 0;
  private view: DataView = new DataView(new ArrayBuffer(0));
  private little = true;
  private at = 0;
  private end = 0;

  over(view: DataView, at: number, end: number, little: boolean): this {
    this.view = view;
    this.at = at;
    this.end = end;
    this.little = little;
    return this;
  }

  next(): boolean {
    const start = this.at + 4;
    if (start > this.end) return false;
    const code = this.view.getUint16(this.at, this.little);
    const length = this.view.getUint16(this.at + 2, this.little);
    if (code === Option.End || start + length > this.end) return false;
    this.code = code;
    this.start = start;
    this.length = length;
    this.at = start + padded(length);
    return true;
  }

  u8(): number {
    return this.length < 1 ? 0 : this.view.getUint8(this.start);
  }

  u32(): number {
    return this.length < 4 ? 0 : this.view.getUint32(this.start, this.little);
  }

  /** A count, as the nearest number: exact below 2^53. */
  u64(): number {
    return this.length < 8 ? 0 : Number(this.view.getBigUint64(this.start, this.little));
  }

  i64(): number {
    return this.length < 8 ? 0 : Number(this.view.getBigInt64(this.start, this.little));
  }

  /** The value as text from its byte `skip` on; a terminating zero is not part of it. */
  text(skip = 0): string {
    const bytes = new Uint8Array(this.view.buffer, this.view.byteOffset);
    const found = text(bytes, this.start + skip, this.start + this.length);
    return found.endsWith("\0") ? found.slice(0, -1) : found;
  }
}
