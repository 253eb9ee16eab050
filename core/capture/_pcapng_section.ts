// core/capture/_pcapng_section.ts: what the blocks of a pcapng file that carry no packets say.
import { storedLinkType } from "./_file_source.ts";
import type { LinkType } from "./link_type.ts";
import {
  AT,
  InterfaceOption,
  Option,
  OptionWalk,
  SectionOption,
  StatisticsOption,
} from "./_pcapng_format.ts";
import { DEFAULT_RESOLUTION, Timescale } from "./_timescale.ts";
import type { CaptureInterface, Drops, SourceStatistics } from "./source.ts";

/** An interface with what else a pcapng file may tell of it. */
export interface StoredInterface extends CaptureInterface {
  readonly comment?: string;
  readonly os?: string;
  readonly hardware?: string;
}

/** Where a section of a pcapng file comes from, as far as it tells. */
export interface StoredSection {
  readonly comment?: string;
  readonly hardware?: string;
  readonly os?: string;
  readonly application?: string;
}

/** Drops of one interface. */
interface StoredDrops extends Drops {
  /** The interface's own statistics have been seen: they outrank counts beside packets. */
  told: boolean;
}

/** Bounds the memory that a hostile file can ask for. */
const MAX_INTERFACES = 65_536;

/** The interfaces of all sections so far, with how to read their packets. */
export class Sections {
  readonly interfaces: StoredInterface[] = [];
  /** By interface, as in {@linkcode interfaces}. */
  readonly scales: Timescale[] = [];
  /** By interface: the same as in {@linkcode interfaces}, quicker to reach. */
  readonly linkTypes: LinkType[] = [];
  /** Where the current section's interfaces begin. */
  first = 0;
  about: StoredSection = {};
  readonly #drops: StoredDrops[] = [];
  readonly #walk = new OptionWalk();

  /** A section header, whole, from `at` to where its options end. */
  begin(view: DataView, at: number, end: number, little: boolean): void {
    this.first = this.interfaces.length;
    const about: { -readonly [Key in keyof StoredSection]: StoredSection[Key] } = {};
    const walk = this.#walk.over(view, at + AT.SECTION.OPTIONS, end, little);
    while (walk.next()) {
      if (walk.code === Option.Comment) about.comment = joined(about.comment, walk.text());
      else if (walk.code === SectionOption.Hardware) about.hardware = walk.text();
      else if (walk.code === SectionOption.Os) about.os = walk.text();
      else if (walk.code === SectionOption.Application) about.application = walk.text();
    }
    this.about = about;
  }

  /** An interface description; false when there are too many. */
  describe(view: DataView, at: number, end: number, little: boolean): boolean {
    if (this.interfaces.length === MAX_INTERFACES) return false;
    const iface: { -readonly [Key in keyof StoredInterface]: StoredInterface[Key] } = {
      linkType: storedLinkType(view.getUint16(at + AT.INTERFACE.LINK_TYPE, little)),
      snapLength: view.getUint32(at + AT.INTERFACE.SNAP_LENGTH, little),
    };
    let resolution = DEFAULT_RESOLUTION;
    let offset = 0;
    const walk = this.#walk.over(view, at + AT.INTERFACE.OPTIONS, end, little);
    while (walk.next()) {
      switch (walk.code) {
        case Option.Comment:
          iface.comment = joined(iface.comment, walk.text());
          break;
        case InterfaceOption.Name:
          iface.name = walk.text();
          break;
        case InterfaceOption.Description:
          iface.description = walk.text();
          break;
        case InterfaceOption.Filter:
          // The first byte tells the kind: 0 is the text, 1 compiled code.
          if (walk.length > 1 && walk.u8() === 0) iface.filter = walk.text(1);
          break;
        case InterfaceOption.Os:
          iface.os = walk.text();
          break;
        case InterfaceOption.Hardware:
          iface.hardware = walk.text();
          break;
        case InterfaceOption.TimestampResolution:
          resolution = walk.u8();
          break;
        case InterfaceOption.TimestampOffset:
          offset = walk.i64();
          break;
      }
    }
    const scale = new Timescale(resolution, offset);
    iface.timestampDigits = scale.digits;
    this.interfaces.push(iface);
    this.scales.push(scale);
    this.linkTypes.push(iface.linkType);
    this.#drops.push({ droppedByKernel: 0, droppedByInterface: 0, told: false });
    return true;
  }

  /** An interface's statistics. They count from the start of the capture, so the last one stands. */
  tell(view: DataView, at: number, end: number, little: boolean): void {
    const id = this.first + view.getUint32(at + AT.STATISTICS.INTERFACE, little);
    const drops = this.#drops[id];
    if (drops === undefined) return;
    const walk = this.#walk.over(view, at + AT.STATISTICS.OPTIONS, end, little);
    while (walk.next()) {
      if (walk.code === StatisticsOption.DroppedByKernel) drops.droppedByKernel = walk.u64();
      else if (walk.code === StatisticsOption.DroppedByInterface) {
        drops.droppedByInterface = walk.u64();
      } else continue;
      drops.told = true;
    }
  }

  /** Packets lost since the one before, as a packet's own block tells. */
  lost(id: number, count: number): void {
    const drops = this.#drops[id];
    if (!drops.told) drops.droppedByKernel += count;
  }

  /** Of all interfaces together, and of each where there are several. */
  drops(): Omit<SourceStatistics, "received"> {
    const sum = { droppedByKernel: 0, droppedByInterface: 0 };
    const byInterface = this.#drops.map(({ droppedByKernel, droppedByInterface }) => {
      sum.droppedByKernel += droppedByKernel;
      sum.droppedByInterface += droppedByInterface;
      return { droppedByKernel, droppedByInterface };
    });
    return byInterface.length > 1 ? { ...sum, byInterface } : sum;
  }
}

/** Several comments on one thing are one text of several lines. */
export function joined(before: string | undefined, comment: string): string {
  return before === undefined ? comment : `${before}\n${comment}`;
}
