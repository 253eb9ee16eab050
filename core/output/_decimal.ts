// core/output/_decimal.ts: decimal digits as numbers, so that four of them are one store.

/** The digits of 0 to 9,999, with leading zeros. */
export const FOUR: Int32Array = new Int32Array(10_000);
/** The same without; what is left of the four bytes is zero. */
export const LEADING: Int32Array = new Int32Array(10_000);

// The first digit is in the least significant byte. Without strings: this runs before the first
// line is printed, and took 3 ms of that time.
for (let high = 0, value = 0; high < 100; high++) {
  for (let low = 0; low < 100; low++, value++) {
    const four = pair(high) | (pair(low) << 16);
    FOUR[value] = four;
    LEADING[value] = four >>> (value < 10 ? 24 : value < 100 ? 16 : value < 1_000 ? 8 : 0);
  }
}

/** Two digits in ASCII. */
function pair(value: number): number {
  const tens = Math.trunc(value / 10);
  return 0x3030 | tens | ((value - 10 * tens) << 8);
}
