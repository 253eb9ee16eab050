// ffi/interfaces.ts: the network interfaces of this host and what they are, rtnetlink(7).
import { addressText, macText } from "./address_text.ts";
import { attributes, MessageType, NetlinkGroup, NetlinkSocket } from "./netlink.ts";
import type { NetlinkMessage } from "./netlink.ts";
import { IFADDRMSG, IFINFOMSG, RTMSG, RTNEXTHOP } from "./structs.ts";
import { textAt } from "./text.ts";

/** Bits of {@linkcode NetworkInterface.flags} (netdevice(7)). */
export const InterfaceFlag = {
  Up: 0x1,
  Broadcast: 0x2,
  Loopback: 0x8,
  PointToPoint: 0x10,
  Running: 0x40,
  Promiscuous: 0x100,
  Multicast: 0x1000,
  /** The link itself is there: cable, association. */
  LowerUp: 0x10000,
} as const;

/** Counts of an interface since it came to be; for all of the host, not this capture. */
export interface InterfaceStatistics {
  readonly receivedPackets: number;
  readonly receivedBytes: number;
  readonly sentPackets: number;
  readonly sentBytes: number;
  /** Frames that the card or its driver lost, for want of room or time. */
  readonly missed: number;
}

/** One network interface. */
export interface NetworkInterface {
  /** As the user calls it, `eth0`; 1 to 15 bytes. It may change, unlike {@linkcode index}. */
  readonly name: string;
  /** The kernel's number for it, from 1 on. */
  readonly index: number;
  /** Bits of {@linkcode InterfaceFlag}. */
  readonly flags: number;
  /** What kind of link it is: a number of linux/if_arp.h, `ARPHRD_`. */
  readonly hardware: number;
  /** Its link address, `02:00:5e:10:00:01`; empty where it has none. */
  readonly mac: string;
  /** What the administrator calls it (`ip link set eth0 alias uplink`); empty where nothing. */
  readonly alias: string;
  /** Bytes that one packet may have on it. */
  readonly mtu: number;
  /** IPv4 and IPv6 addresses with their prefix, `192.0.2.1/24`. */
  readonly addresses: readonly string[];
  readonly statistics: InterfaceStatistics;
}

// Attributes (linux/if_link.h, linux/if_addr.h, linux/rtnetlink.h).
const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MTU = 4;
const IFLA_IFALIAS = 20;
const IFLA_STATS64 = 23;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const RTA_OIF = 4;
const RTA_PRIORITY = 6;
const RTA_MULTIPATH = 9;

const RT_TABLE_MAIN = 254;
const RTN_UNICAST = 1;
const AF_INET = 2;

/** Places of 64-bit counts in struct rtnl_link_stats64 (linux/if_link.h). */
const STATS64 = {
  RX_PACKETS: 0,
  TX_PACKETS: 8,
  RX_BYTES: 16,
  TX_BYTES: 24,
  RX_FIFO_ERRORS: 112,
  RX_MISSED_ERRORS: 120,
  SIZE: 128,
} as const;

/**
 * All interfaces of the network namespace, in the order of their index.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const loopback = listInterfaces().find(({ name }) => name === "lo");
 * assertEquals(loopback?.hardware, 772); // ARPHRD_LOOPBACK
 * ```
 */
export function listInterfaces(): NetworkInterface[] {
  using socket = NetlinkSocket.open(NetlinkGroup.None);
  return askInterfaces(socket);
}

/** {@linkcode listInterfaces} through a socket that listens to no group. */
export function askInterfaces(socket: NetlinkSocket): NetworkInterface[] {
  const addresses = new Map<number, string[]>();
  for (const message of socket.dump(MessageType.GetAddress, IFADDRMSG.SIZE)) {
    const { index, text } = readAddress(message);
    if (text !== undefined) addresses.set(index, [...addresses.get(index) ?? [], text]);
  }
  const found: NetworkInterface[] = [];
  for (const message of socket.dump(MessageType.GetLink, IFINFOMSG.SIZE)) {
    const link = readLink(message);
    found.push({ ...link, addresses: addresses.get(link.index) ?? [] });
  }
  return found.sort((a, b) => a.index - b.index);
}

