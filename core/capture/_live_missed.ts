// core/capture/_live_missed.ts: frames that the interfaces themselves lost while we captured.

/** What an interface tells of itself. */
export interface CountedLink {
  readonly index: number;
  /** `missed` counts since the interface came to be, not since we listen. */
  readonly statistics: { readonly missed: number };
}

/** Counts what interfaces lost since it was made. */
export class MissedFrames {
  readonly #before: ReadonlyMap<number, number>;
  readonly #lost = new Map<number, number>();

  /** @param links As they are now. */
  constructor(links: Iterable<CountedLink>) {
    this.#before = new Map(
      Array.from(links, ({ index, statistics }) => [index, statistics.missed]),
    );
  }

  /** The frames lost up to now by these interfaces, and by those that were among them before. */
  count(links: Iterable<CountedLink>): number {
    for (const { index, statistics } of links) {
      this.#lost.set(index, statistics.missed - (this.#before.get(index) ?? 0));
    }
    return this.#lost.values().reduce((sum, lost) => sum + lost, 0);
  }

  /** Those of one interface, at the last {@linkcode count}. */
  of(index: number): number {
    return this.#lost.get(index) ?? 0;
  }
}
