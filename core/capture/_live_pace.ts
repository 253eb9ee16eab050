// core/capture/_live_pace.ts: how long to leave a ring alone while frames come anyway.

/**
 * The longest pause, in milliseconds. Going to sleep and waking up costs 0.2 ms of the processor
 * whatever wakes us: at this pace 0.7 % of a core, and nobody sees that a line waited so long.
 */
const MAX_PAUSE_MS = 30;
/** Below this, sleeping until the kernel calls is as good: a timer may come 1 ms late. */
const MIN_PAUSE_MS = 2;

/**
 * Frames since the last rest from which on the next is a pause. A block waits 8 ms for more, so
 * that is 32,000 frames a second; and a pause follows a pause from 8,500 a second on.
 */
const MANY_FRAMES = 256;

/**
 * A pause is to fill this share of the ring. The rest is for bursts, and for the time that a busy
 * machine lets us wait longer.
 */
const SHARE = 1 / 16;

/**
 * When a ring is looked at again. A lone frame is wanted at once, so the kernel calls. In a flood it
 * would call for every block, and each call costs more than reading the block does: so a timer
 * calls, after a time that follows how fast the ring fills.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const pace = new Pace(64, 0);
 * pace.took(20);
 * assertStrictEquals(pace.pauseMs(10), 0); // few: the kernel calls
 * for (let block = 0; block < 4; block++) pace.took(4_681);
 * assertStrictEquals(pace.pauseMs(30), 20); // a sixteenth of the ring at this rate
 * ```
 */
export class Pace {
  /** Blocks that a pause may fill. */
  readonly #goal: number;
  #blocks = 0;
  #frames = 0;
  /** When the ring was empty last. */
  #emptyAtMs: number;

  /**
   * @param blockCount Blocks of the ring; where there are several, of each: what comes to all of
   * them is taken as if it came to one.
   * @param nowMs Milliseconds of any clock.
   */
  constructor(blockCount: number, nowMs: number) {
    this.#goal = blockCount * SHARE;
    this.#emptyAtMs = nowMs;
  }

  /** A block with so many frames was taken. */
  took(frames: number): void {
    this.#blocks++;
    this.#frames += frames;
  }

  /**
   * All is taken now: the milliseconds until the next look, or 0 to wait for the kernel.
   *
   * @param nowMs By the same clock.
   */
  pauseMs(nowMs: number): number {
    const [blocks, frames, elapsedMs] = [this.#blocks, this.#frames, nowMs - this.#emptyAtMs];
    this.#blocks = this.#frames = 0;
    this.#emptyAtMs = nowMs;
    if (frames < MANY_FRAMES) return 0;
    const pauseMs = elapsedMs * this.#goal / blocks;
    return pauseMs < MIN_PAUSE_MS ? 0 : Math.min(MAX_PAUSE_MS, pauseMs);
  }
}