/**
 * The name of the interface that packets for the rest of the world leave by: of
 * the default route with the lowest metric, IPv4 before IPv6; `undefined` when there is none.
 */
export function defaultRouteInterface(): string | undefined {
  using socket = NetlinkSocket.open(NetlinkGroup.None);
  let best: { rank: number; index: number } | undefined;
  for (const message of socket.dump(MessageType.GetRoute, RTMSG.SIZE)) {
    const route = readDefaultRoute(message);
    if (route !== undefined && (best === undefined || route.rank < best.rank)) best = route;
  }
  return listInterfaces().find(({ index }) => index === best?.index)?.name;
}

/** A link as one message of the kernel tells it; addresses come in others. */
export function readLink({ body }: NetlinkMessage): NetworkInterface {
  const found = attributes(body, IFINFOMSG.SIZE);
  const name = found.get(IFLA_IFNAME);
  const mtu = found.get(IFLA_MTU);
  const alias = found.get(IFLA_IFALIAS);
  return {
    name: name === undefined ? "" : textAt(name, 0, name.length),
    index: body.getInt32(IFINFOMSG.INDEX, true),
    flags: body.getUint32(IFINFOMSG.FLAGS, true),
    hardware: body.getUint16(IFINFOMSG.TYPE, true),
    mac: macText(found.get(IFLA_ADDRESS) ?? new Uint8Array(0)),
    alias: alias === undefined ? "" : textAt(alias, 0, alias.length),
    mtu: mtu === undefined ? 0 : view(mtu).getUint32(0, true),
    addresses: [],
    statistics: readStatistics(found.get(IFLA_STATS64)),
  };
}

function readStatistics(bytes: Uint8Array | undefined): InterfaceStatistics {
  const counts = view(
    bytes !== undefined && bytes.length >= STATS64.SIZE ? bytes : new Uint8Array(STATS64.SIZE),
  );
  const count = (at: number) => Number(counts.getBigUint64(at, true));
  return {
    receivedPackets: count(STATS64.RX_PACKETS),
    receivedBytes: count(STATS64.RX_BYTES),
    sentPackets: count(STATS64.TX_PACKETS),
    sentBytes: count(STATS64.TX_BYTES),
    missed: count(STATS64.RX_FIFO_ERRORS) + count(STATS64.RX_MISSED_ERRORS),
  };
}

function readAddress({ body }: NetlinkMessage): { index: number; text?: string } {
  const found = attributes(body, IFADDRMSG.SIZE);
  // On a point-to-point link IFA_ADDRESS is the other end, IFA_LOCAL ours.
  const bytes = found.get(IFA_LOCAL) ?? found.get(IFA_ADDRESS);
  const prefix = body.getUint8(IFADDRMSG.PREFIXLEN);
  return {
    index: body.getInt32(IFADDRMSG.INDEX, true),
    text: bytes === undefined ? undefined : `${addressText(bytes)}/${prefix}`,
  };
}

function readDefaultRoute({ body }: NetlinkMessage): { rank: number; index: number } | undefined {
  if (
    body.getUint8(RTMSG.DST_LEN) !== 0 || body.getUint8(RTMSG.TABLE) !== RT_TABLE_MAIN ||
    body.getUint8(RTMSG.TYPE) !== RTN_UNICAST
  ) return undefined;
  const found = attributes(body, RTMSG.SIZE);
  const index = found.get(RTA_OIF);
  const hops = found.get(RTA_MULTIPATH);
  const metric = found.get(RTA_PRIORITY);
  // IPv6 metrics are 1,024 by default: the family comes first, the metric within it.
  const family = body.getUint8(RTMSG.FAMILY) === AF_INET ? 0 : 2 ** 32;
  const rank = family + (metric === undefined ? 0 : view(metric).getUint32(0, true));
  if (index !== undefined) return { rank, index: view(index).getInt32(0, true) };
  // Of several next hops the first.
  if (hops !== undefined) return { rank, index: view(hops).getInt32(RTNEXTHOP.IFINDEX, true) };
  return undefined;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
