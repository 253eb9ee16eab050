// core/output/_decimal.ts: decimal digits as numbers, so that four of them are one store.

/** The digits of 0 to 9,999, with leading zeros. */
export const FOUR: Int32Array = new Int32Array(10_000);
/** The same without; what is left of the four bytes is zero. */
export const LEADING: Int32Array = new Int32Array(10_000);
for (let value = 0; value < 10_000; value++) {
  const text = String(value);
  FOUR[value] = packed(text.padStart(4, "0"));
  LEADING[value] = packed(text);
}

/** Up to four ASCII characters as a number, the first in the least significant byte. */
function packed(text: string): number {
  let word = 0;
  for (let k = 0; k < text.length; k++) word |= text.charCodeAt(k) << (8 * k);
  return word;
}
