// tests/core/wire/_bytes.ts: bytes as people read them.

/**
 * Bytes from hexadecimal digits; blanks, line ends and colons are left out, and
 * what stands in double quotes is text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * assertEquals(bytesOf(`01 02ff "ab"`), Uint8Array.of(1, 2, 255, 97, 98));
 * ```
 */
export function bytesOf(...parts: string[]): Uint8Array {
  const out: number[] = [];
  for (const [, quoted, digits] of parts.join(" ").matchAll(/"([^"]*)"|([0-9a-fA-F]{2})/g)) {
    if (quoted === undefined) out.push(parseInt(digits, 16));
    else out.push(...new TextEncoder().encode(quoted));
  }
  return Uint8Array.from(out);
}

/** Text with network line ends. */
export function linesOf(...lines: string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => line + "\r\n").join(""));
}

/** A number as so many hexadecimal bytes. */
export function uint(value: number, length: number): string {
  return value.toString(16).padStart(length * 2, "0");
}

/** Hexadecimal with its length in `bytes` bytes in front. */
export function vector(bytes: number, ...parts: string[]): string {
  const body = parts.join("");
  return uint(bytesOf(body).length, bytes) + body;
}
