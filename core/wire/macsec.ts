// core/wire/macsec.ts: MAC security, IEEE 802.1AE-2018, clause 9.
import { Address, MAC_LENGTH } from "./address.ts";
import { u16, u32 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { address, boolean, hexadecimal, integer } from "./field.ts";
import { LAST_LENGTH } from "./ethernet.ts";
import { ETHER_TYPE } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the tag control information, which follows EtherType 0x88e5 (clause 9.3). */
const AT = { CONTROL: 0, SHORT_LENGTH: 1, PACKET_NUMBER: 2, CHANNEL: 6, CHANNEL_PORT: 12 } as const;

/** Bytes of the tag without a channel identifier. */
export const MACSEC_HEADER_LENGTH = AT.PACKET_NUMBER + 4;
const CHANNEL_LENGTH = 8;
/** Bytes of the integrity check value of both default cipher suites, behind the data. */
const ICV_LENGTH = 16;

/** Bits of the control byte (clause 9.5). */
const END_STATION = 0x40,
  CHANNEL_PRESENT = 0x20,
  BROADCAST = 0x10,
  ENCRYPTED = 0x08,
  CHANGED = 0x04;
const ASSOCIATION = 0x03;

/**
 * One security tag. The user data is decoded where it is only protected, not
 * encrypted.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const macsec = new Macsec();
 * macsec.at(Uint8Array.of(0x0d, 0, 0, 0, 0, 9), 0, 6);
 * assertStrictEquals(macsec.encrypted, true);
 * assertStrictEquals(macsec.packetNumber, 9);
 * ```
 */
export class Macsec extends View {
  static override readonly title = "MAC security tag";
  static override readonly specification = "IEEE 802.1AE";
  static override readonly fields = {
    version: integer("always 0"),
    endStation: boolean("the sender's address is that of the channel"),
    singleCopyBroadcast: boolean("for the broadcast of a passive optical network"),
    encrypted: boolean("the user data is encrypted"),
    changed: boolean("the user data is not as it was sent"),
    associationNumber: integer("which key of the channel"),
    shortLength: integer("user data when shorter than 48; 0 otherwise", "bytes"),
    packetNumber: integer("its low 32 bits, against replay"),
    channelAddress: address("channel identifier: the sender's system"),
    channelPort: integer("channel identifier: the sender's port"),
    etherType: hexadecimal("what the user data is, when it can be read"),
  };

  #channelAddress = new Address();
  #readable = false;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < MACSEC_HEADER_LENGTH) return truncated("packetNumber", MACSEC_HEADER_LENGTH);
    const control = bytes[start + AT.CONTROL];
    let length = MACSEC_HEADER_LENGTH + ((control & CHANNEL_PRESENT) === 0 ? 0 : CHANNEL_LENGTH);
    if (end - start < length) return truncated("channelPort", length);
    this.bytes = bytes;
    this.start = start;
    this.wireEnd = Math.max(start + length, wireEnd - ICV_LENGTH);
    this.payloadEnd = Math.min(end, this.wireEnd);
    this.next = 0;
    // The user data begins with its EtherType.
    this.#readable = (control & (ENCRYPTED | CHANGED)) === 0 &&
      start + length + 2 <= this.payloadEnd;
    if (this.#readable) {
      const type = u16(bytes, start + length);
      if (type > LAST_LENGTH) this.next = ETHER_TYPE | type;
      length += 2;
    }
    this.payloadStart = start + length;
    return Fault.None;
  }

  #bit(mask: number): boolean {
    return (this.bytes[this.start + AT.CONTROL] & mask) !== 0;
  }

  /** Always 0. */
  get version(): number {
    return this.bytes[this.start + AT.CONTROL] >> 7;
  }

  /** ES: the channel is the sender's address and port 1. */
  get endStation(): boolean {
    return this.#bit(END_STATION);
  }

  /** SCB: single copy broadcast. */
  get singleCopyBroadcast(): boolean {
    return this.#bit(BROADCAST);
  }

  /** E: the user data is encrypted. */
  get encrypted(): boolean {
    return this.#bit(ENCRYPTED);
  }

  /** C: the user data was changed, by encryption or otherwise. */
  get changed(): boolean {
    return this.#bit(CHANGED);
  }

  /** AN, 0 to 3: which association, and with it key, of the channel. */
  get associationNumber(): number {
    return this.bytes[this.start + AT.CONTROL] & ASSOCIATION;
  }

  /** SL, 1 to 47 bytes of user data; 0 for more. */
  get shortLength(): number {
    return this.bytes[this.start + AT.SHORT_LENGTH] & 0x3f;
  }

  /** PN: 1 to 2^32 - 1, or the low half of an extended number. */
  get packetNumber(): number {
    return u32(this.bytes, this.start + AT.PACKET_NUMBER);
  }

  /** SCI: the address of the sender's system; `undefined` where it is left out. */
  get channelAddress(): Address | undefined {
    if (!this.#bit(CHANNEL_PRESENT)) return undefined;
    return this.#channelAddress.at(this.bytes, this.start + AT.CHANNEL, MAC_LENGTH);
  }

  /** SCI: the sender's port; `undefined` where it is left out. */
  get channelPort(): number | undefined {
    if (!this.#bit(CHANNEL_PRESENT)) return undefined;
    return u16(this.bytes, this.start + AT.CHANNEL_PORT);
  }

  /** The EtherType of the user data; `undefined` where it is encrypted or cut. */
  get etherType(): number | undefined {
    return this.#readable ? u16(this.bytes, this.payloadStart - 2) : undefined;
  }

  override summary(_detail: number): string {
    const encrypted = this.encrypted ? ", encrypted" : "";
    return `MACsec, an ${this.associationNumber}, pn ${this.packetNumber}${encrypted}`;
  }
}
