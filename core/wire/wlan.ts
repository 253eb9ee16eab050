// core/wire/wlan.ts: 802.11 frames, IEEE 802.11-2020, clause 9.
import { MANAGEMENT_FIELDS, WlanManagement } from "./_wlan_management.ts";
import { WLAN_NAMES } from "./_wlan_names.ts";
import { Address, MAC_LENGTH } from "./address.ts";
import { u16, u16le, u24, u32le } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { address, boolean, group, hexadecimal, integer } from "./field.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the start of the frame (clause 9.3.1.1). Numbers have
 * their low byte first. Which addresses there are, and which of them is what,
 * depends on the kind of frame.
 *
 *     +---------+----------+-----------+-----------+-----------+----------+-----------+
 *     | Control | Duration | Address 1 | Address 2 | Address 3 | Sequence | Address 4 | …
 *     +---------+----------+-----------+-----------+-----------+----------+-----------+
 *      2 bytes   2          6           6           6           2          6
 */
const AT = {
  CONTROL: 0,
  FLAGS: 1,
  DURATION: 2,
  ADDRESS_1: 4,
  ADDRESS_2: 10,
  ADDRESS_3: 16,
  SEQUENCE: 22,
  ADDRESS_4: 24,
} as const;

/** Bytes of the shortest frame: an acknowledgment. */
export const WLAN_HEADER_LENGTH = AT.ADDRESS_2;

const TWO_ADDRESSES = AT.ADDRESS_3, THREE_ADDRESSES = AT.ADDRESS_4;
const QOS_LENGTH = 2, HT_CONTROL_LENGTH = 4;
const MESH_CONTROL_LENGTH = 6;

/** Types of frames. */
const Type = { Management: 0, Control: 1, Data: 2, Extension: 3 } as const;

/** Subtypes with something special (table 9-1). */
const Control = { PsPoll: 10, Cts: 12, Acknowledgment: 13, CfEnd: 14 } as const;
const DMG_BEACON = 0;

/** Control frames with a second address, one bit for each subtype. */
const WITH_TRANSMITTER = 0b1100_1111_0011_1100;

/** Bits of the subtype of data frames: without a body, with quality of service. */
const NULL_DATA = 4, QOS_DATA = 8;

/** Bits of the second byte of the control field. */
const TO_DS = 0x01, FROM_DS = 0x02, MORE_FRAGMENTS = 0x04, RETRY = 0x08;
const POWER_MANAGEMENT = 0x10, MORE_DATA = 0x20, PROTECTED = 0x40, ORDER = 0x80;

/** Where the network's access point is in data frames, by both bits; not where both are set. */
const BSSID_BY_DS = [AT.ADDRESS_3, AT.ADDRESS_1, AT.ADDRESS_2] as const;

/** Bits of the two bytes of quality of service. */
const AGGREGATED = 0x80, MESH_CONTROL = 0x01;

/**
 * One 802.11 frame. Data that is not encrypted is decoded through; of
 * management frames {@linkcode Wlan.management} has what people look for.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const frame = new Uint8Array(24 + 12 + 5);
 * frame.set([0x80]); // a beacon
 * frame.set([100, 0], 24 + 8);
 * frame.set([0, 3, 0x6c, 0x61, 0x6e], 24 + 12); // its network's name
 * const wlan = new Wlan();
 * wlan.at(frame, 0, frame.length);
 * assertStrictEquals(wlan.management?.ssid, "lan");
 * assertStrictEquals(wlan.management?.beaconInterval, 100);
 * ```
 */
