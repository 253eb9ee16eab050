// core/capture/_live_counts.ts: what a live capture received and lost, by the kernel's counts.
import type { InterfaceTable } from "./_live_interfaces.ts";
import { type CountedLink, MissedFrames } from "./_live_missed.ts";
import { ALL } from "./_live_options.ts";
import type { LinkType } from "./link_type.ts";
import type { Drops, SourceStatistics } from "./source.ts";

/** A ring, as far as its counts go. */
export interface CountedRing {
  /** The kernel's number of the interface, or {@linkcode ALL}. */
  readonly index: number;
  readonly linkType: LinkType;
  /** Since it was opened. */
  readonly statistics: { readonly packets: number; readonly drops: number };
}

/**
 * Adds up what the rings and the interfaces of a capture count.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { InterfaceTable } from "./_live_interfaces.ts";
 *
 * const link = (missed: number) => ({ index: 2, statistics: { missed } });
 * const counts = new LiveCounts([link(100)]);
 * const ring = { index: 2, linkType: 1, statistics: { packets: 50, drops: 3 } };
 * counts.take([ring], [link(107)], new InterfaceTable(0, () => "eth0"));
 * assertEquals(counts.statistics, { received: 50, droppedByKernel: 3, droppedByInterface: 7 });
 * ```
 */
export class LiveCounts {
  readonly #missed: MissedFrames;
  #statistics: SourceStatistics = { received: 0, droppedByKernel: 0, droppedByInterface: 0 };

  /** @param links as they are when the capture begins */
  constructor(links: Iterable<CountedLink>) {
    this.#missed = new MissedFrames(links);
  }

  /** Those of the last {@linkcode take}. */
  get statistics(): SourceStatistics {
    return { ...this.#statistics };
  }

  /** Takes the counts as they are now, of the rings and of the interfaces that they listen to. */
  take(rings: Iterable<CountedRing>, links: Iterable<CountedLink>, table: InterfaceTable): void {
    const droppedByInterface = this.#missed.count(links);
    const counts = { received: 0, droppedByKernel: 0, droppedByInterface };
    const byInterface: Drops[] = [];
    for (const { index, linkType, statistics: { packets, drops } } of rings) {
      counts.received += packets;
      counts.droppedByKernel += drops;
      // A ring of all interfaces does not tell whose frames it had no room for.
      if (index === ALL) continue;
      byInterface[table.idOf(index, linkType)] = {
        droppedByKernel: drops,
        droppedByInterface: this.#missed.of(index),
      };
    }
    this.#statistics = byInterface.length > 1 ? { ...counts, byInterface } : counts;
  }
}
