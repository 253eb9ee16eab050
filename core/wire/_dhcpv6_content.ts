// core/wire/_dhcpv6_content.ts: what stands in a DHCPv6 message, RFC 8415, section 21.
import { type Address, IPV6_LENGTH } from "./address.ts";
import type { Cursor } from "./_cursor.ts";
import { nameList } from "./_dns_name.ts";

/** Relays in a row at most (RFC 8415, section 7.6: HOP_COUNT_LIMIT), and options in options. */
const MAX_DEPTH = 32;

/** Message types of relays (section 7.3). */
export const RELAY_FORWARD = 12, RELAY_REPLY = 13;

/** Option codes whose content is decoded (IANA "DHCPv6 Option Codes"). */
const Code = {
  ClientId: 1,
  ServerId: 2,
  NonTemporary: 3,
  Temporary: 4,
  Address: 5,
  OptionRequest: 6,
  ElapsedTime: 8,
  RelayMessage: 9,
  StatusCode: 13,
  DnsServers: 23,
  DomainSearch: 24,
  PrefixDelegation: 25,
  Prefix: 26,
  ClientFqdn: 39,
} as const;

/** One option. Those inside of others come after them. */
export interface Dhcpv6Option {
  readonly code: number;
  /** Of the data, in bytes. */
  readonly length: number;
  /** 0 for the message's own, 1 for those inside of these, and so on. */
  readonly depth: number;
}

/** What one relay put around the message. */
export interface Dhcpv6Relay {
  readonly messageType: number;
  readonly hopCount: number;
  readonly linkAddress: Address;
  readonly peerAddress: Address;
}

/** An address that is lent (RFC 8415, section 21.6). */
export interface Dhcpv6Address {
  readonly address: Address;
  readonly preferredLifetime: number;
  readonly validLifetime: number;
}

/** A prefix that is lent (RFC 8415, section 21.22). */
export interface Dhcpv6Prefix {
  readonly prefix: Address;
  readonly prefixLength: number;
  readonly preferredLifetime: number;
  readonly validLifetime: number;
}

/** A status (RFC 8415, section 21.13). */
export interface Dhcpv6Status {
  readonly code: number;
  readonly message: string;
}

/** Everything in one message, in the order of the wire. */
export class Content {
  messageType: number | undefined;
  transactionId: number | undefined;
  readonly relays: Dhcpv6Relay[] = [];
  readonly options: Dhcpv6Option[] = [];
  readonly duids: Uint8Array[] = [];
  readonly identityAssociations: Uint8Array[] = [];
  readonly addresses: Dhcpv6Address[] = [];
  readonly prefixes: Dhcpv6Prefix[] = [];
  readonly statuses: Dhcpv6Status[] = [];
  dnsServers: Address[] | undefined;
  domainSearch: string[] | undefined;
  clientFqdn: string | undefined;
  optionRequest: number[] | undefined;
  elapsedTimeMs: number | undefined;
}

/** Reads a message and the relays around it into `content`. */
export function readMessage(content: Content, data: Cursor, depth: number): void {
  const messageType = data.u8();
  if (messageType === RELAY_FORWARD || messageType === RELAY_REPLY) {
    const hopCount = data.u8();
    const linkAddress = data.address(IPV6_LENGTH), peerAddress = data.address(IPV6_LENGTH);
    if (linkAddress === undefined || peerAddress === undefined) return;
    content.relays.push({ messageType, hopCount, linkAddress, peerAddress });
  } else {
    const transactionId = data.u24();
    if (data.short) return;
    content.messageType = messageType;
    content.transactionId = transactionId;
  }
  readOptions(content, data, depth);
}

function readOptions(content: Content, data: Cursor, depth: number): void {
  while (data.left >= 4 && depth < MAX_DEPTH) {
    const code = data.u16(), length = data.u16();
    content.options.push({ code, length, depth });
    if (length > data.left) return;
    readOption(content, code, data.inner(length), depth);
  }
}

function readOption(content: Content, code: number, data: Cursor, depth: number): void {
  switch (code) {
    case Code.ClientId:
    case Code.ServerId:
      content.duids.push(data.rest());
      break;
    case Code.NonTemporary:
    case Code.PrefixDelegation:
      if (data.left < 12) break;
      content.identityAssociations.push(data.take(4));
      data.skip(8);
      readOptions(content, data, depth + 1);
      break;
    case Code.Temporary:
      if (data.left < 4) break;
      content.identityAssociations.push(data.take(4));
      readOptions(content, data, depth + 1);
      break;
    case Code.Address:
      readAddress(content, data, depth);
      break;
    case Code.Prefix:
      readPrefix(content, data, depth);
      break;
    case Code.OptionRequest:
      content.optionRequest = [];
      while (data.left >= 2) content.optionRequest.push(data.u16());
      break;
    case Code.ElapsedTime:
      if (data.left >= 2) content.elapsedTimeMs = data.u16() * 10;
      break;
    case Code.RelayMessage:
      readMessage(content, data, depth + 1);
      break;
    case Code.StatusCode:
      if (data.left >= 2) {
        content.statuses.push({ code: data.u16(), message: data.text(data.left) });
      }
      break;
    case Code.DnsServers:
      content.dnsServers = data.addresses(IPV6_LENGTH);
      break;
    case Code.DomainSearch:
      content.domainSearch = nameList(data.bytes, data.at, data.end);
      break;
    case Code.ClientFqdn:
      content.clientFqdn = nameOf(data);
      break;
  }
}

function readAddress(content: Content, data: Cursor, depth: number): void {
  const address = data.address(IPV6_LENGTH);
  if (address === undefined || data.left < 8) return;
  content.addresses.push({
    address,
    preferredLifetime: data.u32(),
    validLifetime: data.u32(),
  });
  readOptions(content, data, depth + 1);
}

function readPrefix(content: Content, data: Cursor, depth: number): void {
  if (data.left < 9 + IPV6_LENGTH) return;
  const preferredLifetime = data.u32(), validLifetime = data.u32(), prefixLength = data.u8();
  const prefix = data.address(IPV6_LENGTH);
  if (prefix === undefined) return;
  content.prefixes.push({ prefix, prefixLength, preferredLifetime, validLifetime });
  readOptions(content, data, depth + 1);
}

/** Flags, then a name that need not be full (RFC 4704, section 4). */
function nameOf(data: Cursor): string {
  data.u8();
  const labels: string[] = [];
  while (data.more) {
    const length = data.u8();
    if (length === 0) break;
    labels.push(data.text(length));
  }
  return labels.join(".");
}
