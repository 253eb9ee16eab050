// core/wire/eapol.ts: EAP over LANs, IEEE 802.1X-2020, clause 11; key frames of IEEE 802.11-2020, clause 12.7.2.
import { u16, u64 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { bytes, hexadecimal, integer } from "./field.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the packet (802.1X, clause 11.3). */
const AT = { VERSION: 0, TYPE: 1, LENGTH: 2 } as const;

/** Bytes before the body. */
export const EAPOL_HEADER_LENGTH = AT.LENGTH + 2;

/** A key frame of 802.11, from the start of the packet. */
const KEY = { DESCRIPTOR: 4, INFORMATION: 5, LENGTH: 7, REPLAY_COUNTER: 9, NONCE: 17 } as const;
const NONCE_LENGTH = 32;

const TYPE_EAP = 0, TYPE_KEY = 3;
const TYPE_NAMES: readonly string[] = [
  "EAP packet",
  "EAPOL start",
  "EAPOL logoff",
  "EAPOL key",
  "Encap. ASF alert",
  "MKA",
];

/** Descriptors of 802.11, and of WPA before it was one. */
const DESCRIPTOR_RSN = 2, DESCRIPTOR_WPA = 254;
/** Bits of the key information (802.11, figure 12-33). */
const PAIRWISE = 0x0008, INSTALL = 0x0040, ACK = 0x0080, MIC = 0x0100, SECURE = 0x0200;

/**
 * One EAPOL packet.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const eapol = new Eapol();
 * eapol.at(Uint8Array.of(1, 1, 0, 0), 0, 4);
 * assertStrictEquals(eapol.type, 1);
 * assertStrictEquals(eapol.summary(1), "EAPOL start (1) v1, len 0");
 * ```
 */
export class Eapol extends View {
  static override readonly title = "EAP over LAN";
  static override readonly specification = "IEEE 802.1X";
  static override readonly fields = {
    version: integer("1 to 3"),
    type: integer("0 EAP, 1 start, 2 logoff, 3 key, 5 key agreement"),
    length: integer("body", "bytes"),
    keyDescriptor: integer("key frame: 2 is 802.11's, 254 WPA's"),
    keyInformation: hexadecimal("802.11 key frame: flags"),
    keyLength: integer("802.11 key frame: the key", "bytes"),
    replayCounter: integer("802.11 key frame: against replay"),
    keyNonce: bytes("802.11 key frame: a number used once"),
    handshakeMessage: integer("802.11 key frame: 1 to 4 of the four-way handshake"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < EAPOL_HEADER_LENGTH) return truncated("length", EAPOL_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + EAPOL_HEADER_LENGTH;
    this.wireEnd = Math.min(wireEnd, this.payloadStart + u16(bytes, start + AT.LENGTH));
    this.payloadEnd = Math.min(end, this.wireEnd);
    this.next = bytes[start + AT.TYPE] === TYPE_EAP ? Direct.Eap : 0;
    return Fault.None;
  }

  /** 1 (2001), 2 (2004) or 3 (2010 and later). */
  get version(): number {
    return this.bytes[this.start + AT.VERSION];
  }

  /** 0 EAP, 1 start, 2 logoff, 3 key, 4 alert, 5 MACsec key agreement. */
  get type(): number {
    return this.bytes[this.start + AT.TYPE];
  }

  /** Bytes of the body. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  #holds(end: number): boolean {
    return this.type === TYPE_KEY && this.start + end <= this.payloadEnd;
  }

  /** Whether this is a key frame of 802.11, and captured up to `end` bytes. */
  #is80211(end: number): boolean {
    if (!this.#holds(end)) return false;
    const descriptor = this.bytes[this.start + KEY.DESCRIPTOR];
    return descriptor === DESCRIPTOR_RSN || descriptor === DESCRIPTOR_WPA;
  }

  /** Kind of key frame; `undefined` in all others. */
  get keyDescriptor(): number | undefined {
    return this.#holds(KEY.DESCRIPTOR + 1) ? this.bytes[this.start + KEY.DESCRIPTOR] : undefined;
  }

  /** Flags; `undefined` but in a key frame of 802.11, as all that follows. */
  get keyInformation(): number | undefined {
    if (!this.#is80211(KEY.INFORMATION + 2)) return undefined;
    return u16(this.bytes, this.start + KEY.INFORMATION);
  }

  /** Bytes of the pairwise key. */
  get keyLength(): number | undefined {
    if (!this.#is80211(KEY.LENGTH + 2)) return undefined;
    return u16(this.bytes, this.start + KEY.LENGTH);
  }

  /** Counts the authenticator's frames. */
  get replayCounter(): bigint | undefined {
    if (!this.#is80211(KEY.REPLAY_COUNTER + 8)) return undefined;
    return u64(this.bytes, this.start + KEY.REPLAY_COUNTER);
  }

  /** 32 bytes of chance, or zeros. */
  get keyNonce(): Uint8Array | undefined {
    if (!this.#is80211(KEY.NONCE + NONCE_LENGTH)) return undefined;
    const at = this.start + KEY.NONCE;
    return this.bytes.subarray(at, at + NONCE_LENGTH);
  }

  /** Which message of the four-way handshake it is, 1 to 4 (802.11, clause 12.7.6). */
  get handshakeMessage(): number | undefined {
    const information = this.keyInformation;
    if (information === undefined || (information & PAIRWISE) === 0) return undefined;
    if ((information & ACK) !== 0) return (information & INSTALL) !== 0 ? 3 : 1;
    if ((information & MIC) === 0) return undefined;
    // WPA does not set SECURE in the last one; it is the one without a nonce.
    if ((information & SECURE) !== 0) return 4;
    const nonce = this.keyNonce;
    return nonce?.every((byte) => byte === 0) ? 4 : 2;
  }

  override summary(_detail: number): string {
    const name = TYPE_NAMES[this.type] ?? "type";
    const message = this.handshakeMessage;
    const handshake = message === undefined ? "" : `, message ${message} of 4`;
    return `${name} (${this.type}) v${this.version}, len ${this.length}${handshake}`;
  }
}
