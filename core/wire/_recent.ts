// core/wire/_recent.ts: results that are worth keeping, because the same question comes again.

/**
 * `compute`, which remembers up to `max` results, and then begins anew. For
 * what is costly and repeats itself: most hellos of TLS come from a few programs.
 */
export function remembering(
  max: number,
  compute: (text: string) => string,
): (text: string) => string {
  const known = new Map<string, string>();
  return (text: string): string => {
    let result = known.get(text);
    if (result === undefined) {
      if (known.size >= max) known.clear();
      known.set(text, result = compute(text));
    }
    return result;
  };
}
