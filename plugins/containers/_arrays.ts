// plugins/containers/_arrays.ts: arrays that grow with a table of keys.

/** The array itself when it has room for `length`, else a longer copy with zeros behind. */
export function fit<A extends Float64Array | Int32Array>(array: A, length: number): A;
export function fit(
  array: Float64Array | Int32Array,
  length: number,
): Float64Array | Int32Array {
  if (array.length >= length) return array;
  const longer = array instanceof Int32Array ? new Int32Array(length) : new Float64Array(length);
  longer.set(array);
  return longer;
}
