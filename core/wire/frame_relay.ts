// core/wire/frame_relay.ts: frame relay, ITU-T Q.922, annex A, with RFC 2427 or Cisco's encapsulation.
import { u16, u24 } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { boolean, hexadecimal, integer } from "./field.ts";
import { Direct, ETHER_TYPE, IP_VERSION, snapProtocol } from "./select.ts";
import { View } from "./view.ts";

/** The address has two to four bytes; the low bit of the last is 1 (Q.922, A.3.3). */
const LAST_OF_ADDRESS = 0x01;
const LEAST_ADDRESS = 2, MOST_ADDRESS = 4;

/** The control field of unnumbered information; without it, Cisco's EtherType is there. */
const UNNUMBERED_INFORMATION = 0x03;
const ENCAPSULATION_LENGTH = 2;

/** Network layer protocol identifiers (RFC 2427, section 3; ISO/IEC TR 9577). */
const Nlpid = { Padding: 0x00, Snap: 0x80, Ipv6: 0x8e, Ipv4: 0xcc, Ppp: 0xcf } as const;
const SNAP_LENGTH = 5;
const RFC1042 = 0x000000, IEEE_802_1 = 0x0080c2;
const BRIDGED_WITH_FCS = 0x0001, BRIDGED = 0x0007;

/**
 * One frame relay header with its encapsulation.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const frameRelay = new FrameRelay();
 * frameRelay.at(Uint8Array.of(0x18, 0x41, 0x03, 0xcc), 0, 4);
 * assertStrictEquals(frameRelay.dlci, 100);
 * assertStrictEquals(frameRelay.nlpid, 0xcc);
 * ```
 */
export class FrameRelay extends View {
  static override readonly title = "Frame relay";
  static override readonly specification = "ITU-T Q.922";
  static override readonly fields = {
    dlci: integer("data link connection identifier"),
    forwardCongestion: boolean("the frame met congestion"),
    backwardCongestion: boolean("frames the other way meet congestion"),
    discardEligible: boolean("may be dropped first in congestion"),
    control: hexadecimal("3, unnumbered information; absent in Cisco's encapsulation"),
    nlpid: hexadecimal("network layer protocol identifier; absent in Cisco's encapsulation"),
    organization: hexadecimal("SNAP: whose protocol it is"),
    protocolId: hexadecimal("SNAP: what the payload is"),
    etherType: hexadecimal("Cisco's encapsulation: what the payload is"),
  };

  #addressLength = LEAST_ADDRESS;
  /** Where the protocol identifier is; 0 in Cisco's encapsulation. */
  #nlpid = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < LEAST_ADDRESS) return truncated("dlci", LEAST_ADDRESS);
    let length = LEAST_ADDRESS;
    while ((bytes[start + length - 1] & LAST_OF_ADDRESS) === 0) {
      if (length === MOST_ADDRESS) return malformed("dlci");
      length++;
      if (end - start < length) return truncated("dlci", length);
    }
    const needed = length + ENCAPSULATION_LENGTH;
    if (end - start < needed) return truncated("nlpid", needed);
    this.bytes = bytes;
    this.start = start;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.#addressLength = length;
    if (bytes[start + length] === UNNUMBERED_INFORMATION) return this.#encapsulated(start + length);
    this.#nlpid = 0;
    this.payloadStart = start + needed;
    this.next = ETHER_TYPE | u16(bytes, start + length);
    return Fault.None;
  }

  /** RFC 2427: control, perhaps a byte of padding, the protocol identifier. */
  #encapsulated(control: number): Fault {
    const { bytes, start, payloadEnd } = this;
    let at = control + 1;
    if (bytes[at] === Nlpid.Padding) at++;
    if (at >= payloadEnd) return truncated("nlpid", at + 1 - start);
    this.#nlpid = at;
    this.payloadStart = at + 1;
    switch (bytes[at]) {
      case Nlpid.Ipv4:
        this.next = IP_VERSION | 4;
        return Fault.None;
      case Nlpid.Ipv6:
        this.next = IP_VERSION | 6;
        return Fault.None;
      case Nlpid.Ppp:
        this.next = Direct.Ppp;
        return Fault.None;
      case Nlpid.Snap:
        return this.#snapPayload();
      default:
        this.next = 0;
        return Fault.None;
    }
  }

  #snapPayload(): Fault {
    const at = this.payloadStart;
    if (at + SNAP_LENGTH > this.payloadEnd) {
      return truncated("protocolId", at + SNAP_LENGTH - this.start);
    }
    const organization = u24(this.bytes, at), protocol = u16(this.bytes, at + 3);
    this.payloadStart = at + SNAP_LENGTH;
    const bridged = organization === IEEE_802_1 &&
      (protocol === BRIDGED || protocol === BRIDGED_WITH_FCS);
    if (organization === RFC1042) this.next = ETHER_TYPE | protocol;
    else this.next = bridged ? Direct.Ethernet : snapProtocol(organization, protocol);
    return Fault.None;
  }

  /** Data link connection identifier: 10, 16 or 23 bits by the length of the address. */
  get dlci(): number {
    const { bytes, start } = this;
    const ten = (bytes[start] >> 2) << 4 | bytes[start + 1] >> 4;
    switch (this.#addressLength) {
      case 2:
        return ten;
      case 3:
        return ten << 6 | bytes[start + 2] >> 2;
      default:
        return ten << 13 | (bytes[start + 2] >> 1) << 6 | bytes[start + 3] >> 2;
    }
  }

  /** FECN: whether the frame met congestion on its way. */
  get forwardCongestion(): boolean {
    return (this.bytes[this.start + 1] & 0x08) !== 0;
  }

  /** BECN: whether frames in the other direction meet congestion. */
  get backwardCongestion(): boolean {
    return (this.bytes[this.start + 1] & 0x04) !== 0;
  }

  /** DE: whether the frame may be dropped first. */
  get discardEligible(): boolean {
    return (this.bytes[this.start + 1] & 0x02) !== 0;
  }

  /** 3, unnumbered information; `undefined` in Cisco's encapsulation. */
  get control(): number | undefined {
    return this.#nlpid === 0 ? undefined : this.bytes[this.start + this.#addressLength];
  }

  /** ISO/IEC TR 9577; `undefined` in Cisco's encapsulation. */
  get nlpid(): number | undefined {
    return this.#nlpid === 0 ? undefined : this.bytes[this.#nlpid];
  }

  /** SNAP: the organisation's identifier. */
  get organization(): number | undefined {
    return this.nlpid === Nlpid.Snap ? u24(this.bytes, this.#nlpid + 1) : undefined;
  }

  /** SNAP: an EtherType, or the organisation's own number. */
  get protocolId(): number | undefined {
    return this.nlpid === Nlpid.Snap ? u16(this.bytes, this.#nlpid + 4) : undefined;
  }

  /** The EtherType of Cisco's encapsulation. */
  get etherType(): number | undefined {
    if (this.#nlpid !== 0) return undefined;
    return u16(this.bytes, this.start + this.#addressLength);
  }

  override summary(_detail: number): string {
    return `FR DLCI ${this.dlci}, length ${this.wireEnd - this.start}`;
  }
}
