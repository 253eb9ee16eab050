// core/capture/pcap.ts: reads the pcap format, pcap-savefile(5).
import { FrameBatch } from "./_frame_batch.ts";
import { CaptureFileError, grouped } from "./capture_file_error.ts";
import { type FileBatch, FileSource, MAX_CAPTURED_LENGTH, storedLinkType } from "./_file_source.ts";
import type { LinkType } from "./link_type.ts";
import type { ReadWindow } from "./_read_window.ts";
import { type CaptureInterface, Direction } from "./source.ts";

/** Byte offsets in the file's header (pcap-savefile(5)). */
const FILE = { MAGIC: 0, MAJOR: 4, MINOR: 6, SNAP_LENGTH: 16, LINK_TYPE: 20 } as const;
const FILE_HEADER_LENGTH = 24;

/**
 * Byte offsets in a packet's record header. What follows `ORIGINAL` is there
 * only in files of a patched libpcap of the 1990s ("Kuznetzov's": the
 * interface's number, the protocol, and how the packet came: packet(7)).
 */
const RECORD = { SECONDS: 0, FRACTION: 4, CAPTURED: 8, ORIGINAL: 12, PACKET_TYPE: 22 } as const;
const RECORD_HEADER_LENGTH = 16;
const PATCHED_RECORD_HEADER_LENGTH = 24;

/** `PACKET_OUTGOING` of packet(7). */
const PACKET_OUTGOING = 4;

const Magic = { Microseconds: 0xa1b2c3d4, Nanoseconds: 0xa1b23c4d, Patched: 0xa1b2cd34 } as const;

/** The order of the two lengths in a record: they changed places in version 2.3. */
const Lengths = {
  CapturedFirst: 0,
  /** Written before 2.3, and by DG/UX's tcpdump, which calls itself 543.0. */
  OriginalFirst: 1,
  /** 2.3 itself: some writers had not changed yet, so the smaller is the captured one. */
  SmallerCaptured: 2,
} as const;

/** What the file's header says about how to read its records. */
interface PcapFormat {
  readonly little: boolean;
  readonly nanosecondsPerFraction: 1 | 1000;
  readonly recordHeaderLength: number;
  readonly lengths: typeof Lengths[keyof typeof Lengths];
}

/** True when `magic`, read with the given byte order, begins a pcap file. */
export function isPcapMagic(magic: number): boolean {
  return magic === Magic.Microseconds || magic === Magic.Nanoseconds || magic === Magic.Patched;
}

/**
 * A pcap file: both byte orders, microseconds and nanoseconds, and the old
 * variants that libpcap reads too.
 */
export class PcapSource extends FileSource {
  readonly interfaces: readonly CaptureInterface[];

  private constructor(window: ReadWindow, batch: PcapBatch, iface: CaptureInterface) {
    super(window, batch);
    this.interfaces = [iface];
  }

  /**
   * Reads the file's header; `window` stands at its start.
   * @throws {CaptureFileError} when the header is cut off or of an unknown version.
   */
  static async open(window: ReadWindow): Promise<PcapSource> {
    if (!await window.ensure(FILE_HEADER_LENGTH)) {
      throw new CaptureFileError(
        0,
        `a pcap header of ${FILE_HEADER_LENGTH} bytes, cut off after ${window.end}`,
        window.name,
      );
    }
    const { view } = window;
    const little = isPcapMagic(view.getUint32(FILE.MAGIC, true));
    const magic = view.getUint32(FILE.MAGIC, little);
    const iface = {
      linkType: storedLinkType(view.getUint32(FILE.LINK_TYPE, little)),
      snapLength: storedSnapLength(view.getUint32(FILE.SNAP_LENGTH, little)),
      timestampDigits: magic === Magic.Nanoseconds ? 9 : 6,
    };
    const batch = new PcapBatch(iface.linkType, {
      little,
      nanosecondsPerFraction: magic === Magic.Nanoseconds ? 1 : 1000,
      recordHeaderLength: magic === Magic.Patched
        ? PATCHED_RECORD_HEADER_LENGTH
        : RECORD_HEADER_LENGTH,
      lengths: orderOfLengths(window, little),
    });
    batch.attach(window, FILE_HEADER_LENGTH);
    return new PcapSource(window, batch, iface);
  }
}

/** Absurd lengths are no limit (`pcap_adjust_snapshot` in libpcap's pcap.c). */
function storedSnapLength(field: number): number {
  return field > 0x7fff_ffff ? 0 : field;
}