export class Wlan extends View {
  static override readonly title = "Wireless LAN";
  static override readonly specification = "IEEE 802.11";
  static override readonly fields = {
    version: integer("always 0"),
    type: integer("0 management, 1 control, 2 data, 3 extension"),
    subtype: integer("which one of that type"),
    ds: integer("to and from the distribution system: toDs + 2 fromDs"),
    toDs: boolean("to the distribution system: to an access point"),
    fromDs: boolean("from the distribution system: from an access point"),
    moreFragments: boolean("another fragment follows"),
    retry: boolean("sent again"),
    powerManagement: boolean("the sender goes to sleep"),
    moreData: boolean("more is waiting for the receiver"),
    protected: boolean("the body is encrypted"),
    order: boolean("HT control follows, or strictly in order"),
    duration: integer("how long the medium is taken, or who polls", "microseconds"),
    receiver: address("the next station that is to receive it (RA)"),
    transmitter: address("the station that sent it just now (TA)"),
    destination: address("the last station that is to receive it (DA)"),
    source: address("the station that sent it first (SA)"),
    bssid: address("the network's access point"),
    fragmentNumber: integer("place in a frame of several fragments"),
    sequenceNumber: integer("the same in all fragments of a frame"),
    trafficIdentifier: integer("quality of service: priority or stream"),
    htControl: hexadecimal("control field of high throughput"),
    keyId: integer("protected: which key"),
    management: group("what a management frame says", MANAGEMENT_FIELDS),
  };

