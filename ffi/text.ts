// ffi/text.ts: text to and from C.
import { libc } from "./libc.ts";

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/**
 * Text as C takes it: UTF-8 with a zero at the end.
 *
 * @throws {TypeError} for text with a zero in it, which C would cut there: `/safe\0.txt` must not
 * name another file than the one that was checked.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * assertEquals(cString("lo"), Uint8Array.of(0x6c, 0x6f, 0));
 * ```
 */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  if (text.includes("\0")) throw new TypeError(`A zero byte in ${JSON.stringify(text)}`);
  return ENCODER.encode(text + "\0");
}

/** The text in `bytes` from `start` up to a zero, or up to `end`. */
export function textAt(bytes: Uint8Array, start: number, end: number): string {
  const zero = bytes.indexOf(0, start);
  return DECODER.decode(bytes.subarray(start, zero === -1 || zero > end ? end : zero));
}

/** A copy of the text that C has at `pointer`; `undefined` for a null pointer. */
export function textAtPointer(pointer: Deno.PointerValue): string | undefined {
  if (pointer === null) return undefined;
  const length = libc().strlen(pointer);
  const bytes = new Uint8Array(Number(length));
  libc().memcpy(bytes, pointer, length);
  return DECODER.decode(bytes);
}
