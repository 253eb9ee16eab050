// core/wire/ethernet.ts: Ethernet frames, IEEE 802.3-2022, clause 3.
import { Address, MAC_LENGTH } from "./address.ts";
import { u16 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { address, hexadecimal, integer } from "./field.ts";
import { Direct, ETHER_TYPE, type Selector } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the frame (clause 3.1.1). */
const AT = { DESTINATION: 0, SOURCE: 6, ETHER_TYPE: 12 } as const;

/** Bytes before the payload. */
export const ETHERNET_HEADER_LENGTH = AT.ETHER_TYPE + 2;

/** From this on, the field after the addresses is an EtherType (clause 3.2.6). */
export const FIRST_ETHER_TYPE = 0x0600;

/** Up to this, it is the length of an 802.3 frame; what lies between is neither. */
export const LAST_LENGTH = 1500;

/**
 * Whether the field after the addresses, or after a tag, is a length. Zero is
 * not: there are senders that write it where no type fits, never for nothing.
 */
function isLength(lengthOrType: number): boolean {
  return lengthOrType <= LAST_LENGTH && lengthOrType !== 0;
}

/** What is in an 802.3 frame: LLC, or the bare IPX of Novell's "802.3 raw", which we leave alone. */
export function lengthPayload(bytes: Uint8Array, start: number, end: number): Selector {
  return end - start >= 2 && u16(bytes, start) === 0xffff ? 0 : Direct.Llc;
}

/**
 * One Ethernet frame, without preamble and check sequence.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const ethernet = new Ethernet();
 * ethernet.at(Uint8Array.of(2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0), 0, 14);
 * assertStrictEquals(ethernet.etherType, 0x0800);
 * assertStrictEquals(`${ethernet.source}`, "02:00:00:00:00:02");
 * ```
 */
export class Ethernet extends View {
  static override readonly title = "Ethernet";
  static override readonly specification = "IEEE 802.3";
  static override readonly fields = {
    destination: address("receiver"),
    source: address("sender"),
    etherType: hexadecimal("what the payload is; absent in a frame with a length"),
    length: integer("payload of an 802.3 frame", "bytes"),
  };

  #destination = new Address();
  #source = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < ETHERNET_HEADER_LENGTH) return truncated("etherType", ETHERNET_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + ETHERNET_HEADER_LENGTH;
    const type = u16(bytes, start + AT.ETHER_TYPE);
    if (type > LAST_LENGTH) {
      this.wireEnd = wireEnd;
      this.payloadEnd = end;
      this.next = ETHER_TYPE | type;
    } else if (type === 0) {
      this.wireEnd = wireEnd;
      this.payloadEnd = end;
      this.next = 0;
    } else {
      // What lies past the length is padding up to 60 bytes.
      this.wireEnd = Math.min(wireEnd, this.payloadStart + type);
      this.payloadEnd = Math.min(end, this.wireEnd);
      this.next = lengthPayload(bytes, this.payloadStart, this.payloadEnd);
    }
    return Fault.None;
  }

  /** Receiver: a station, a group, or all (ff:ff:ff:ff:ff:ff). */
  get destination(): Address {
    return this.#destination.at(this.bytes, this.start + AT.DESTINATION, MAC_LENGTH);
  }

  /** Sender. */
  get source(): Address {
    return this.#source.at(this.bytes, this.start + AT.SOURCE, MAC_LENGTH);
  }

  /** IANA "IEEE 802 Numbers", 0x0600 to 0xffff, or 0; `undefined` in a frame with a length. */
  get etherType(): number | undefined {
    const type = u16(this.bytes, this.start + AT.ETHER_TYPE);
    return type >= FIRST_ETHER_TYPE || type === 0 ? type : undefined;
  }

  /** Bytes of payload in an 802.3 frame, 1 to 1,500; `undefined` where there is an EtherType. */
  get length(): number | undefined {
    const type = u16(this.bytes, this.start + AT.ETHER_TYPE);
    return isLength(type) ? type : undefined;
  }
}
