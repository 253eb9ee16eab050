// ffi/address_text.ts: the addresses of interfaces as text. ffi/ imports nothing of core/.

/** A link address as pairs of hexadecimal digits, `02:00:5e:10:00:01`. */
export function macText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(":");
}

/**
 * An IP address of 4 or 16 bytes as text, IPv6 as RFC 5952 has it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * assertStrictEquals(addressText(Uint8Array.of(192, 0, 2, 1)), "192.0.2.1");
 * assertStrictEquals(addressText(new Uint8Array(16).fill(1, 15)), "::1");
 * ```
 */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(index * 2).toString(16));
  // The URL standard writes addresses in RFC 5952's form, and brackets around them.
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
