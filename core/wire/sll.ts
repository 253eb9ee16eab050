// core/wire/sll.ts: Linux cooked capture, versions 1 and 2 (LINKTYPE_LINUX_SLL and _SLL2).
import { Address, IPV4_LENGTH, MAC_LENGTH } from "./address.ts";
import { u16, u32 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { address, bytes, hexadecimal, integer } from "./field.ts";
import { Direct, ETHER_TYPE, LINK_TYPE, type Selector } from "./select.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header (www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html). */
const AT = {
  PACKET_TYPE: 0,
  HARDWARE_TYPE: 2,
  ADDRESS_LENGTH: 4,
  ADDRESS: 6,
  PROTOCOL: 14,
} as const;

/** The same in version 2 (LINKTYPE_LINUX_SLL2.html). */
const AT2 = {
  PROTOCOL: 0,
  INTERFACE: 4,
  HARDWARE_TYPE: 8,
  PACKET_TYPE: 10,
  ADDRESS_LENGTH: 11,
  ADDRESS: 12,
} as const;

/** Bytes of the header. */
export const SLL_HEADER_LENGTH = AT.PROTOCOL + 2;
export const SLL2_HEADER_LENGTH = AT2.ADDRESS + 8;

const LINK_TYPE_SLL2 = 276;
/** Bytes that are there of an address, whatever its length. */
const ADDRESS_PLACE = 8;

/** Up to this the protocol is one of Linux's own numbers (linux/if_ether.h, ETH_P_802_3_MIN). */
const FIRST_ETHER_TYPE = 0x0600;
const ETH_P_802_2 = 0x0004, ETH_P_ALL = 0x0003;
/** Interfaces whose frames are complete by themselves (linux/if_arp.h). */
const ARPHRD_NETLINK = 824, ARPHRD_IPGRE = 778, ARPHRD_RADIOTAP = 803;
const LINK_TYPE_RADIOTAP = 127;

const PACKET_TYPES: readonly string[] = ["In", "B", "M", "P", "Out"];

/**
 * One cooked header: what the kernel knows of a frame whose own link header it
 * hides, as on the interface "any".
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const sll = new Sll();
 * sll.at(Uint8Array.of(0, 4, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0x08, 0x00), 0, 16);
 * assertStrictEquals(sll.packetType, 4);
 * assertStrictEquals(`${sll.address}`, "02:00:00:00:00:01");
 * assertStrictEquals(sll.protocol, 0x0800);
 * ```
 */
export class Sll extends View {
  static override readonly title = "Linux cooked capture";
  static override readonly specification = "LINKTYPE_LINUX_SLL";
  static override readonly fields = {
    version: integer("1 or 2"),
    packetType: integer("0 to us, 1 broadcast, 2 multicast, 3 to others, 4 sent by us"),
    hardwareType: integer("kind of interface, ARPHRD_"),
    addressLength: integer("sender's address", "bytes"),
    address: address("sender, when it is a MAC or IPv4 address"),
    addressBytes: bytes("sender, when it is anything else; the first 8 bytes of it"),
    protocol: hexadecimal("what the payload is: EtherType, or one of Linux's own"),
    interfaceIndex: integer("version 2: the interface by number"),
  };

  #address = new Address();
  #version2 = false;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const version2 = this.frame.linkType === LINK_TYPE_SLL2;
    const length = version2 ? SLL2_HEADER_LENGTH : SLL_HEADER_LENGTH;
    if (end - start < length) return truncated(version2 ? "address" : "protocol", length);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + length;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.#version2 = version2;
    this.next = payload(this.hardwareType, this.protocol);
    return Fault.None;
  }

  /** 1 or 2. */
  get version(): number {
    return this.#version2 ? 2 : 1;
  }

  /** PACKET_ of packet(7): 0 to us, 1 broadcast, 2 multicast, 3 to somebody else, 4 sent by us. */
  get packetType(): number {
    return this.#version2
      ? this.bytes[this.start + AT2.PACKET_TYPE]
      : u16(this.bytes, this.start + AT.PACKET_TYPE);
  }

  /** ARPHRD_ of linux/if_arp.h: 1 Ethernet, 772 loopback. */
  get hardwareType(): number {
    const at = this.#version2 ? AT2.HARDWARE_TYPE : AT.HARDWARE_TYPE;
    return u16(this.bytes, this.start + at);
  }

  /** Bytes of the sender's address, of which 8 are kept. */
  get addressLength(): number {
    return this.#version2
      ? this.bytes[this.start + AT2.ADDRESS_LENGTH]
      : u16(this.bytes, this.start + AT.ADDRESS_LENGTH);
  }

  get #addressStart(): number {
    return this.start + (this.#version2 ? AT2.ADDRESS : AT.ADDRESS);
  }

  /** Sender; `undefined` when the address is neither 4 nor 6 bytes long. */
  get address(): Address | undefined {
    const length = this.addressLength;
    if (length !== MAC_LENGTH && length !== IPV4_LENGTH) return undefined;
    return this.#address.at(this.bytes, this.#addressStart, length);
  }

  /** Sender as bytes, at most 8; `undefined` when there is none, or {@linkcode address} has it. */
  get addressBytes(): Uint8Array | undefined {
    const length = this.addressLength;
    if (length === 0 || length === MAC_LENGTH || length === IPV4_LENGTH) return undefined;
    const at = this.#addressStart;
    return this.bytes.subarray(at, at + Math.min(length, ADDRESS_PLACE));
  }

  /** EtherType; below 0x0600 ETH_P_ of linux/if_ether.h, or what the hardware type says. */
  get protocol(): number {
    return u16(this.bytes, this.start + (this.#version2 ? AT2.PROTOCOL : AT.PROTOCOL));
  }

  /** The interface by its number in the kernel; `undefined` in version 1. */
  get interfaceIndex(): number | undefined {
    return this.#version2 ? u32(this.bytes, this.start + AT2.INTERFACE) : undefined;
  }

  /** {@linkcode packetType} in tcpdump's letters: `In`, `B`, `M`, `P`, `Out`. */
  get packetTypeName(): string {
    return PACKET_TYPES[this.packetType] ?? `type ${this.packetType}`;
  }

  override summary(_detail: number): string {
    const protocol = this.protocol.toString(16).padStart(4, "0");
    return `${this.packetTypeName} ethertype 0x${protocol}, ` +
      `length ${this.wireEnd - this.start}`;
  }
}

function payload(hardwareType: number, protocol: number): Selector {
  if (hardwareType === ARPHRD_NETLINK) return 0;
  if (hardwareType === ARPHRD_RADIOTAP) return LINK_TYPE | LINK_TYPE_RADIOTAP;
  if (protocol >= FIRST_ETHER_TYPE || hardwareType === ARPHRD_IPGRE) return ETHER_TYPE | protocol;
  if (protocol === ETH_P_802_2) return Direct.Llc;
  return protocol === ETH_P_ALL ? Direct.Ethernet : 0;
}
