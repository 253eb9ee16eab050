// tests/live/_body.ts: a file of any length whose every byte follows from its place.

/** The byte at a place, 0 to 2^32 − 1; neighbours look like chance. */
export function byteAt(place: number): number {
  const mixed = Math.imul(place ^ (place >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 13) ^ (mixed >>> 24)) & 0xff;
}

/** The bytes from one place to another. */
export function bodyBytes(from: number, to: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(to - from);
  for (let at = 0; at < bytes.length; at++) bytes[at] = byteAt(from + at);
  return bytes;
}
