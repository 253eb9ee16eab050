// core/flow/_hash.ts: the hash of a conversation.

/** Mixes the words of the hash. The seed makes collisions hard to foresee for whoever sends the packets. */
export const SEED = crypto.getRandomValues(new Int32Array(2)).map((word) => word | 1);

/** One end of a conversation: an address and its port. */
export function hashEnd(words: Int32Array, at: number, count: number, port: number): number {
  let hash = mix(SEED[1], port);
  for (let k = 0; k < count; k++) hash = mix(hash, words[at + k]);
  return hash;
}

/** Takes one more word in. */
export function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, SEED[0]);
  return product ^ (product >>> 16);
}