function orderOfLengths({ view, name }: ReadWindow, little: boolean): PcapFormat["lengths"] {
  const major = view.getUint16(FILE.MAJOR, little);
  const minor = view.getUint16(FILE.MINOR, little);
  if (major === 543 && minor === 0) return Lengths.OriginalFirst;
  if (major !== 2 || minor > 4) {
    throw new CaptureFileError(
      FILE.MAJOR,
      `pcap version ${major}.${minor}, which is not one of 2.0 to 2.4`,
      name,
    );
  }
  if (minor < 3) return Lengths.OriginalFirst;
  return minor === 3 ? Lengths.SmallerCaptured : Lengths.CapturedFirst;
}

/**
 * The records of one window. `next()` is the hottest loop of the program, hence
 * two uglinesses that tests/bench/capture_bench.ts pays for: `private` where
 * `#` would do costs a third less, and the fraction stays an integer.
 */
class PcapBatch extends FrameBatch implements FileBatch {
  delivered = 0;
  readonly comment = undefined;
  readonly skip = 0;
  readonly behind = 0;

  private view = new DataView(new ArrayBuffer(0));
  private at = 0;
  private end = 0;
  private readonly little: boolean;
  private readonly nanosecondsPerFraction: number;
  private readonly fractionsPerSecond: number;
  private readonly headerLength: number;
  private readonly lengths: PcapFormat["lengths"];

  constructor(linkType: LinkType, format: PcapFormat) {
    super();
    this.linkType = linkType;
    this.little = format.little;
    this.nanosecondsPerFraction = format.nanosecondsPerFraction;
    this.fractionsPerSecond = 1_000_000_000 / format.nanosecondsPerFraction;
    this.headerLength = format.recordHeaderLength;
    this.lengths = format.lengths;
  }

  attach(window: ReadWindow, at = 0): void {
    this.bytes = window.bytes;
    this.view = window.view;
    this.at = at;
    this.end = window.end;
  }

  get position(): number {
    return this.at;
  }

  next(): boolean {
    const at = this.at;
    const start = at + this.headerLength;
    if (start > this.end) return false;
    const view = this.view;
    const little = this.little;
    let captured = view.getUint32(at + RECORD.CAPTURED, little);
    let original = view.getUint32(at + RECORD.ORIGINAL, little);
    if (this.lengths !== Lengths.CapturedFirst) {
      if (this.lengths === Lengths.OriginalFirst || captured > original) {
        const first = captured;
        captured = original;
        original = first;
      }
    }
    if (captured > MAX_CAPTURED_LENGTH || start + captured > this.end) return false;

    const seconds = view.getUint32(at + RECORD.SECONDS, little);
    const fraction = view.getUint32(at + RECORD.FRACTION, little);
    if (fraction < this.fractionsPerSecond) {
      this.seconds = seconds;
      this.nanoseconds = Math.imul(fraction, this.nanosecondsPerFraction);
    } else {
      this.carrySeconds(seconds, fraction);
    }
    this.start = start;
    this.capturedLength = captured;
    this.originalLength = original < captured ? captured : original;
    if (this.headerLength === PATCHED_RECORD_HEADER_LENGTH) {
      this.direction = view.getUint8(at + RECORD.PACKET_TYPE) === PACKET_OUTGOING
        ? Direction.Outbound
        : Direction.Inbound;
    }
    this.at = start + captured;
    this.delivered++;
    return true;
  }

  get damage(): string | undefined {
    const captured = this.#capturedAhead();
    if (captured === undefined || captured <= MAX_CAPTURED_LENGTH) return undefined;
    return `a packet of ${grouped(captured)} bytes, more than ${grouped(MAX_CAPTURED_LENGTH)}`;
  }

  incomplete(): string {
    const captured = this.#capturedAhead();
    return captured === undefined
      ? `a packet header of ${this.headerLength} bytes`
      : `a packet record of ${grouped(this.headerLength + captured)} bytes`;
  }

  /** A fraction of a second or more, by a careless writer. */
  private carrySeconds(seconds: number, fraction: number): void {
    this.seconds = seconds + Math.floor(fraction / this.fractionsPerSecond);
    this.nanoseconds = (fraction % this.fractionsPerSecond) * this.nanosecondsPerFraction;
  }

  /** The captured length in the record that `next()` stopped at, if its header is here. */
  #capturedAhead(): number | undefined {
    if (this.at + this.headerLength > this.end) return undefined;
    const first = this.view.getUint32(this.at + RECORD.CAPTURED, this.little);
    const second = this.view.getUint32(this.at + RECORD.ORIGINAL, this.little);
    if (this.lengths === Lengths.CapturedFirst) return first;
    return this.lengths === Lengths.OriginalFirst ? second : Math.min(first, second);
  }
}
