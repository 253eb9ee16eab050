// plugins/containers/key.ts: what containers count by.
import type { Address } from "../../core/wire/address.ts";

/** A key of one part. */
export type KeyPart = number | string | boolean | Address;

/**
 * What a container counts by: one value, or a list of two to six of them. Keys
 * are equal when their values are: two addresses with the same bytes are one
 * key, and so are two lists with equal parts. A container copies what it needs
 * of a key, so that an address lent by a packet may be passed as it is.
 */
export type Key = KeyPart | readonly KeyPart[];

/** Parts that a key may have. */
export const MAX_KEY_PARTS = 6;

// One list for each length, filled anew by each call: nothing is allocated per packet.
const TWO: KeyPart[] = [0, 0];
const THREE: KeyPart[] = [0, 0, 0];
const FOUR: KeyPart[] = [0, 0, 0, 0];
const FIVE: KeyPart[] = [0, 0, 0, 0, 0];
const SIX: KeyPart[] = [0, 0, 0, 0, 0, 0];

/**
 * A key of several parts, made without allocating: the list is lent, and holds
 * until the next call with as many parts. Pass it on at once; to keep it, write
 * `[a, b]` instead, which is the same key.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * import { TopK } from "./top_k.ts";
 * const bytes = new TopK<[string, number]>(100);
 * bytes.add(key("192.0.2.1", 443), 1500);
 * bytes.add(["192.0.2.1", 443], 60);
 * assertStrictEquals(bytes.get(key("192.0.2.1", 443)), 1560);
 * ```
 */
export function key<
  Parts extends [KeyPart, KeyPart, KeyPart?, KeyPart?, KeyPart?, KeyPart?],
>(...parts: Parts): Parts;
export function key(
  a: KeyPart,
  b: KeyPart,
  c?: KeyPart,
  d?: KeyPart,
  e?: KeyPart,
  f?: KeyPart,
): KeyPart[] {
  const list = f !== undefined
    ? SIX
    : e !== undefined
    ? FIVE
    : d !== undefined
    ? FOUR
    : c !== undefined
    ? THREE
    : TWO;
  list[0] = a;
  list[1] = b;
  if (c !== undefined) list[2] = c;
  if (d !== undefined) list[3] = d;
  if (e !== undefined) list[4] = e;
  if (f !== undefined) list[5] = f;
  return list;
}

/** Whether the key has several parts. */
export function isList(key: Key): key is readonly KeyPart[] {
  return Array.isArray(key);
}

/** Throws the `TypeError` for what cannot be a key, or a part of one. */
export function refuseKey(key: unknown): never {
  const what = Array.isArray(key) ? `a list of ${key.length}` : `${key}`;
  throw new TypeError(
    `Cannot count by ${what}: a key is a number, text, boolean, address, or a list of 2 to 6 of these`,
  );
}
