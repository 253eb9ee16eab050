// plugins/containers/_amount.ts: the one check of what is counted.

/** Throws a `RangeError` for what no sum can take: negative, NaN or beyond 2^53. */
export function checkAmount(amount: number): void {
  if (!(amount >= 0 && amount <= Number.MAX_SAFE_INTEGER)) refuse(amount);
}

function refuse(amount: number): never {
  throw new RangeError(`Cannot count ${amount}: a number from 0 to 2^53 - 1 is needed`);
}
