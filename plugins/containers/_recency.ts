// plugins/containers/_recency.ts: which slot was used longest ago.
import { fit } from "./_arrays.ts";

/** No slot: the ends of the chain. */
const NONE = -1;

/** Slots in the order of their last use: a chain over two arrays. */
export class Recency {
  #older = new Int32Array(0);
  #newer = new Int32Array(0);
  #oldest = NONE;
  #newest = NONE;

  /** The slot used longest ago; there is one. */
  get oldest(): number {
    return this.#oldest;
  }

  /** Puts a slot that is not in the chain at its end; `capacity` is above all slots. */
  append(slot: number, capacity: number): void {
    this.#older = fit(this.#older, capacity);
    this.#newer = fit(this.#newer, capacity);
    this.#older[slot] = this.#newest;
    this.#newer[slot] = NONE;
    if (this.#newest === NONE) this.#oldest = slot;
    else this.#newer[this.#newest] = slot;
    this.#newest = slot;
  }

  /** Moves a slot to the end of the chain. */
  touch(slot: number): void {
    if (slot === this.#newest) return;
    const older = this.#older[slot], newer = this.#newer[slot];
    if (older === NONE) this.#oldest = newer;
    else this.#newer[older] = newer;
    this.#older[newer] = older;
    this.#older[slot] = this.#newest;
    this.#newer[slot] = NONE;
    this.#newer[this.#newest] = slot;
    this.#newest = slot;
  }

  /** All slots, the one used longest ago first. */
  slots(): number[] {
    const slots: number[] = [];
    for (let slot = this.#oldest; slot !== NONE; slot = this.#newer[slot]) slots.push(slot);
    return slots;
  }

  clear(): void {
    this.#oldest = NONE;
    this.#newest = NONE;
  }
}
