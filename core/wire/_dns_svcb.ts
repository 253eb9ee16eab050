// core/wire/_dns_svcb.ts: service bindings and their parameters, RFC 9460.
import { type Address, IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import type { Cursor } from "./_cursor.ts";
import { address, boolean, bytes, type Fields, group, integer, list, text } from "./field.ts";

/** The data of an SVCB or HTTPS record. */
export interface DnsSvcb {
  /** 0 is an alias; else lower is tried first. */
  priority: number;
  /** Alias or host; `.` is the owner itself. Absent as a record's name is. */
  target?: string;
  /** Keys that have to be understood. */
  mandatory?: number[];
  /** Protocols that the service speaks. */
  alpn?: string[];
  /** It speaks only those of `alpn`. */
  noDefaultAlpn?: boolean;
  /** Of the service. */
  port?: number;
  /** Where the target is, until its own records are known. */
  ipv4Hint?: Address[];
  /** Configurations of the encrypted ClientHello. */
  ech?: Uint8Array;
  /** The same by IPv6. */
  ipv6Hint?: Address[];
  /** Template of the path of DNS over HTTPS (RFC 9461). */
  dohPath?: string;
  /** Parameters with other keys. */
  others?: { key: number; value: Uint8Array }[];
}

/** The fields of {@linkcode DnsSvcb}. */
export const SVCB_FIELDS = {
  priority: integer("0 is an alias, else lower is tried first"),
  target: text("alias or host; the owner itself is the root"),
  mandatory: list(integer("key that must be understood")),
  alpn: list(text("protocol")),
  noDefaultAlpn: boolean("only the protocols of alpn"),
  port: integer("of the service"),
  ipv4Hint: list(address("IPv4 address of the target")),
  ech: bytes("encrypted ClientHello configurations"),
  ipv6Hint: list(address("IPv6 address of the target")),
  dohPath: text("template of the DNS over HTTPS path, RFC 9461"),
  others: list(group("parameter with another key", {
    key: integer("key"),
    value: bytes("value"),
  })),
} satisfies Fields;

/** Reads the parameters, which end the record. */
export function svcbOf(priority: number, target: string | undefined, data: Cursor): DnsSvcb {
  const svcb: DnsSvcb = { priority, target };
  while (data.more) {
    const key = data.u16();
    const length = data.u16();
    if (data.short || length > data.left) break;
    readParameter(svcb, key, data.inner(length));
  }
  return svcb;
}

/** Keys by number (RFC 9460, section 14.3.2). */
function readParameter(svcb: DnsSvcb, key: number, value: Cursor): void {
  switch (key) {
    case 0:
      svcb.mandatory = [];
      while (value.left >= 2) svcb.mandatory.push(value.u16());
      break;
    case 1:
      svcb.alpn = [];
      while (value.more) svcb.alpn.push(value.text(value.u8()));
      break;
    case 2:
      svcb.noDefaultAlpn = true;
      break;
    case 3:
      if (value.left >= 2) svcb.port = value.u16();
      break;
    case 4:
      svcb.ipv4Hint = value.addresses(IPV4_LENGTH);
      break;
    case 5:
      svcb.ech = value.rest();
      break;
    case 6:
      svcb.ipv6Hint = value.addresses(IPV6_LENGTH);
      break;
    case 7:
      svcb.dohPath = value.text(value.left);
      break;
    default:
      (svcb.others ??= []).push({ key, value: value.rest() });
  }
}
