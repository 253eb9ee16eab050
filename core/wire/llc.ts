// core/wire/llc.ts: logical link control, ISO/IEC 8802-2:1998, with SNAP (IEEE 802-2014, clause 9.5).
import { HEX, u16, u16le, u24 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { hexadecimal } from "./field.ts";
import { Direct, ETHER_TYPE, LLC_SAP, snapProtocol } from "./select.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the start of the header (8802-2, clause 3). The control
 * field has one byte in unnumbered frames, two in all others; with SNAP the
 * organisation and the protocol follow it.
 */
const AT = { DESTINATION_SAP: 0, SOURCE_SAP: 1, CONTROL: 2 } as const;
/** From the end of the control field. */
const SNAP = { ORGANIZATION: 0, PROTOCOL: 3 } as const;

/** Bytes of the shortest header. */
export const LLC_HEADER_LENGTH = AT.CONTROL + 1;
/** Bytes that SNAP adds. */
export const SNAP_LENGTH = SNAP.PROTOCOL + 2;

/** The service access point that says "SNAP follows", in both places. */
const SAP_SNAP = 0xaa;
const SAP_IP = 0x06;
/** Unnumbered information: the control field of nearly everything. */
const UNNUMBERED_INFORMATION = 0x03;
const ETHER_TYPE_IPV4 = 0x0800;

/** Organisations whose SNAP protocols are EtherTypes: RFC 1042, and bridge tunnels (802.1H). */
const RFC1042 = 0x000000, BRIDGE_TUNNEL = 0x0000f8;
/** AppleTalk's has EtherTypes too, but only one of them: 0x809b. */
const APPLE = 0x080007;
/** IEEE 802.1: bridged frames (RFC 2684, section 5.2), here with two bytes of padding. */
const IEEE_802_1 = 0x0080c2;
const BRIDGED_WITH_FCS = 0x0001, BRIDGED = 0x0007;
const BRIDGED_PADDING = 2;

/** Names of the service access points that are met with (IEEE registration authority). */
const SAP_NAMES: Readonly<Record<number, string>> = {
  0x00: "Null",
  0x06: "IP",
  0x42: "STP",
  0xaa: "SNAP",
  0xe0: "IPX",
  0xf0: "NetBeui",
  0xfe: "ISO",
  0xff: "Global",
};

/**
 * One LLC header, and the SNAP header when there is one.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const llc = new Llc();
 * llc.at(Uint8Array.of(0xaa, 0xaa, 3, 0, 0, 0, 0x08, 0x00), 0, 8);
 * assertStrictEquals(llc.destinationSap, 0xaa);
 * assertStrictEquals(llc.etherType, 0x0800);
 * ```
 */
export class Llc extends View {
  static override readonly title = "Logical link control";
  static override readonly specification = "ISO/IEC 8802-2";
  static override readonly fields = {
    destinationSap: hexadecimal("service access point of the receiver; odd for a group"),
    sourceSap: hexadecimal("service access point of the sender; odd in a response"),
    control: hexadecimal("kind of frame and its numbers"),
    organization: hexadecimal("SNAP: whose protocol it is"),
    etherType: hexadecimal("SNAP: what the payload is, by EtherType"),
    protocolId: hexadecimal("SNAP: what the payload is, by the organisation's own number"),
  };

  #snap = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < LLC_HEADER_LENGTH) return truncated("control", LLC_HEADER_LENGTH);
    const unnumbered = (bytes[start + AT.CONTROL] & 3) === 3;
    const length = unnumbered ? LLC_HEADER_LENGTH : LLC_HEADER_LENGTH + 1;
    if (end - start < length) return truncated("control", length);
    this.bytes = bytes;
    this.start = start;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    const destination = bytes[start + AT.DESTINATION_SAP];
    if (destination === SAP_SNAP && bytes[start + AT.SOURCE_SAP] === SAP_SNAP) {
      if (end - start < length + SNAP_LENGTH) return truncated("protocolId", length + SNAP_LENGTH);
      this.#snap = start + length;
      this.payloadStart = this.#snap + SNAP_LENGTH;
      return this.#snapPayload();
    }
    this.#snap = 0;
    this.payloadStart = start + length;
    const control = bytes[start + AT.CONTROL];
    // Only information frames carry something: I, whose low bit is 0, and UI.
    if ((control & 1) !== 0 && control !== UNNUMBERED_INFORMATION) this.next = 0;
    else if (destination === SAP_IP) this.next = ETHER_TYPE | ETHER_TYPE_IPV4;
    else this.next = LLC_SAP | destination;
    return Fault.None;
  }

  #snapPayload(): Fault {
    const organization = u24(this.bytes, this.#snap + SNAP.ORGANIZATION);
    const protocol = u16(this.bytes, this.#snap + SNAP.PROTOCOL);
    if (organization === RFC1042 || organization === BRIDGE_TUNNEL) {
      this.next = ETHER_TYPE | protocol;
      return Fault.None;
    }
    this.next = snapProtocol(organization, protocol);
    if (organization !== IEEE_802_1) return Fault.None;
    if (protocol !== BRIDGED && protocol !== BRIDGED_WITH_FCS) return Fault.None;
    const length = this.payloadStart + BRIDGED_PADDING - this.start;
    if (this.payloadEnd - this.start < length) return truncated("payload", length);
    this.payloadStart += BRIDGED_PADDING;
    this.next = Direct.Ethernet;
    return Fault.None;
  }

  /** Service access point of the receiver, 0 to 255; the low bit says "a group". */
  get destinationSap(): number {
    return this.bytes[this.start + AT.DESTINATION_SAP];
  }

  /** Service access point of the sender, 0 to 255; the low bit says "a response". */
  get sourceSap(): number {
    return this.bytes[this.start + AT.SOURCE_SAP];
  }

  /** The control field: one byte where its low bits are 11, else two, the first one low. */
  get control(): number {
    const first = this.bytes[this.start + AT.CONTROL];
    return (first & 3) === 3 ? first : u16le(this.bytes, this.start + AT.CONTROL);
  }

  /** SNAP: the organisation's identifier, 24 bits; `undefined` without SNAP. */
  get organization(): number | undefined {
    return this.#snap === 0 ? undefined : u24(this.bytes, this.#snap + SNAP.ORGANIZATION);
  }

  /** SNAP: the EtherType; `undefined` where the organisation has numbers of its own. */
  get etherType(): number | undefined {
    const organization = this.organization;
    const typed = organization === RFC1042 || organization === BRIDGE_TUNNEL ||
      organization === APPLE;
    return typed ? u16(this.bytes, this.#snap + SNAP.PROTOCOL) : undefined;
  }

  /** SNAP: the organisation's number of the protocol; `undefined` where it is an EtherType. */
  get protocolId(): number | undefined {
    if (this.#snap === 0 || this.etherType !== undefined) return undefined;
    return u16(this.bytes, this.#snap + SNAP.PROTOCOL);
  }

  override summary(_detail: number): string {
    const length = this.wireEnd - this.start;
    const destination = sapText(this.destinationSap & 0xfe, this.destinationSap);
    const source = sapText(this.sourceSap & 0xfe, this.sourceSap);
    return `LLC, dsap ${destination}, ssap ${source}, ctrl 0x${HEX[this.control & 0xff]}: ` +
      `length ${length}`;
  }
}

function sapText(individual: number, sap: number): string {
  const name = SAP_NAMES[sap] ?? SAP_NAMES[individual] ?? "Unknown";
  return `${name} (0x${HEX[sap]})`;
}
