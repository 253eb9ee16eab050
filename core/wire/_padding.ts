// core/wire/_padding.ts: what MD5 and SHA-256 put behind a message (FIPS 180-4, section 5.1.1).

/** The message, a bit, zeros, and its length in bits: a multiple of 64 bytes. */
export function padded(message: Uint8Array, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  out.set(message);
  out[message.length] = 0x80;
  new DataView(out.buffer).setBigUint64(
    out.length - 8,
    BigInt(message.length) * 8n,
    littleEndian,
  );
  return out;
}
