// plugins/quarantine.ts: when a plugin fails too often.

/** So many failures in a row, or so many in a window of calls, and it is set aside. */
export const QUARANTINE = { IN_A_ROW: 10, IN_WINDOW: 100, WINDOW_CALLS: 10_000 } as const;
