// core/flow/_index.ts: from hashes to slots, by open addressing.

/**
 * A hash table of slot numbers with linear probing. It is never more than half
 * full, and removal moves entries back, so that no search meets a gravestone.
 */
export class HashIndex {
  /** Slot + 1 in each place; 0 is empty. */
  readonly places: Int32Array;
  readonly mask: number;
  /** The hash of each slot. */
  readonly hashes: Int32Array;

  constructor(capacity: number) {
    const size = 1 << (32 - Math.clz32(2 * capacity - 1));
    this.places = new Int32Array(size);
    this.mask = size - 1;
    this.hashes = new Int32Array(capacity);
  }

  add(slot: number, hash: number): void {
    const { places, mask } = this;
    let at = hash & mask;
    while (places[at] !== 0) at = (at + 1) & mask;
    places[at] = slot + 1;
    this.hashes[slot] = hash;
  }

  /** Takes out a slot that is there. */
  remove(slot: number): void {
    const { places, mask, hashes } = this;
    let hole = hashes[slot] & mask;
    while (places[hole] !== slot + 1) hole = (hole + 1) & mask;
    // Whatever stands beyond and would be found from the hole on moves into it.
    for (let at = (hole + 1) & mask; places[at] !== 0; at = (at + 1) & mask) {
      const wanted = hashes[places[at] - 1] & mask;
      if (((at - wanted) & mask) < ((at - hole) & mask)) continue;
      places[hole] = places[at];
      hole = at;
    }
    places[hole] = 0;
  }
}
