// core/wire/fault.ts: why decoding stopped, as a code that costs nothing.

/** Why a layer was not decoded, or not wholly. Zero is "nothing is wrong". */
export const Fault = {
  None: 0,
  /** The bytes end before the layer does: captured short, or a lying length above it. */
  Truncated: 1,
  /** A field has a value that the specification forbids. */
  Malformed: 2,
  /** More layers than {@linkcode MAX_LAYERS}: only made-up packets have that. */
  TooDeep: 3,
} as const;
/** One of {@linkcode Fault}. */
export type Fault = typeof Fault[keyof typeof Fault];

/** The layers that one packet may have. */
export const MAX_LAYERS = 32;

/** What the last fault was about; one record, overwritten by the next fault. */
export const lastFault: {
  /** The JSON name of the field that lies or is missing. */
  field: string;
  /** Bytes needed from the start of the layer; 0 when length is not the point. */
  needed: number;
} = { field: "", needed: 0 };

/**
 * Says that the layer needs `needed` bytes from its start for `field`. The
 * facts wait in {@linkcode lastFault} until somebody prints them.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(truncated("headerLength", 20), Fault.Truncated);
 * assertStrictEquals(lastFault.needed, 20);
 * ```
 */
export function truncated(field: string, needed: number): Fault {
  lastFault.field = field;
  lastFault.needed = needed;
  return Fault.Truncated;
}

/** Says that `field` has a value that the specification forbids. */
export function malformed(field: string): Fault {
  lastFault.field = field;
  lastFault.needed = 0;
  return Fault.Malformed;
}
