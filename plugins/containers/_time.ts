// plugins/containers/_time.ts: what is a packet's time, and what is none.

/** Milliseconds from 1970 that a `Date` can tell, either way. */
const FARTHEST = 8.64e15;

/** Whether it is a time in milliseconds since 1970-01-01 UTC. */
export function isTime(timeMs: number): boolean {
  return timeMs >= -FARTHEST && timeMs <= FARTHEST;
}

/** Throws a `RangeError` for what is no time. */
export function checkTime(timeMs: number): void {
  if (!isTime(timeMs)) refuse(timeMs);
}

function refuse(timeMs: number): never {
  throw new RangeError(`Cannot use ${timeMs} as a time: milliseconds since 1970 are needed`);
}
