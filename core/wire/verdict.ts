// core/wire/verdict.ts: whether bytes are of a protocol, as far as they go.

/** What a protocol's `probe` says of the first bytes of a datagram or a stream. */
export const Verdict = {
  /** They are not mine, and more of them would not change that. */
  No: 0,
  /** All that is there could be mine, but it is too little to tell. */
  Unsure: 1,
  /** They are mine. */
  Yes: 2,
} as const;
/** One of {@linkcode Verdict}. */
export type Verdict = typeof Verdict[keyof typeof Verdict];

/** Judges the bytes from `start` to `end`; it reads no others. */
export type Probe = (bytes: Uint8Array, start: number, end: number) => Verdict;

/**
 * A probe for bytes that begin with `prefix`, which is ASCII.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const probe = probeText("SSH-");
 * assertStrictEquals(probe(new TextEncoder().encode("SSH-2.0-x"), 0, 9), Verdict.Yes);
 * assertStrictEquals(probe(new TextEncoder().encode("SS"), 0, 2), Verdict.Unsure);
 * ```
 */
export function probeText(prefix: string): Probe {
  return (bytes, start, end) => {
    for (let k = 0; k < prefix.length; k++) {
      if (start + k >= end) return Verdict.Unsure;
      if (bytes[start + k] !== prefix.charCodeAt(k)) return Verdict.No;
    }
    return Verdict.Yes;
  };
}
