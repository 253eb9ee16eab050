// core/wire/select.ts: how a layer says what comes after it, as one number.

/**
 * A number space and a number in it, packed as `space << 16 | value`: what a
 * layer says of its payload, and what a row of the table says it runs over.
 * Zero says "nothing that we could name".
 */
export type Selector = number;

/** The number spaces, already shifted: `ETHER_TYPE | 0x0800`. */
export const LINK_TYPE = 1 << 16;
export const ETHER_TYPE = 2 << 16;
/** IP protocol numbers, which IPv6 calls next headers (IANA "Protocol Numbers"). */
export const IP_PROTOCOL = 3 << 16;
/** The version nibble, where nothing but the bytes tells which IP it is: 4 or 6. */
export const IP_VERSION = 4 << 16;
/** PPP protocol numbers (IANA "PPP DLL Protocol Numbers"). */
export const PPP_PROTOCOL = 5 << 16;
/** LLC service access points (ISO/IEC 8802-2), by the destination's. */
export const LLC_SAP = 6 << 16;
/** SNAP protocols of an organisation other than 00-00-00; see `snapProtocol`. */
export const SNAP_PROTOCOL = 7 << 16;
export const UDP_PORT = 8 << 16;
export const TCP_PORT = 9 << 16;
export const SCTP_PORT = 10 << 16;
/** What the layer's structure alone decides: {@linkcode Direct}. */
export const DIRECT = 11 << 16;
/** One more than the greatest selector. */
export const SELECTOR_COUNT = 12 << 16;

/** Values of the space {@linkcode DIRECT}. A layer that is reached by no number has one here. */
export const Direct = {
  /** An 802.3 length frame's payload. */
  Llc: DIRECT | 1,
  Ethernet: DIRECT | 2,
  Ieee80211: DIRECT | 3,
  Ppp: DIRECT | 4,
  Erspan: DIRECT | 5,
  Udp: DIRECT | 6,
  // Link layers count from 32 on.
  ControlWord: DIRECT | 32,
  Slarp: DIRECT | 33,
  Eap: DIRECT | 34,
  Lacp: DIRECT | 35,
  Amsdu: DIRECT | 36,
} as const;

/** Row entries: `over: [etherType(0x0800), ipProtocol(4)]`. */
export const linkType = (value: number): Selector => LINK_TYPE | value;
export const etherType = (value: number): Selector => ETHER_TYPE | value;
export const ipProtocol = (value: number): Selector => IP_PROTOCOL | value;
export const ipVersion = (value: number): Selector => IP_VERSION | value;
export const pppProtocol = (value: number): Selector => PPP_PROTOCOL | value;
export const llcSap = (value: number): Selector => LLC_SAP | value;
export const udpPort = (value: number): Selector => UDP_PORT | value;
export const tcpPort = (value: number): Selector => TCP_PORT | value;

/**
 * The selector of a SNAP protocol. The organisations in use differ in their
 * last two bytes and their protocols in the last, so that sixteen bits do.
 *
 * @example
 * ```ts
 * import { assertNotEquals } from "@std/assert";
 * assertNotEquals(snapProtocol(0x00000c, 0x2000), snapProtocol(0x00000c, 0x010b));
 * ```
 */
export function snapProtocol(organization: number, protocol: number): Selector {
  return SNAP_PROTOCOL | ((Math.imul(organization, 0x1f) ^ protocol) & 0xffff);
}
