// tests/bench/_made_source.ts: frames that are written while they are read: no memory for millions.
import { CountedBatch, CountedSource } from "./_counted_source.ts";

/** The frame with that number; it may be the last one's buffer, written anew. */
export type MakeFrame = (position: number) => Uint8Array;

/** What is seldom needed of a {@linkcode MadeSource}. */
export interface MadeOptions {
  /** Called before each batch. */
  readonly between?: (position: number) => void;
  /** When the first frame is seen, in whole seconds since 1970. */
  readonly beginSeconds?: number;
}

/** So many frames, a microsecond apart, each made when it is asked for. */
export class MadeSource extends CountedSource {
  constructor(count: number, make: MakeFrame, options: MadeOptions = {}) {
    super(new MadeBatch(count, make, options.beginSeconds), options.between);
  }
}

class MadeBatch extends CountedBatch {
  readonly #make: MakeFrame;

  constructor(count: number, make: MakeFrame, beginSeconds: number | undefined) {
    super(count, beginSeconds);
    this.#make = make;
  }

  protected override take(position: number): void {
    this.bytes = this.#make(position);
    this.capturedLength = this.originalLength = this.bytes.length;
  }
}
