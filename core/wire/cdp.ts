// core/wire/cdp.ts: the Cisco discovery protocol, as Cisco's "Frame Formats" and tcpdump describe it.
import { Address, IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import { text, u16, u32 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import {
  address,
  boolean,
  bytes,
  group,
  hexadecimal,
  integer,
  list,
  text as textField,
} from "./field.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the packet. */
const AT = { VERSION: 0, TIME_TO_LIVE: 1, CHECKSUM: 2 } as const;

/** Bytes before the TLVs. */
export const CDP_HEADER_LENGTH = AT.CHECKSUM + 2;

/** Bytes of a TLV's type and length; the length counts them. */
const TLV_HEADER_LENGTH = 4;

/** TLV types that have a field here. */
const Tlv = {
  DeviceId: 0x0001,
  Addresses: 0x0002,
  PortId: 0x0003,
  Capabilities: 0x0004,
  SoftwareVersion: 0x0005,
  Platform: 0x0006,
  VtpDomain: 0x0009,
  NativeVlan: 0x000a,
  Duplex: 0x000b,
  VoiceVlan: 0x000e,
  MaximumTransmissionUnit: 0x0011,
  SystemName: 0x0014,
  ManagementAddresses: 0x0016,
} as const;

/** One TLV as it stands. */
export interface CdpTlv {
  readonly type: number;
  /** Bytes of header and value. */
  readonly length: number;
  readonly value: Uint8Array;
}

/**
 * One CDP packet.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const cdp = new Cdp();
 * cdp.at(Uint8Array.of(2, 180, 0, 0, 0, 1, 0, 6, 0x52, 0x31), 0, 10);
 * assertStrictEquals(cdp.deviceId, "R1");
 * assertStrictEquals(cdp.timeToLive, 180);
 * ```
 */
export class Cdp extends View {
  static override readonly title = "Cisco Discovery Protocol";
  static override readonly specification = "Cisco";
  static override readonly fields = {
    version: integer("1 or 2"),
    timeToLive: integer("how long it holds", "seconds"),
    checksum: hexadecimal("as it stands"),
    deviceId: textField("sender's name"),
    addresses: list(address("sender's IP addresses")),
    portId: textField("sender's port"),
    capabilities: hexadecimal("what it is: 1 router, 2 bridge, 8 switch, 16 host"),
    softwareVersion: textField("sender's software, in several lines"),
    platform: textField("sender's hardware"),
    vtpDomain: textField("domain of the VLAN trunking protocol"),
    nativeVlan: integer("the VLAN of frames without tag"),
    fullDuplex: boolean("the port works in full duplex"),
    voiceVlan: integer("the VLAN for telephones"),
    maximumTransmissionUnit: integer("the longest packet", "bytes"),
    systemName: textField("sender's full name"),
    managementAddresses: list(address("IP addresses where it is managed")),
    tlvs: list(group("all TLVs in order", {
      type: hexadecimal("what it is"),
      length: integer("header and value", "bytes"),
      value: bytes("as it stands"),
    })),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < CDP_HEADER_LENGTH) return truncated("checksum", CDP_HEADER_LENGTH);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = 0;
    return Fault.None;
  }

  /** 1 or 2. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION];
  }

  /** Seconds that the information holds. */
  get timeToLive(): number {
    return this.bytes[this.start + AT.TIME_TO_LIVE];
  }

  /** The checksum as it stands. */
  get checksum(): number {
    return u16(this.bytes, this.start + AT.CHECKSUM);
  }

  /** The first byte behind the TLV at `at`; 0 when it is not wholly there. */
  #after(at: number): number {
    if (at + TLV_HEADER_LENGTH > this.payloadEnd) return 0;
    const length = u16(this.bytes, at + 2);
    return length >= TLV_HEADER_LENGTH && at + length <= this.payloadEnd ? at + length : 0;
  }

  /** Where the first TLV of that type begins whose value has so many bytes; 0 when there is none. */
  #find(type: number, least: number): number {
    let at = this.start + CDP_HEADER_LENGTH;
    for (let after = this.#after(at); after !== 0; after = this.#after(at)) {
      if (u16(this.bytes, at) === type && after - at >= TLV_HEADER_LENGTH + least) return at;
      at = after;
    }
    return 0;
  }

  #text(type: number): string | undefined {
    const at = this.#find(type, 0);
    if (at === 0) return undefined;
    return text(this.bytes, at + TLV_HEADER_LENGTH, this.#after(at));
  }

  #u16(type: number): number | undefined {
    const at = this.#find(type, 2);
    return at === 0 ? undefined : u16(this.bytes, at + TLV_HEADER_LENGTH);
  }

  #u32(type: number): number | undefined {
    const at = this.#find(type, 4);
    return at === 0 ? undefined : u32(this.bytes, at + TLV_HEADER_LENGTH);
  }

  #addresses(type: number): Address[] | undefined {
    const at = this.#find(type, 4);
    return at === 0 ? undefined : ipAddresses(this.bytes, at + TLV_HEADER_LENGTH, this.#after(at));
  }

  /** The sender's name. */
  get deviceId(): string | undefined {
    return this.#text(Tlv.DeviceId);
  }

  /** The sender's IPv4 and IPv6 addresses. */
  get addresses(): Address[] | undefined {
    return this.#addresses(Tlv.Addresses);
  }

  /** The port that the packet was sent from. */
  get portId(): string | undefined {
    return this.#text(Tlv.PortId);
  }

  /** Bits: 1 router, 2 bridge, 4 source route bridge, 8 switch, 16 host, 32 IGMP, 64 repeater. */
  get capabilities(): number | undefined {
    return this.#u32(Tlv.Capabilities);
  }

  /** The sender's software, in several lines. */
  get softwareVersion(): string | undefined {
    return this.#text(Tlv.SoftwareVersion);
  }

  /** The sender's hardware. */
  get platform(): string | undefined {
    return this.#text(Tlv.Platform);
  }

  /** Domain of the VLAN trunking protocol. */
  get vtpDomain(): string | undefined {
    return this.#text(Tlv.VtpDomain);
  }

  /** The VLAN of frames without a tag. */
  get nativeVlan(): number | undefined {
    return this.#u16(Tlv.NativeVlan);
  }

  /** Whether the port works in full duplex. */
  get fullDuplex(): boolean | undefined {
    const at = this.#find(Tlv.Duplex, 1);
    return at === 0 ? undefined : this.bytes[at + TLV_HEADER_LENGTH] !== 0;
  }

  /** The VLAN for telephones. */
  get voiceVlan(): number | undefined {
    // A byte of which nobody says what it means stands before the number.
    const at = this.#find(Tlv.VoiceVlan, 3);
    return at === 0 ? undefined : u16(this.bytes, at + TLV_HEADER_LENGTH + 1);
  }

  /** Bytes of the longest packet. */
  get maximumTransmissionUnit(): number | undefined {
    return this.#u32(Tlv.MaximumTransmissionUnit);
  }

  /** The sender's full name. */
  get systemName(): string | undefined {
    return this.#text(Tlv.SystemName);
  }

  /** The IPv4 and IPv6 addresses where the sender is managed. */
  get managementAddresses(): Address[] | undefined {
    return this.#addresses(Tlv.ManagementAddresses);
  }

  /** All TLVs that are wholly there. */
  get tlvs(): CdpTlv[] {
    const tlvs: CdpTlv[] = [];
    let at = this.start + CDP_HEADER_LENGTH;
    for (let after = this.#after(at); after !== 0; after = this.#after(at)) {
      const value = this.bytes.subarray(at + TLV_HEADER_LENGTH, after);
      tlvs.push({ type: u16(this.bytes, at), length: after - at, value });
      at = after;
    }
    return tlvs;
  }

  override summary(detail: number): string {
    let line = `CDPv${this.version}, ttl: ${this.timeToLive}s`;
    if (this.deviceId !== undefined) line += `, Device-ID '${this.deviceId}'`;
    if (detail > 1 && this.portId !== undefined) line += `, Port-ID '${this.portId}'`;
    return `${line}, length ${this.wireEnd - this.start}`;
  }
}

/**
 * The IP addresses of a list: its count, then for each the protocol's type,
 * length and value, the address's length and value.
 */
function ipAddresses(bytes: Uint8Array, start: number, end: number): Address[] {
  const addresses: Address[] = [];
  let at = start + 4;
  for (let left = u32(bytes, start); left > 0; left--) {
    if (at + 2 > end) break;
    const lengthAt = at + 2 + bytes[at + 1];
    if (lengthAt + 2 > end) break;
    const length = u16(bytes, lengthAt), value = lengthAt + 2;
    if (value + length > end) break;
    if (length === IPV4_LENGTH || length === IPV6_LENGTH) {
      addresses.push(new Address().at(bytes, value, length).keep());
    }
    at = value + length;
  }
  return addresses;
}
