// core/wire/chdlc.ts: Cisco HDLC, RFC 1547, section 4.3.1.
import { u16 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { hexadecimal } from "./field.ts";
import { Direct, ETHER_TYPE, LLC_SAP, type Selector } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the frame. */
const AT = { ADDRESS: 0, CONTROL: 1, PROTOCOL: 2 } as const;

/** Bytes before the payload. */
export const CHDLC_HEADER_LENGTH = AT.PROTOCOL + 2;

/** Protocols that are no EtherTypes: Cisco's keepalives (RARP elsewhere), and ISO's. */
const PROTOCOL_SLARP = 0x8035, PROTOCOL_ISO = 0xfefe;
const SAP_ISO = 0xfe;

/**
 * One Cisco HDLC frame.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const chdlc = new Chdlc();
 * chdlc.at(Uint8Array.of(0x0f, 0, 0x08, 0x00), 0, 4);
 * assertStrictEquals(chdlc.protocol, 0x0800);
 * ```
 */
export class Chdlc extends View {
  static override readonly title = "Cisco HDLC";
  static override readonly specification = "RFC 1547";
  static override readonly fields = {
    address: hexadecimal("0x0f for the other end, 0x8f for all"),
    control: hexadecimal("always 0"),
    protocol: hexadecimal("what the payload is; mostly EtherTypes"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < CHDLC_HEADER_LENGTH) return truncated("protocol", CHDLC_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + CHDLC_HEADER_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = selector(u16(bytes, start + AT.PROTOCOL));
    return Fault.None;
  }

  /** 0x0f for the other end, 0x8f for all. */
  get address(): number {
    return this.bytes[this.start + AT.ADDRESS];
  }

  /** Always 0. */
  get control(): number {
    return this.bytes[this.start + AT.CONTROL];
  }

  /** EtherTypes but for 0x8035, SLARP, and 0xfefe, ISO. */
  get protocol(): number {
    return u16(this.bytes, this.start + AT.PROTOCOL);
  }

  override summary(_detail: number): string {
    const protocol = this.protocol.toString(16).padStart(4, "0");
    return `CHDLC protocol 0x${protocol}, length ${this.wireEnd - this.start}`;
  }
}

function selector(protocol: number): Selector {
  if (protocol === PROTOCOL_SLARP) return Direct.Slarp;
  return protocol === PROTOCOL_ISO ? LLC_SAP | SAP_ISO : ETHER_TYPE | protocol;
}
