// tests/bench/_statistics.ts: what is told of several rounds.

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * How many times as much as the reference, round by round, and of that the median: both sides of
 * a round met the same minute of the machine.
 */
export function ratio(values: readonly number[], reference: readonly number[]): number {
  return median(values.map((value, round) => value / reference[round]));
}
