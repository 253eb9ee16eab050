// core/wire/lldp.ts: link layer discovery, IEEE 802.1AB-2016, clause 8.
import { Address, IPV4_LENGTH, IPV6_LENGTH, MAC_LENGTH } from "./address.ts";
import { text, u16, u24, u32 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import {
  address,
  type Fields,
  group,
  hexadecimal,
  integer,
  list,
  text as textField,
} from "./field.ts";
import { View } from "./view.ts";

/** Bytes of a TLV's type (seven bits) and length (nine bits; clause 8.4). */
const TLV_HEADER_LENGTH = 2;

/** TLV types (table 8-1). */
const Tlv = {
  End: 0,
  ChassisId: 1,
  PortId: 2,
  TimeToLive: 3,
  PortDescription: 4,
  SystemName: 5,
  SystemDescription: 6,
  SystemCapabilities: 7,
  ManagementAddress: 8,
  Organization: 127,
} as const;

/** Kinds of chassis and port identifiers that are no plain text (tables 8-2 and 8-3). */
const CHASSIS_MAC = 4, CHASSIS_NETWORK = 5, PORT_MAC = 3, PORT_NETWORK = 4;

/** Address families that addresses begin with (IANA "Address Family Numbers"). */
const FAMILY_IPV4 = 1, FAMILY_IPV6 = 2;

/** Organisations with TLVs of their own, and those of their subtypes that have a field here. */
const IEEE_802_1 = 0x0080c2, IEEE_802_3 = 0x00120f;
const PORT_VLAN = 1, VLAN_NAME = 3, MAXIMUM_FRAME_SIZE = 4;

const ORGANIZATIONS: Readonly<Record<number, string>> = {
  [IEEE_802_1]: "IEEE 802.1",
  [IEEE_802_3]: "IEEE 802.3",
  0x0012bb: "TIA TR-41 (MED)",
  0x000142: "Cisco",
  0x000ecf: "PROFIBUS",
  0x001b21: "Intel (DCBX)",
};

/** One TLV, in short. */
export interface LldpTlv {
  readonly type: number;
  /** Bytes of the value. */
  readonly length: number;
  /** Of type 127: whose it is. */
  readonly organization?: number;
  /** Of type 127: the name of that, where it is known. */
  readonly organizationName?: string;
  /** Of type 127: the organisation's own number. */
  readonly subtype?: number;
}

/** One address by which the system is managed. */
export interface LldpManagementAddress {
  /** When it is IPv4, IPv6 or MAC. */
  readonly address: Address | undefined;
  /** IANA "Address Family Numbers". */
  readonly family: number;
  /** 1 unknown, 2 ifIndex, 3 system port. */
  readonly interfaceSubtype: number;
  readonly interfaceNumber: number;
}

const TLV_FIELDS: Fields = {
  type: integer("what it is"),
  length: integer("value", "bytes"),
  organization: hexadecimal("type 127: whose it is"),
  organizationName: textField("type 127: the name of that"),
  subtype: integer("type 127: what it is to them"),
};

/**
 * One LLDP data unit: a list of TLVs, of which the first three must be chassis,
 * port and time to live.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const unit = Uint8Array.of(
 *   ...[2, 7, 4, 2, 0, 0, 0, 0, 1], // chassis 02:00:00:00:00:01
 *   ...[4, 3, 7, 0x67, 0x65], // port "ge"
 *   ...[6, 2, 0, 120, 0, 0],
 * );
 * const lldp = new Lldp();
 * lldp.at(unit, 0, unit.length);
 * assertStrictEquals(`${lldp.chassisAddress}`, "02:00:00:00:00:01");
 * assertStrictEquals(lldp.portId, "ge");
 * assertStrictEquals(lldp.timeToLive, 120);
 * ```
 */
export class Lldp extends View {
  static override readonly title = "Link Layer Discovery Protocol";
  static override readonly specification = "IEEE 802.1AB";
  static override readonly fields = {
    chassisIdSubtype: integer("what the chassis identifier is; 4 is a MAC address"),
    chassisId: textField("sender's chassis, when it is text"),
    chassisAddress: address("sender's chassis, when it is an address"),
    portIdSubtype: integer("what the port identifier is; 3 is a MAC address, 5 an interface name"),
    portId: textField("sender's port, when it is text"),
    portAddress: address("sender's port, when it is an address"),
    timeToLive: integer("how long it holds; 0 when the sender leaves", "seconds"),
    portDescription: textField("sender's port, for people"),
    systemName: textField("sender's name"),
    systemDescription: textField("sender's hardware and software"),
    systemCapabilities: hexadecimal("what it can be: 4 bridge, 8 access point, 16 router"),
    enabledCapabilities: hexadecimal("what it is"),
    managementAddresses: list(group("where it is managed", {
      address: address("when it is IPv4, IPv6 or MAC"),
      family: integer("kind of address"),
      interfaceSubtype: integer("what the interface number is"),
      interfaceNumber: integer("the interface that has it"),
    })),
    portVlanId: integer("IEEE 802.1: the VLAN of frames without tag"),
    vlanNames: list(group("IEEE 802.1: VLANs by name", {
      id: integer("VLAN identifier"),
      name: textField("its name"),
    })),
    maximumFrameSize: integer("IEEE 802.3: the longest frame", "bytes"),
    tlvs: list(group("all TLVs in order", TLV_FIELDS)),
  };

  #chassis = new Address();
  #port = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < TLV_HEADER_LENGTH) return truncated("tlvs", TLV_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = 0;
    return Fault.None;
  }

  /** Bytes of the value of the TLV at `at`. */
  #length(at: number): number {
    return u16(this.bytes, at) & 0x1ff;
  }

  /** Whether a TLV at `at` is wholly there. */
  #holds(at: number): boolean {
    return at + TLV_HEADER_LENGTH <= this.payloadEnd && this.#after(at) <= this.payloadEnd;
  }

  #after(at: number): number {
    return at + TLV_HEADER_LENGTH + this.#length(at);
  }

  /** Where the value begins of the first TLV of that type with so many bytes; 0 when there is none. */
  #value(type: number, least: number): number {
    for (let at = this.start; this.#holds(at); at = this.#after(at)) {
      const found = this.bytes[at] >> 1;
      if (found === Tlv.End) return 0;
      if (found === type && this.#length(at) >= least) return at + TLV_HEADER_LENGTH;
    }
    return 0;
  }

  #valueEnd(value: number): number {
    return this.#after(value - TLV_HEADER_LENGTH);
  }

  #text(type: number): string | undefined {
    const value = this.#value(type, 0);
    return value === 0 ? undefined : trimmed(this.bytes, value, this.#valueEnd(value));
  }

  /** Table 8-2: 4 MAC address, 5 network address, 7 locally assigned. */
  get chassisIdSubtype(): number | undefined {
    const value = this.#value(Tlv.ChassisId, 1);
    return value === 0 ? undefined : this.bytes[value];
  }

  /** The sender's chassis; `undefined` when it is an address. */
  get chassisId(): string | undefined {
    return this.#idText(Tlv.ChassisId, CHASSIS_MAC, CHASSIS_NETWORK);
  }

  /** The sender's chassis; `undefined` when it is no address. */
  get chassisAddress(): Address | undefined {
    return this.#idAddress(this.#chassis, Tlv.ChassisId, CHASSIS_MAC, CHASSIS_NETWORK);
  }

  /** Table 8-3: 1 interface alias, 3 MAC address, 5 interface name, 7 locally assigned. */
  get portIdSubtype(): number | undefined {
    const value = this.#value(Tlv.PortId, 1);
    return value === 0 ? undefined : this.bytes[value];
  }

  /** The sender's port; `undefined` when it is an address. */
  get portId(): string | undefined {
    return this.#idText(Tlv.PortId, PORT_MAC, PORT_NETWORK);
  }

  /** The sender's port; `undefined` when it is no address. */
  get portAddress(): Address | undefined {
    return this.#idAddress(this.#port, Tlv.PortId, PORT_MAC, PORT_NETWORK);
  }

  #idText(type: number, mac: number, network: number): string | undefined {
    const value = this.#value(type, 1);
    if (value === 0) return undefined;
    const subtype = this.bytes[value];
    if (subtype === mac || subtype === network) return undefined;
    return trimmed(this.bytes, value + 1, this.#valueEnd(value));
  }

  #idAddress(address: Address, type: number, mac: number, network: number): Address | undefined {
    const value = this.#value(type, 1);
    if (value === 0) return undefined;
    const length = this.#valueEnd(value) - value - 1;
    switch (this.bytes[value]) {
      case mac:
        return length === MAC_LENGTH ? address.at(this.bytes, value + 1, MAC_LENGTH) : undefined;
      case network: {
        const kind = length < 1 ? 0 : kindOf(this.bytes[value + 1], length - 1);
        return kind === 0 ? undefined : address.at(this.bytes, value + 2, kind);
      }
      default:
        return undefined;
    }
  }

  /** Seconds that the information holds; 0 takes it back. */
  get timeToLive(): number | undefined {
    const value = this.#value(Tlv.TimeToLive, 2);
    return value === 0 ? undefined : u16(this.bytes, value);
  }

  /** The sender's port, for people. */
  get portDescription(): string | undefined {
    return this.#text(Tlv.PortDescription);
  }

  /** The sender's name. */
  get systemName(): string | undefined {
    return this.#text(Tlv.SystemName);
  }

  /** The sender's hardware and software. */
  get systemDescription(): string | undefined {
    return this.#text(Tlv.SystemDescription);
  }

  /** Table 8-4, as bits: what the system can be. */
  get systemCapabilities(): number | undefined {
    const value = this.#value(Tlv.SystemCapabilities, 4);
    return value === 0 ? undefined : u16(this.bytes, value);
  }

  /** What of it the system is. */
  get enabledCapabilities(): number | undefined {
    const value = this.#value(Tlv.SystemCapabilities, 4);
    return value === 0 ? undefined : u16(this.bytes, value + 2);
  }

  /** The addresses by which the system is managed; `undefined` when it tells none. */
  get managementAddresses(): LldpManagementAddress[] | undefined {
    const addresses: LldpManagementAddress[] = [];
    for (let at = this.start; this.#holds(at); at = this.#after(at)) {
      const type = this.bytes[at] >> 1;
      if (type === Tlv.End) break;
      if (type !== Tlv.ManagementAddress) continue;
      const found = managementAddress(this.bytes, at + TLV_HEADER_LENGTH, this.#after(at));
      if (found !== undefined) addresses.push(found);
    }
    return addresses.length === 0 ? undefined : addresses;
  }

  /** Where an organisation's value begins, behind its subtype; 0 when there is none. */
  #organizationValue(organization: number, subtype: number, least: number): number {
    for (let at = this.start; this.#holds(at); at = this.#after(at)) {
      if (this.bytes[at] >> 1 === Tlv.End) return 0;
      if (this.#isFrom(at, organization, subtype, least)) return at + TLV_HEADER_LENGTH + 4;
    }
    return 0;
  }

  #isFrom(at: number, organization: number, subtype: number, least: number): boolean {
    if (this.bytes[at] >> 1 !== Tlv.Organization || this.#length(at) < 4 + least) return false;
    const value = at + TLV_HEADER_LENGTH;
    return u24(this.bytes, value) === organization && this.bytes[value + 3] === subtype;
  }

  /** IEEE 802.1: the VLAN of frames without a tag, 1 to 4,094; 0 when there is none. */
  get portVlanId(): number | undefined {
    const value = this.#organizationValue(IEEE_802_1, PORT_VLAN, 2);
    return value === 0 ? undefined : u16(this.bytes, value);
  }

  /** IEEE 802.1: the VLANs that the port names. */
  get vlanNames(): { id: number; name: string }[] | undefined {
    const names: { id: number; name: string }[] = [];
    for (let at = this.start; this.#holds(at); at = this.#after(at)) {
      if (this.bytes[at] >> 1 === Tlv.End) break;
      if (!this.#isFrom(at, IEEE_802_1, VLAN_NAME, 3)) continue;
      const value = at + TLV_HEADER_LENGTH + 4;
      const end = Math.min(value + 3 + this.bytes[value + 2], this.#after(at));
      names.push({ id: u16(this.bytes, value), name: text(this.bytes, value + 3, end) });
    }
    return names.length === 0 ? undefined : names;
  }

  /** IEEE 802.3: bytes of the longest frame. */
  get maximumFrameSize(): number | undefined {
    const value = this.#organizationValue(IEEE_802_3, MAXIMUM_FRAME_SIZE, 2);
    return value === 0 ? undefined : u16(this.bytes, value);
  }

  /** All TLVs that are wholly there, up to the end marker and with it. */
  get tlvs(): LldpTlv[] {
    const tlvs: LldpTlv[] = [];
    for (let at = this.start; this.#holds(at); at = this.#after(at)) {
      const type = this.bytes[at] >> 1, length = this.#length(at);
      if (type === Tlv.Organization && length >= 4) {
        const organization = u24(this.bytes, at + TLV_HEADER_LENGTH);
        const organizationName = ORGANIZATIONS[organization];
        const subtype = this.bytes[at + TLV_HEADER_LENGTH + 3];
        tlvs.push({ type, length, organization, organizationName, subtype });
      } else {
        tlvs.push({ type, length });
      }
      if (type === Tlv.End) break;
    }
    return tlvs;
  }

  override summary(detail: number): string {
    const name = this.systemName;
    let line = `LLDP, length ${this.wireEnd - this.start}`;
    if (name !== undefined) line += `: ${name}`;
    if (detail < 2) return line;
    const chassis = this.chassisId ?? this.chassisAddress ?? "unknown";
    const port = this.portId ?? this.portAddress ?? "unknown";
    return `${line}, chassis ${chassis}, port ${port}, ttl ${this.timeToLive ?? "unknown"}s`;
  }
}

/** Bytes of a network address of that family, when as many are there; else 0. */
function kindOf(family: number, length: number): number {
  if (family === FAMILY_IPV4 && length === IPV4_LENGTH) return IPV4_LENGTH;
  return family === FAMILY_IPV6 && length === IPV6_LENGTH ? IPV6_LENGTH : 0;
}

/** Clause 8.5.9: length, family, address; subtype and number of the interface. */
function managementAddress(
  bytes: Uint8Array,
  start: number,
  end: number,
): LldpManagementAddress | undefined {
  const length = start < end ? bytes[start] : 0;
  const behind = start + 1 + length;
  if (length < 1 || behind + 5 > end) return undefined;
  const family = bytes[start + 1];
  const kind = family === 6 && length === 1 + MAC_LENGTH ? MAC_LENGTH : kindOf(family, length - 1);
  return {
    address: kind === 0 ? undefined : new Address().at(bytes, start + 2, kind).keep(),
    family,
    interfaceSubtype: bytes[behind],
    interfaceNumber: u32(bytes, behind + 1),
  };
}

/** Text without the zeros that some senders end it with. */
function trimmed(bytes: Uint8Array, start: number, end: number): string {
  while (end > start && bytes[end - 1] === 0) end--;
  return text(bytes, start, end);
}
