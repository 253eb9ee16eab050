// plugins/_alert_memory.ts: which alerts were shown lately, in bounded memory.

/** Keys remembered at most; beyond, the one shown longest ago is forgotten. */
const KEY_LIMIT = 10_000;
/** How long the same alert is held back when the analyzer does not say. */
const ONCE_FOR_MS = 60_000;

interface Shown {
  atMs: number;
  heldBack: number;
}

/** Which alerts were shown lately. */
export interface AlertMemory {
  /**
   * Whether an alert may be shown now. Gives the number of those held back
   * since the last, or `undefined` when this one is to be held back too.
   */
  admit(key: string, nowMs: number, onceForMs?: number): number | undefined;
  /** Alerts that were held back and of which no later one has told. */
  readonly untold: number;
}

/** An empty memory. */
export function newAlertMemory(): AlertMemory {
  const shown = new Map<string, Shown>();
  let untold = 0;
  return {
    get untold() {
      return untold;
    },
    admit(key, nowMs, onceForMs = ONCE_FOR_MS) {
      const before = shown.get(key);
      if (before !== undefined && nowMs - before.atMs < onceForMs) {
        before.heldBack++;
        untold++;
        return undefined;
      }
      // Set anew, so that the first key of the map is the one shown longest ago.
      shown.delete(key);
      shown.set(key, { atMs: nowMs, heldBack: 0 });
      if (shown.size > KEY_LIMIT) shown.delete(shown.keys().next().value!);
      const told = before?.heldBack ?? 0;
      untold -= told;
      return told;
    },
  };
}
