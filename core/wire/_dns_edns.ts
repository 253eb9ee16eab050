// core/wire/_dns_edns.ts: the OPT record and its options, RFC 6891.
import { Address, IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import type { Cursor } from "./_cursor.ts";
import { address, boolean, bytes, type Fields, group, integer, list, text } from "./field.ts";

/** What an OPT record says. */
export interface DnsEdns {
  /** Bytes of the largest UDP payload that the sender takes. */
  udpPayloadSize: number;
  /** The upper eight bits of the response code. */
  extendedResponseCode: number;
  version: number;
  dnssecOk: boolean;
  options: DnsOption[];
}

/** One option; what it holds stands under its name, or as `data`. */
export interface DnsOption {
  code: number;
  length: number;
  nameServerId?: Uint8Array;
  clientSubnet?: { sourcePrefixLength: number; scopePrefixLength: number; address: Address };
  cookie?: { client: Uint8Array; server?: Uint8Array };
  keepaliveTimeout?: number;
  extendedError?: { infoCode: number; extraText?: string };
  data?: Uint8Array;
}

/** The fields of {@linkcode DnsEdns}. */
export const EDNS_FIELDS = {
  udpPayloadSize: integer("largest that the sender takes", "bytes"),
  extendedResponseCode: integer("upper bits of the response code"),
  version: integer("0 so far"),
  dnssecOk: boolean("signatures are wanted"),
  options: list(group("option", {
    code: integer("what it is"),
    length: integer("of its data", "bytes"),
    nameServerId: bytes("RFC 5001"),
    clientSubnet: group("RFC 7871", {
      sourcePrefixLength: integer("bits that are given"),
      scopePrefixLength: integer("bits that the answer is for"),
      address: address("the other bits are zero"),
    }),
    cookie: group("RFC 7873", { client: bytes("client's part"), server: bytes("server's part") }),
    keepaliveTimeout: integer("RFC 7828, in units of 100 ms"),
    extendedError: group("RFC 8914", { infoCode: integer("why"), extraText: text("in words") }),
    data: bytes("of another option"),
  })),
} satisfies Fields;

/** Reads an OPT record from its class, time to live and data (RFC 6891, section 6.1.3). */
export function ednsOf(recordClass: number, timeToLive: number, data: Cursor): DnsEdns {
  const edns: DnsEdns = {
    udpPayloadSize: recordClass,
    extendedResponseCode: timeToLive >>> 24,
    version: (timeToLive >>> 16) & 0xff,
    dnssecOk: (timeToLive & 0x8000) !== 0,
    options: [],
  };
  while (data.more) {
    const option: DnsOption = { code: data.u16(), length: data.u16() };
    if (data.short || option.length > data.left) break;
    readOption(option, data.inner(option.length));
    edns.options.push(option);
  }
  return edns;
}

/** Codes by number (IANA "DNS EDNS0 Option Codes"). */
function readOption(option: DnsOption, data: Cursor): void {
  switch (option.code) {
    case 3:
      option.nameServerId = data.rest();
      break;
    case 8:
      option.clientSubnet = clientSubnet(data);
      break;
    case 10:
      option.cookie = { client: data.take(Math.min(8, data.left)) };
      if (data.left > 0) option.cookie.server = data.rest();
      break;
    case 11:
      if (data.left >= 2) option.keepaliveTimeout = data.u16();
      break;
    case 15:
      if (data.left < 2) break;
      option.extendedError = { infoCode: data.u16() };
      if (data.left > 0) option.extendedError.extraText = data.text(data.left);
      break;
    default:
      if (data.left > 0) option.data = data.rest();
  }
}

/** The address is cut to the bytes that its prefix needs. */
function clientSubnet(data: Cursor): DnsOption["clientSubnet"] {
  const family = data.u16(), sourcePrefixLength = data.u8(), scopePrefixLength = data.u8();
  const kind = family === 1 ? IPV4_LENGTH : family === 2 ? IPV6_LENGTH : 0;
  if (data.short || kind === 0 || data.left > kind) return undefined;
  const whole = new Uint8Array(kind);
  whole.set(data.rest());
  const address = new Address().at(whole, 0, kind);
  return { sourcePrefixLength, scopePrefixLength, address };
}
