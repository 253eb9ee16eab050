// core/flow/messages/_quic_initial.ts: opening Initial packets of both sides, RFC 9001, section 5.
//
// Their keys come from the client's first packet and a salt that everybody
// knows: it keeps middleboxes from meddling, not from reading.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from "node:crypto";
import { u32 } from "../../wire/bytes.ts";
import type { Quic } from "../../wire/quic.ts";

/** What differs between versions (RFC 9001, section 5.2; RFC 9369, section 3.3). */
interface Version {
  readonly salt: Uint8Array;
  readonly prefix: string;
}

const V1: Version = { salt: fromHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), prefix: "quic" };
const V2: Version = {
  salt: fromHex("0dede3def700a6db819381be6e269dcbf9bd2ed9"),
  prefix: "quicv2",
};
/** Drafts 29 to 32, and 23 to 28, which some still speak; later ones are as version 1. */
const DRAFT_29: Version = { ...V1, salt: fromHex("afbfec289993d24c9e9786f19c6111e04390a899") };
const DRAFT_23: Version = { ...V1, salt: fromHex("c3eef712c72ebb5a11a7d2432bb46365bef9f502") };

function versionOf(version: number): Version | undefined {
  if (version === 1) return V1;
  if (version === 0x6b3343cf) return V2;
  const draft = version - 0xff00_0000;
  if (draft < 23 || draft > 34) return undefined;
  return draft < 29 ? DRAFT_23 : draft < 33 ? DRAFT_29 : V1;
}

const KEY_LENGTH = 16, IV_LENGTH = 12, TAG_LENGTH = 16, SECRET_LENGTH = 32;
/** Where the sample for the header's protection lies after the packet number's first byte. */
const SAMPLE_OFFSET = 4;
const NOTHING = new Uint8Array(0);

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** HKDF-Expand-Label without context (RFC 8446, section 7.1): what is hashed. */
function labelled(label: string, length: number): Uint8Array {
  const name = new TextEncoder().encode(`tls13 ${label}`);
  return Uint8Array.of(length >> 8, length & 0xff, name.length, ...name, 0);
}

/** HKDF-Expand (RFC 5869, section 2.3) of one block: all that is asked for here is as short. */
function expand(secret: Uint8Array, label: string, length: number): Uint8Array {
  const info = labelled(label, length);
  const block = createHmac("sha256", secret).update(info).update(Uint8Array.of(1)).digest();
  return new Uint8Array(block.subarray(0, length));
}

/** Whose packets keys are for, as the key derivation calls it (RFC 9001, section 5.2). */
export type QuicSender = "client" | "server";

/** The keys of one side of a connection. */
export class InitialKeys {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly headerKey: Uint8Array;

  private constructor(secret: Uint8Array, prefix: string) {
    this.key = expand(secret, `${prefix} key`, KEY_LENGTH);
    this.iv = expand(secret, `${prefix} iv`, IV_LENGTH);
    this.headerKey = expand(secret, `${prefix} hp`, KEY_LENGTH);
  }

  /**
   * From the connection identifier that the client made up, for the server's packets as well;
   * `undefined` for an unknown version.
   */
  static derive(
    version: number,
    connectionId: Uint8Array = NOTHING,
    sender: QuicSender = "client",
  ): InitialKeys | undefined {
    const known = versionOf(version);
    if (known === undefined) return undefined;
    const label = labelled(`${sender} in`, SECRET_LENGTH);
    const secret = new Uint8Array(
      hkdfSync("sha256", connectionId, known.salt, label, SECRET_LENGTH),
    );
    return new InitialKeys(secret, known.prefix);
  }
}

/**
 * The frames of one packet that begins at `start` and ends before `end`;
 * `undefined` where the keys do not fit, or it is cut.
 */
export function openInitial(
  keys: InitialKeys,
  view: Quic,
  bytes: Uint8Array,
  start: number,
  end: number,
): Uint8Array | undefined {
  const length = Number(view.length ?? 0);
  const numberAt = end - length;
  const sampleAt = numberAt + SAMPLE_OFFSET;
  if (length < SAMPLE_OFFSET + TAG_LENGTH || sampleAt + TAG_LENGTH > end) return undefined;
  if (numberAt <= start) return undefined;
  const cipher = createCipheriv("aes-128-ecb", keys.headerKey, null);
  const mask = cipher.update(bytes.subarray(sampleAt, sampleAt + TAG_LENGTH));
  const header = bytes.slice(start, numberAt + 4);
  header[0] ^= mask[0] & 0x0f;
  const numberLength = (header[0] & 3) + 1;
  for (let k = 0; k < numberLength; k++) header[numberAt - start + k] ^= mask[1 + k];
  const associated = header.subarray(0, numberAt - start + numberLength);
  // The first packets' numbers are small, so that what is sent is the whole number.
  const number = u32(header, numberAt - start) >>> (8 * (4 - numberLength));
  const nonce = keys.iv.slice();
  for (let k = 0; k < 4; k++) nonce[IV_LENGTH - 1 - k] ^= number >>> (8 * k);
  const decipher = createDecipheriv("aes-128-gcm", keys.key, nonce);
  decipher.setAAD(associated);
  decipher.setAuthTag(bytes.subarray(end - TAG_LENGTH, end));
  const plain = decipher.update(bytes.subarray(numberAt + numberLength, end - TAG_LENGTH));
  try {
    decipher.final();
  } catch {
    // The tag does not fit: other keys, or bytes that are no QUIC.
    return undefined;
  }
  return new Uint8Array(plain);
}