  #receiver = new Address();
  #transmitter = new Address();
  #destination = new Address();
  #source = new Address();
  #bssid = new Address();
  readonly #management = new WlanManagement();
  /** Where quality of service is; 0 when there is none. */
  #qos = 0;
  /** Where HT control is; 0 when there is none. */
  #htControl = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < WLAN_HEADER_LENGTH) return truncated("receiver", WLAN_HEADER_LENGTH);
    if ((bytes[start + AT.CONTROL] & 3) !== 0) return malformed("version");
    this.bytes = bytes;
    this.start = start;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = 0;
    this.#qos = this.#htControl = 0;
    const flags = bytes[start + AT.FLAGS];
    switch (this.type) {
      case Type.Management:
        if ((flags & ORDER) !== 0) this.#htControl = start + THREE_ADDRESSES;
        return this.#body(THREE_ADDRESSES + (this.#htControl === 0 ? 0 : HT_CONTROL_LENGTH));
      case Type.Data:
        return this.#data(flags);
      case Type.Control:
        return this.#body(this.#hasTransmitter ? TWO_ADDRESSES : WLAN_HEADER_LENGTH);
      default:
        return this.#body(WLAN_HEADER_LENGTH);
    }
  }

  /** Ends the header after `length` bytes. */
  #body(length: number): Fault {
    if (this.payloadEnd - this.start < length) return truncated("transmitter", length);
    this.payloadStart = this.start + length;
    return Fault.None;
  }

  #data(flags: number): Fault {
    const { bytes, start, payloadEnd: end, subtype } = this;
    let length: number = THREE_ADDRESSES;
    if ((flags & TO_DS) !== 0 && (flags & FROM_DS) !== 0) length += MAC_LENGTH;
    if ((subtype & QOS_DATA) !== 0) {
      this.#qos = start + length;
      length += QOS_LENGTH;
      if ((flags & ORDER) !== 0) {
        this.#htControl = start + length;
        length += HT_CONTROL_LENGTH;
      }
    }
    const fault = this.#body(length);
    if (fault !== Fault.None || (subtype & NULL_DATA) !== 0) return fault;
    if ((flags & PROTECTED) !== 0) return Fault.None;
    // The body of a frame in several fragments is whole in none of them.
    if ((flags & MORE_FRAGMENTS) !== 0 || this.#fragment !== 0) return Fault.None;
    if (this.payloadStart >= end) return Fault.None;
    if (this.#qos !== 0) {
      if (this.#hasMeshControl(flags)) {
        const mesh = MESH_CONTROL_LENGTH + (bytes[this.payloadStart] & 3) * MAC_LENGTH;
        const meshFault = this.#body(length + mesh);
        if (meshFault !== Fault.None) return meshFault;
      }
      if ((bytes[this.#qos] & AGGREGATED) !== 0) {
        this.next = Direct.Amsdu;
        return Fault.None;
      }
    }
    this.#llc();
    return Fault.None;
  }

  /** What a body begins with that is not aggregated: LLC, behind padding where the card aligned it. */
  #llc(): void {
    const { bytes, payloadStart, payloadEnd } = this;
    const left = payloadEnd - payloadStart;
    // The bare IPX of Novell.
    if (left >= 2 && u16(bytes, payloadStart) === 0xffff) return;
    const padded = left >= 5 && u16(bytes, payloadStart) === 0 &&
      u24(bytes, payloadStart + 2) === 0xaaaa03;
    if (padded) this.payloadStart += 2;
    this.next = Direct.Llc;
  }

  /** Clause 9.2.4.7.3: the bit, and no other bits than those of the address extension. */
  #hasMeshControl(flags: number): boolean {
    if ((flags & FROM_DS) === 0 || (this.bytes[this.#qos + 1] & MESH_CONTROL) === 0) return false;
    return this.bytes[this.payloadStart] < 3;
  }

  /** Always 0. */
  get version(): number {
    return this.bytes[this.start + AT.CONTROL] & 3;
  }

  /** 0 management, 1 control, 2 data, 3 extension. */
  get type(): number {
    return (this.bytes[this.start + AT.CONTROL] >> 2) & 3;
  }

  /** Table 9-1, by type. */
  get subtype(): number {
    return this.bytes[this.start + AT.CONTROL] >> 4;
  }

  #flag(mask: number): boolean {
    return (this.bytes[this.start + AT.FLAGS] & mask) !== 0;
  }

  /** 0 between stations, 1 to an access point, 2 from one, 3 between them. */
  get ds(): number {
    return this.bytes[this.start + AT.FLAGS] & (TO_DS | FROM_DS);
  }

  /** To the distribution system. */
  get toDs(): boolean {
    return this.#flag(TO_DS);
  }

  /** From the distribution system. */
  get fromDs(): boolean {
    return this.#flag(FROM_DS);
  }

  /** Whether another fragment of the frame follows. */
  get moreFragments(): boolean {
    return this.#flag(MORE_FRAGMENTS);
  }

  /** Whether it was sent before. */
  get retry(): boolean {
    return this.#flag(RETRY);
  }

  /** Whether the sender will sleep after it. */
  get powerManagement(): boolean {
    return this.#flag(POWER_MANAGEMENT);
  }

  /** Whether more is waiting for the receiver. */
  get moreData(): boolean {
    return this.#flag(MORE_DATA);
  }

  /** Whether the body is encrypted. */
  get protected(): boolean {
    return this.#flag(PROTECTED);
  }

  /** Whether HT control follows; the strict order of old. */
  get order(): boolean {
    return this.#flag(ORDER);
  }

  /** Microseconds that the medium is taken, 0 to 32,767; in a PS-Poll the association's number. */
  get duration(): number {
    return u16le(this.bytes, this.start + AT.DURATION) & 0x7fff;
  }

  get #hasTransmitter(): boolean {
    return (WITH_TRANSMITTER >> this.subtype & 1) === 1;
  }

  #address(address: Address, offset: number): Address {
    return address.at(this.bytes, this.start + offset, MAC_LENGTH);
  }

  /** RA: the next station that is to receive the frame. */
  get receiver(): Address {
    return this.#address(this.#receiver, AT.ADDRESS_1);
  }

  /** TA: the station that sent it just now; `undefined` in the control frames that do not tell. */
  get transmitter(): Address | undefined {
    const type = this.type;
    if (type === Type.Extension) return undefined;
    if (type === Type.Control && (!this.#hasTransmitter || this.subtype === Control.CfEnd)) {
      return undefined;
    }
    return this.#address(this.#transmitter, AT.ADDRESS_2);
  }

  /**
   * DA: the last station that is to receive it; only management and data
   * frames have one. Aggregated frames have their own: `amsdu.subframes`.
   */
  get destination(): Address | undefined {
    const type = this.type;
    if (type !== Type.Management && type !== Type.Data) return undefined;
    const third = type === Type.Data && this.toDs;
    if (third && this.#isAggregated) return undefined;
    return this.#address(this.#destination, third ? AT.ADDRESS_3 : AT.ADDRESS_1);
  }

  /** SA: the station that sent it first; where there is one, see {@linkcode Wlan.destination}. */
  get source(): Address | undefined {
    const type = this.type;
    if (type !== Type.Management && type !== Type.Data) return undefined;
    if (type === Type.Management || !this.fromDs) return this.#address(this.#source, AT.ADDRESS_2);
    if (this.#isAggregated) return undefined;
    return this.#address(this.#source, this.toDs ? AT.ADDRESS_4 : AT.ADDRESS_3);
  }

  /** The network's access point, or its number without one; `undefined` between access points. */
  get bssid(): Address | undefined {
    switch (this.type) {
      case Type.Management:
        return this.#address(this.#bssid, AT.ADDRESS_3);
      case Type.Data: {
        const ds = this.ds;
        if (ds === BSSID_BY_DS.length) return undefined;
        return this.#address(this.#bssid, BSSID_BY_DS[ds]);
      }
      case Type.Control:
        if (this.subtype === Control.PsPoll) return this.#address(this.#bssid, AT.ADDRESS_1);
        if (this.subtype === Control.CfEnd) return this.#address(this.#bssid, AT.ADDRESS_2);
        return undefined;
      default:
        return this.subtype === DMG_BEACON ? this.#address(this.#bssid, AT.ADDRESS_1) : undefined;
    }
  }

  get #hasSequence(): boolean {
    return this.type === Type.Management || this.type === Type.Data;
  }

  get #fragment(): number {
    return this.bytes[this.start + AT.SEQUENCE] & 0xf;
  }

  /** 0 to 15; `undefined` in control frames. */
  get fragmentNumber(): number | undefined {
    return this.#hasSequence ? this.#fragment : undefined;
  }

  /** 0 to 4,095; `undefined` in control frames. */
  get sequenceNumber(): number | undefined {
    return this.#hasSequence ? u16le(this.bytes, this.start + AT.SEQUENCE) >> 4 : undefined;
  }

  /** TID, 0 to 15: below 8 the priority; `undefined` without quality of service. */
  get trafficIdentifier(): number | undefined {
    return this.#qos === 0 ? undefined : this.bytes[this.#qos] & 0xf;
  }

  get #isAggregated(): boolean {
    return this.#qos !== 0 && (this.bytes[this.#qos] & AGGREGATED) !== 0;
  }

  /** HT control, 32 bits; `undefined` without it. */
  get htControl(): number | undefined {
    return this.#htControl === 0 ? undefined : u32le(this.bytes, this.#htControl);
  }

  /** The key that the body is encrypted with, 0 to 3; `undefined` when it is not, or is cut. */
  get keyId(): number | undefined {
    if (!this.protected || !this.#hasSequence) return undefined;
    const at = this.payloadStart + 3;
    return at < this.payloadEnd ? this.bytes[at] >> 6 : undefined;
  }

  /** The body of a management frame, lent; `undefined` in all others, or encrypted. */
  get management(): WlanManagement | undefined {
    if (this.type !== Type.Management || this.protected) return undefined;
    return this.#management.at(this.bytes, this.subtype, this.payloadStart, this.payloadEnd);
  }

  override summary(detail: number): string {
    const { type, subtype } = this;
    const name = type === Type.Data ? dataName(subtype) : WLAN_NAMES[type][subtype] ?? "Reserved";
    if (type === Type.Control) return `${name} RA:${this.receiver}`;
    let line = this.protected ? `${name}, protected` : name;
    line += this.management?.summary() ?? "";
    if (detail > 1) line += `, seq ${this.sequenceNumber ?? 0}`;
    return line;
  }
}

function dataName(subtype: number): string {
  const kind = (subtype & NULL_DATA) !== 0 ? "Null Function" : "Data";
  return (subtype & QOS_DATA) !== 0 ? `QoS ${kind}` : kind;
}
