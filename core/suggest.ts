// core/suggest.ts: the word that was meant.

/** Longer words are not compared: the work grows with the product of the lengths. */
const LONGEST_WORD = 40;

/**
 * The candidate that is nearest to `word` by insertions, deletions,
 * substitutions and swaps of neighbours; `undefined` when none is near enough
 * to be worth naming: more than a third of the word would change.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(nearest("pakcet", ["packet", "every"]), "packet");
 * assertStrictEquals(nearest("zebra", ["packet", "every"]), undefined);
 * ```
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor((word.length + 1) / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The hint for a message: `did you mean port?`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === undefined ? "" : `did you mean ${near}?`;
}

/**
 * The hint for a message where the choice is small: the word that was meant, or
 * all that there are.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(meantOrAll("pakcet", ["packet", "every"]), "did you mean packet?");
 * assertStrictEquals(meantOrAll("zebra", ["packet", "every"]), "there are packet, every");
 * ```
 */
export function meantOrAll(word: string, candidates: readonly string[]): string {
  return didYouMean(word, candidates) || `there are ${candidates.join(", ")}`;
}

/** Damerau's distance (optimal string alignment); `limit` or more is as good as `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2] + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
