// core/wire/bytes.ts: numbers in network byte order. Callers have checked the bounds.

/** The byte at `at`. */
export function u8(bytes: Uint8Array, at: number): number {
  return bytes[at];
}

/** Two bytes, 0 to 65,535. */
export function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}

/** Three bytes, 0 to 16,777,215. */
export function u24(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
}

/** Four bytes, 0 to 4,294,967,295. */
export function u32(bytes: Uint8Array, at: number): number {
  return i32(bytes, at) >>> 0;
}

/** Four bytes as a signed number: cheaper than {@linkcode u32}, and as good to compare and hash. */
export function i32(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}

/** Six bytes, 0 to 2^48 - 1. */
export function u48(bytes: Uint8Array, at: number): number {
  return u16(bytes, at) * 0x1_0000_0000 + u32(bytes, at + 2);
}

/** Eight bytes. It allocates: never on the hot path. */
export function u64(bytes: Uint8Array, at: number): bigint {
  return (BigInt(u32(bytes, at)) << 32n) | BigInt(u32(bytes, at + 4));
}

/** Two bytes, least significant first. */
export function u16le(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8);
}

/** Four bytes, least significant first. */
export function u32le(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** Bytes as two hexadecimal digits each. */
export function hex(bytes: Uint8Array, start: number, end: number, separator = ""): string {
  let text = "";
  for (let at = start; at < end; at++) {
    if (at > start) text += separator;
    text += HEX[bytes[at]];
  }
  return text;
}

/** Each byte's two digits. */
export const HEX: readonly string[] = Array.from(
  { length: 256 },
  (_, byte) => byte.toString(16).padStart(2, "0"),
);

const UTF8 = new TextDecoder();

/** Up to here a loop is faster than the platform's decoder (tests/bench/applications_bench.ts). */
const SHORT_TEXT = 64;

/** Bytes as text: UTF-8, with U+FFFD for what is not. */
export function text(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_TEXT) return UTF8.decode(bytes.subarray(start, end));
  let ascii = "";
  for (let at = start; at < end; at++) {
    if (bytes[at] > 0x7f) return UTF8.decode(bytes.subarray(start, end));
    ascii += String.fromCharCode(bytes[at]);
  }
  return ascii;
}
