// core/wire/arp.ts: address resolution, RFC 826; reverse (RFC 903), inverse (RFC 2390), over ATM (RFC 2225).
import { Address, IPV4_LENGTH, IPV6_LENGTH, MAC_LENGTH } from "./address.ts";
import { hex, u16 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { address, bytes, hexadecimal, integer } from "./field.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the start of the packet ("Packet format"). The four
 * addresses follow: sender's hardware and protocol, then the target's.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-------------------------------+-------------------------------+
 *     |         Hardware Type         |         Protocol Type         |
 *     +---------------+---------------+-------------------------------+
 *     | Hardware Size | Protocol Size |           Operation           |
 *     +---------------+---------------+-------------------------------+
 */
const AT = {
  HARDWARE_TYPE: 0,
  PROTOCOL_TYPE: 2,
  HARDWARE_SIZE: 4,
  PROTOCOL_SIZE: 5,
  OPERATION: 6,
  ADDRESSES: 8,
} as const;

/**
 * Over ATM each address has a size of its own, and hardware addresses have two
 * parts, number and subaddress, whose sizes are in six bits (RFC 2225, section 6.1).
 */
const ATM = {
  SENDER_NUMBER: 4,
  SENDER_SUBADDRESS: 5,
  SENDER_PROTOCOL: 8,
  TARGET_NUMBER: 9,
  TARGET_SUBADDRESS: 10,
  TARGET_PROTOCOL: 11,
  ADDRESSES: 12,
} as const;
const ATM_SIZE = 0x3f;

/** Bytes before the addresses. */
export const ARP_HEADER_LENGTH = AT.ADDRESSES;

/** IANA "Hardware Types": 19 is ATM by RFC 2225. */
const HARDWARE_ATM = 19;
/** What makes four or sixteen bytes an IP address: EtherTypes, and AX.25's number for IP. */
const PROTOCOL_IPV4 = 0x0800, PROTOCOL_IPV6 = 0x86dd, PROTOCOL_AX25_IP = 0x00cc;

/** IANA "Operation Codes". */
const Operation = {
  Request: 1,
  Reply: 2,
  ReverseRequest: 3,
  ReverseReply: 4,
  InverseRequest: 8,
  InverseReply: 9,
} as const;

/**
 * One ARP packet, with addresses of any size.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const request = new Uint8Array(28);
 * request.set([0, 1, 0x08, 0x00, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 192, 0, 2, 1]);
 * request.set([192, 0, 2, 2], 24);
 * const arp = new Arp();
 * arp.at(request, 0, request.length);
 * assertStrictEquals(arp.operation, 1);
 * assertStrictEquals(`${arp.targetProtocolAddress}`, "192.0.2.2");
 * ```
 */
export class Arp extends View {
  static override readonly title = "Address Resolution Protocol";
  static override readonly specification = "RFC 826";
  static override readonly fields = {
    hardwareType: integer("kind of link; 1 is Ethernet"),
    protocolType: hexadecimal("kind of protocol address, by EtherType"),
    hardwareSize: integer("hardware address; absent over ATM", "bytes"),
    protocolSize: integer("protocol address; absent over ATM", "bytes"),
    operation: integer("1 request, 2 reply; 3 and 4 reverse; 8 and 9 inverse"),
    senderHardwareAddress: address("sender, when it is a MAC address"),
    senderHardwareBytes: bytes("sender, when it is any other hardware address"),
    senderProtocolAddress: address("sender, when it is an IP address"),
    senderProtocolBytes: bytes("sender, when it is any other protocol address"),
    targetHardwareAddress: address("target, when it is a MAC address; zero when asked for"),
    targetHardwareBytes: bytes("target, when it is any other hardware address"),
    targetProtocolAddress: address("target, when it is an IP address"),
    targetProtocolBytes: bytes("target, when it is any other protocol address"),
  };

  #senderHardware = new Address();
  #senderProtocol = new Address();
  #targetHardware = new Address();
  #targetProtocol = new Address();

  /** What the layer below carries: tcpdump's length. */
  #withPadding = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const atm = end - start >= 2 && u16(bytes, start) === HARDWARE_ATM;
    const length = atm ? ATM.ADDRESSES : AT.ADDRESSES;
    if (end - start < length) return truncated("operation", length);
    this.bytes = bytes;
    this.start = start;
    this.next = 0;
    // What lies past the addresses is padding.
    const last = atm
      ? this.#end
      : start + length + 2 * (bytes[start + AT.HARDWARE_SIZE] + bytes[start + AT.PROTOCOL_SIZE]);
    this.payloadStart = this.payloadEnd = Math.min(end, last);
    this.wireEnd = Math.min(wireEnd, last);
    this.#withPadding = wireEnd - start;
    return Fault.None;
  }

  get #isAtm(): boolean {
    return this.hardwareType === HARDWARE_ATM;
  }

  /** IANA "Hardware Types". */
  get hardwareType(): number {
    return u16(this.bytes, this.start + AT.HARDWARE_TYPE);
  }

  /** An EtherType: 0x0800 for IPv4. */
  get protocolType(): number {
    return u16(this.bytes, this.start + AT.PROTOCOL_TYPE);
  }

  /** Bytes of each hardware address, 0 to 255; `undefined` over ATM. */
  get hardwareSize(): number | undefined {
    return this.#isAtm ? undefined : this.bytes[this.start + AT.HARDWARE_SIZE];
  }

  /** Bytes of each protocol address, 0 to 255; `undefined` over ATM. */
  get protocolSize(): number | undefined {
    return this.#isAtm ? undefined : this.bytes[this.start + AT.PROTOCOL_SIZE];
  }

  /** IANA "Operation Codes". */
  get operation(): number {
    return u16(this.bytes, this.start + AT.OPERATION);
  }

  /** The sender's MAC address; `undefined` when it is no such, or cut. */
  get senderHardwareAddress(): Address | undefined {
    const at = this.#senderHardwareStart;
    return this.#mac(this.#senderHardware, at, this.#senderProtocolStart - at);
  }

  /** The sender's hardware address of another kind. */
  get senderHardwareBytes(): Uint8Array | undefined {
    const at = this.#senderHardwareStart;
    return this.#notMac(at, this.#senderProtocolStart - at);
  }

  /** The sender's IP address; `undefined` when it is no such, or cut. */
  get senderProtocolAddress(): Address | undefined {
    const at = this.#senderProtocolStart;
    return this.#ip(this.#senderProtocol, at, this.#targetHardwareStart - at);
  }

  /** The sender's protocol address of another kind. */
  get senderProtocolBytes(): Uint8Array | undefined {
    const at = this.#senderProtocolStart;
    return this.#notIp(at, this.#targetHardwareStart - at);
  }

  /** The target's MAC address; `undefined` when it is no such, or cut. */
  get targetHardwareAddress(): Address | undefined {
    const at = this.#targetHardwareStart;
    return this.#mac(this.#targetHardware, at, this.#targetProtocolStart - at);
  }

  /** The target's hardware address of another kind. */
  get targetHardwareBytes(): Uint8Array | undefined {
    const at = this.#targetHardwareStart;
    return this.#notMac(at, this.#targetProtocolStart - at);
  }

  /** The target's IP address; `undefined` when it is no such, or cut. */
  get targetProtocolAddress(): Address | undefined {
    const at = this.#targetProtocolStart;
    return this.#ip(this.#targetProtocol, at, this.#end - at);
  }

  /** The target's protocol address of another kind. */
  get targetProtocolBytes(): Uint8Array | undefined {
    const at = this.#targetProtocolStart;
    return this.#notIp(at, this.#end - at);
  }

  get #senderHardwareStart(): number {
    return this.start + (this.#isAtm ? ATM.ADDRESSES : AT.ADDRESSES);
  }

  get #senderProtocolStart(): number {
    const size = this.#isAtm
      ? this.#atmSize(ATM.SENDER_NUMBER) + this.#atmSize(ATM.SENDER_SUBADDRESS)
      : this.bytes[this.start + AT.HARDWARE_SIZE];
    return this.#senderHardwareStart + size;
  }

  get #targetHardwareStart(): number {
    const at = this.#isAtm ? ATM.SENDER_PROTOCOL : AT.PROTOCOL_SIZE;
    return this.#senderProtocolStart + this.bytes[this.start + at];
  }

  get #targetProtocolStart(): number {
    const size = this.#isAtm
      ? this.#atmSize(ATM.TARGET_NUMBER) + this.#atmSize(ATM.TARGET_SUBADDRESS)
      : this.bytes[this.start + AT.HARDWARE_SIZE];
    return this.#targetHardwareStart + size;
  }

  /** The first byte after the addresses. */
  get #end(): number {
    const at = this.#isAtm ? ATM.TARGET_PROTOCOL : AT.PROTOCOL_SIZE;
    return this.#targetProtocolStart + this.bytes[this.start + at];
  }

  #atmSize(at: number): number {
    return this.bytes[this.start + at] & ATM_SIZE;
  }

  #mac(address: Address, at: number, size: number): Address | undefined {
    if (size !== MAC_LENGTH || at + size > this.payloadEnd) return undefined;
    return address.at(this.bytes, at, MAC_LENGTH);
  }

  #notMac(at: number, size: number): Uint8Array | undefined {
    if (size === MAC_LENGTH || size === 0 || at + size > this.payloadEnd) return undefined;
    return this.bytes.subarray(at, at + size);
  }

  #isIp(size: number): boolean {
    const type = this.protocolType;
    if (type === PROTOCOL_IPV6) return size === IPV6_LENGTH;
    return size === IPV4_LENGTH && (type === PROTOCOL_IPV4 || type === PROTOCOL_AX25_IP);
  }

  #ip(address: Address, at: number, size: number): Address | undefined {
    if (!this.#isIp(size) || at + size > this.payloadEnd) return undefined;
    return address.at(this.bytes, at, size);
  }

  #notIp(at: number, size: number): Uint8Array | undefined {
    if (this.#isIp(size) || size === 0 || at + size > this.payloadEnd) return undefined;
    return this.bytes.subarray(at, at + size);
  }

  override summary(_detail: number): string {
    return `ARP, ${this.#operationText()}, length ${this.#withPadding}`;
  }

  #operationText(): string {
    const sender = this.senderProtocolAddress ?? textOf(this.senderProtocolBytes);
    const target = this.targetProtocolAddress ?? textOf(this.targetProtocolBytes);
    const senderHardware = this.senderHardwareAddress ?? textOf(this.senderHardwareBytes);
    const targetHardware = this.targetHardwareAddress ?? textOf(this.targetHardwareBytes);
    switch (this.operation) {
      case Operation.Request:
        return `Request who-has ${target}${this.#knownTarget} tell ${sender}`;
      case Operation.Reply:
        return `Reply ${sender} is-at ${senderHardware}`;
      case Operation.ReverseRequest:
        return `Reverse Request who-is ${targetHardware} tell ${senderHardware}`;
      case Operation.ReverseReply:
        return `Reverse Reply ${targetHardware} at ${target}`;
      case Operation.InverseRequest:
        return `Inverse Request who-is ${targetHardware} tell ${senderHardware}`;
      case Operation.InverseReply:
        return `Inverse Reply ${senderHardware} at ${sender}`;
      default:
        return `Unknown (${this.operation})`;
    }
  }

  /** ` (02:00:00:00:00:01)` in a request that knows whom it asks already. */
  get #knownTarget(): string {
    const address = this.targetHardwareAddress;
    const known = address !== undefined && !/^[0:]+$|^[f:]+$/.test(`${address}`);
    return known ? ` (${address})` : "";
  }
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "<unknown>" : hex(bytes, 0, bytes.length, ":");
}
