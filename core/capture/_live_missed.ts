// core/capture/_live_missed.ts: frames that the interfaces themselves lost while we captured.

/** What an interface tells of itself. */
interface Counted {
  readonly index: number;
  /** `missed` counts since the interface came to be, not since we listen. */
  readonly statistics: { readonly missed: number };
}

/** Counts what interfaces lost since it was made. */
export class MissedFrames {
  readonly #before: ReadonlyMap<number, number>;
  #count = 0;

  /** @param links As they are now. */
  constructor(links: Iterable<Counted>) {
    this.#before = new Map(
      Array.from(links, ({ index, statistics }) => [index, statistics.missed]),
    );
  }

  /** The frames lost up to now by these interfaces; one that was removed takes its part along. */
  count(links: Iterable<Counted>): number {
    let count = 0;
    for (const { index, statistics } of links) {
      count += statistics.missed - (this.#before.get(index) ?? 0);
    }
    return this.#count = Math.max(this.#count, count);
  }
}
