// tests/core/flow/_hellos.ts: the first words of TLS, and of QUIC.
import { createCipheriv } from "node:crypto";
import { InitialKeys } from "../../../core/flow/messages/_quic_initial.ts";

/** A ClientHello for one name, with ALPN, as a handshake message. */
export function clientHello(name: string): Uint8Array {
  const host = new TextEncoder().encode(name);
  const extension = (type: number, data: readonly number[]) => [
    ...[0, type, data.length >> 8, data.length & 0xff],
    ...data,
  ];
  const extensions = [
    ...extension(0, [0, host.length + 3, 0, 0, host.length, ...host]),
    ...extension(16, [0, 3, 2, 0x68, 0x32]),
    ...extension(43, [2, 3, 4]),
  ];
  const body = [
    ...[3, 3, ...new Uint8Array(32), 0, 0, 2, 0x13, 1, 1, 0],
    ...[extensions.length >> 8, extensions.length & 0xff, ...extensions],
  ];
  return Uint8Array.of(1, 0, body.length >> 8, body.length & 0xff, ...body);
}

export const CONNECTION_ID = Uint8Array.fromHex("8394c8f03e515708");

/** An Initial packet of version 1 with these frames, protected as RFC 9001, section 5, says. */
export function initial(
  number: number,
  frames: Uint8Array,
  sender: "client" | "server" = "client",
): Uint8Array {
  const keys = InitialKeys.derive(1, CONNECTION_ID, sender);
  if (keys === undefined) throw new TypeError("There are no keys for version 1");
  const length = 1 + frames.length + 16;
  const header = Uint8Array.of(
    ...[0xc0, 0, 0, 0, 1, 8, ...CONNECTION_ID, 0, 0],
    ...[0x40 | (length >> 8), length & 0xff, number],
  );
  const nonce = keys.iv.slice();
  nonce[11] ^= number;
  const cipher = createCipheriv("aes-128-gcm", keys.key, nonce);
  cipher.setAAD(header);
  const sealed = Uint8Array.of(...cipher.update(frames), ...cipher.final(), ...cipher.getAuthTag());
  const mask = createCipheriv("aes-128-ecb", keys.headerKey, null).update(sealed.subarray(3, 19));
  header[0] ^= mask[0] & 0x0f;
  header[header.length - 1] ^= mask[1];
  return Uint8Array.of(...header, ...sealed);
}

/** A CRYPTO frame; the length has two bytes. */
export function crypto(offset: number, bytes: Uint8Array): number[] {
  return [
    6,
    0x40 | (offset >> 8),
    offset & 0xff,
    0x40 | (bytes.length >> 8),
    bytes.length & 0xff,
    ...bytes,
  ];
}
