// core/wire/_dhcp_option.ts: the options of DHCP, RFC 2132.
import { Address, MAC_LENGTH } from "./address.ts";
import { Cursor } from "./_cursor.ts";
import { nameList } from "./_dns_name.ts";

/** Codes whose content is decoded (IANA "BOOTP Vendor Extensions and DHCP Options"). */
export const DhcpOptionCode = {
  Pad: 0,
  SubnetMask: 1,
  Router: 3,
  DomainNameServer: 6,
  HostName: 12,
  DomainName: 15,
  InterfaceMtu: 26,
  BroadcastAddress: 28,
  NtpServers: 42,
  VendorSpecific: 43,
  RequestedAddress: 50,
  LeaseTime: 51,
  Overload: 52,
  MessageType: 53,
  ServerIdentifier: 54,
  ParameterRequestList: 55,
  Message: 56,
  MaxMessageSize: 57,
  RenewalTime: 58,
  RebindingTime: 59,
  VendorClass: 60,
  ClientIdentifier: 61,
  TftpServerName: 66,
  BootFileName: 67,
  UserClass: 77,
  ClientFqdn: 81,
  RelayAgentInformation: 82,
  DomainSearch: 119,
  ClasslessRoutes: 121,
  End: 255,
} as const;

/** One option as it stands. */
export interface DhcpOption {
  readonly code: number;
  /** Of the data, in bytes; `undefined` for pad and end, which have none. */
  readonly length?: number;
  readonly data?: Uint8Array;
}

/** What a client says of its full name (RFC 4702, section 2). */
export interface DhcpFqdn {
  /** 1: the server shall update A records, 2: it did otherwise, 4: DNS form, 8: no update. */
  readonly flags: number;
  readonly name: string;
}

/** What a client goes by (RFC 2132, section 9.14). */
export interface DhcpClientIdentifier {
  /** As in ARP. */
  readonly hardwareType?: number;
  readonly hardwareAddress?: Address;
  /** Type and value as they stand; type 255 is a DUID (RFC 4361). */
  readonly value: Uint8Array;
}

/** All options of a field, up to the end option or the first that is cut. */
export function readOptions(into: DhcpOption[], bytes: Uint8Array, at: number, end: number): void {
  const cursor = new Cursor(bytes, at, end);
  while (cursor.more) {
    const code = cursor.u8();
    if (code === DhcpOptionCode.Pad) continue;
    if (code === DhcpOptionCode.End) {
      into.push({ code });
      return;
    }
    const length = cursor.u8();
    if (cursor.short || length > cursor.left) return;
    into.push({ code, length, data: cursor.take(length) });
  }
}

/** A cursor on an option's data. */
export function dataOf(option: DhcpOption): Cursor {
  const data = option.data ?? NOTHING;
  return new Cursor(data, 0, data.length);
}

const NOTHING = new Uint8Array(0);

/** Hardware types in use are below this (IANA "Hardware Types"); others are a name of any kind. */
const HARDWARE_TYPES = 48;

/** Seven bytes are a hardware type and a MAC address. */
export function clientIdentifierOf(data: Cursor): DhcpClientIdentifier {
  const value = data.rest();
  const hardwareType = value[0];
  if (value.length !== 1 + MAC_LENGTH || hardwareType === 0 || hardwareType >= HARDWARE_TYPES) {
    return { value };
  }
  return { hardwareType, hardwareAddress: new Address().at(value, 1, MAC_LENGTH).keep(), value };
}

/** Text up to a NUL, which some clients add. */
export function textOf(data: Cursor): string {
  const text = data.text(data.left);
  const nul = text.indexOf("\0");
  return nul < 0 ? text : text.slice(0, nul);
}

/** Flags, two response codes, and the name: as ASCII or as in DNS. */
export function fqdnOf(data: Cursor): DhcpFqdn | undefined {
  if (data.left < 3) return undefined;
  const flags = data.u8();
  data.skip(2);
  const name = (flags & 4) === 0
    ? textOf(data)
    : (nameList(data.bytes, data.at, data.end)[0] ?? partialName(data));
  return { flags, name };
}

/** A name in DNS form without its root, which says that it is not full (RFC 4702, section 2.3.1). */
function partialName(data: Cursor): string {
  const labels: string[] = [];
  while (data.more) labels.push(data.text(data.u8()));
  return labels.join(".");
}

/** One classless route (RFC 3442). */
export interface DhcpRoute {
  readonly destination: Address;
  readonly prefixLength: number;
  readonly router: Address;
}

/** Prefix length, the bytes of the destination that it needs, and the router. */
export function routesOf(data: Cursor): DhcpRoute[] {
  const routes: DhcpRoute[] = [];
  while (data.more) {
    const prefixLength = data.u8();
    const significant = (prefixLength + 7) >> 3;
    if (significant > 4 || data.left < significant + 4) break;
    const whole = new Uint8Array(4);
    whole.set(data.take(significant));
    const destination = new Cursor(whole, 0, 4).address(4);
    const router = data.address(4);
    if (destination === undefined || router === undefined) break;
    routes.push({ destination, prefixLength, router });
  }
  return routes;
}
