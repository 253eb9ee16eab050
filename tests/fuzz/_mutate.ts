// tests/fuzz/_mutate.ts: what is done to a frame so that it lies.

/** Numbers that look random and come again with the same seed (Mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000 * bound);
  }
}

/** Bytes that lengths, counts and types are most likely to go wrong with. */
const EDGES: readonly number[] = [0, 1, 2, 3, 4, 5, 7, 8, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xfe, 0xff];

/** The longest frame that splicing and nesting make. */
const LONGEST = 4096;

type Mutation = (frame: Uint8Array, other: Uint8Array, random: Random) => Uint8Array;

const flipBits: Mutation = (frame, _other, random) => {
  const copy = frame.slice();
  for (let count = 1 + random.below(8); count > 0; count--) {
    copy[random.below(copy.length)] ^= 1 << random.below(8);
  }
  return copy;
};

const putEdges: Mutation = (frame, _other, random) => {
  const copy = frame.slice();
  for (let count = 1 + random.below(4); count > 0; count--) {
    copy[random.below(copy.length)] = EDGES[random.below(EDGES.length)];
  }
  return copy;
};

/** A 16-bit length somewhere says more, less, or the longest. */
const lieOnLength: Mutation = (frame, _other, random) => {
  const copy = frame.slice();
  const at = random.below(Math.max(1, copy.length - 1));
  const lies = [0, 1, 0xffff, copy.length, copy.length - at, (copy[at + 1] ?? 0) + 1];
  const lie = lies[random.below(lies.length)];
  copy[at] = lie >> 8;
  if (at + 1 < copy.length) copy[at + 1] = lie;
  return copy;
};

const cut: Mutation = (frame, _other, random) => frame.slice(0, random.below(frame.length + 1));

const putRandom: Mutation = (frame, _other, random) => {
  const copy = frame.slice();
  const start = random.below(copy.length);
  const end = Math.min(copy.length, start + 1 + random.below(32));
  for (let at = start; at < end; at++) copy[at] = random.below(256);
  return copy;
};

/** The head of one frame, then the tail of another. */
const splice: Mutation = (frame, other, random) =>
  join(
    frame.subarray(0, random.below(frame.length + 1)),
    other.subarray(random.below(other.length)),
  );

/** A frame put into another, where its payload may be. */
const nest: Mutation = (frame, other, random) =>
  join(frame.subarray(0, random.below(frame.length + 1)), other);

/** A part of the frame twice: tunnels in tunnels, options after options. */
const repeat: Mutation = (frame, _other, random) => {
  const start = random.below(frame.length), end = start + random.below(frame.length - start + 1);
  const part = frame.subarray(start, end);
  let whole = frame.subarray(0, end);
  for (let count = 1 + random.below(20); count > 0; count--) whole = join(whole, part);
  return join(whole, frame.subarray(end));
};

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  flipBits,
  putEdges,
  putEdges,
  lieOnLength,
  cut,
  putRandom,
  splice,
  nest,
  repeat,
];

function join(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.min(LONGEST, head.length + tail.length));
  const middle = Math.min(head.length, whole.length);
  whole.set(head.subarray(0, middle));
  whole.set(tail.subarray(0, whole.length - middle), middle);
  return whole;
}

/** Mutates `frame` one to three times; `other` is what is spliced or nested. Neither is changed. */
export function mutate(frame: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let mutant = frame;
  for (let count = 1 + random.below(3); count > 0 && mutant.length > 0; count--) {
    mutant = MUTATIONS[random.below(MUTATIONS.length)](mutant, other, random);
  }
  return mutant;
}
