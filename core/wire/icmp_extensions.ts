// core/wire/icmp_extensions.ts: what follows the quoted packet in an ICMP error, RFC 4884, section 7.
import { keptAddress } from "./_kept.ts";
import { type Address, IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import { text, u16, u24, u32 } from "./bytes.ts";
import { isRight, sumWords } from "./checksum.ts";
import { address, boolean, bytes as bytesField, group, integer, list } from "./field.ts";
import { hexadecimal, text as textField } from "./field.ts";
import type { Fields } from "./field.ts";

/** Object classes (IANA "ICMP Extension Object Classes and Class Sub-types"). */
export const IcmpExtensionClass = { MplsLabelStack: 1, Interface: 2, InterfaceQuery: 3 } as const;

/** Bytes of the quoted packet where its length is not told, as routers did before RFC 4884. */
const UNTOLD_LENGTH = 128;
/** Bytes of the header of all extensions, and of each one. */
const HEADER = 4;

/** One entry of the label stack that the packet had (RFC 4950). */
export interface QuotedLabel {
  readonly label: number;
  readonly trafficClass: number;
  readonly bottomOfStack: boolean;
  readonly timeToLive: number;
}

/** One extension: its class, and the fields that this has. */
export interface IcmpExtension {
  readonly class: number;
  /** Sub-type within the class. */
  readonly type: number;
  /** Bytes of the whole extension. */
  readonly length: number;
  readonly labels?: readonly QuotedLabel[];
  /** 0: the packet came in here, 1: a part of it, 2: it would have left here, 3: its next hop. */
  readonly interfaceRole?: number;
  readonly interfaceIndex?: number;
  readonly interfaceAddress?: Address;
  readonly interfaceName?: string;
  readonly interfaceMtu?: number;
  readonly data?: Uint8Array;
}

/** What {@linkcode IcmpExtension} has, for printing. */
export const ICMP_EXTENSION_FIELDS: Fields = {
  class: integer("1 MPLS labels, 2 interface, 3 interface asked for"),
  type: integer("sub-type within the class"),
  length: integer("the whole extension", "bytes"),
  labels: list(group("an MPLS label that the packet had", {
    label: integer("the label"),
    trafficClass: integer("formerly experimental"),
    bottomOfStack: boolean("the last one"),
    timeToLive: integer("hops that it had left"),
  })),
  interfaceRole: integer("0 came in, 1 a part came in, 2 would have left, 3 next hop"),
  interfaceIndex: integer("the router's number of it"),
  interfaceAddress: address("its address"),
  interfaceName: textField("its name"),
  interfaceMtu: integer("the most that it takes", "bytes"),
  data: bytesField("of an extension not decoded further"),
};

/** All extensions, with the header before them. */
export interface IcmpExtensions {
  readonly version: number;
  readonly checksum: number;
  readonly objects: readonly IcmpExtension[];
}

/** What {@linkcode IcmpExtensions} has, for printing. */
export const ICMP_EXTENSIONS_FIELDS: Fields = {
  version: integer("always 2"),
  checksum: hexadecimal("as it stands"),
  objects: list(group("an extension", ICMP_EXTENSION_FIELDS)),
};

/**
 * Where the extensions begin, which is where the quoted packet ends; `end` when
 * there are none. `told` is the quoted packet's length by the ICMP header, or 0.
 */
export function extensionsStart(
  bytes: Uint8Array,
  start: number,
  end: number,
  told: number,
): number {
  const at = start + (told === 0 ? UNTOLD_LENGTH : told);
  if (at + HEADER > end || bytes[at] >> 4 !== 2) return end;
  // Where no length is told, only the checksum tells extensions from a long quote.
  const certain = told !== 0 || (u16(bytes, at + 2) !== 0 && isRight(sumWords(bytes, at, end)));
  return certain ? at : end;
}

/** The extensions between `start` and `end`; they end at the first that lies. */
export function icmpExtensions(bytes: Uint8Array, start: number, end: number): IcmpExtensions {
  const objects: IcmpExtension[] = [];
  for (let at = start + HEADER; at + HEADER <= end;) {
    const length = u16(bytes, at);
    if (length < HEADER || at + length > end) break;
    objects.push(extension(bytes, at, length));
    at += length;
  }
  return { version: bytes[start] >> 4, checksum: u16(bytes, start + 2), objects };
}

/** The extension of an extended echo, which has one, after the header between `start` and `end`. */
export function onlyExtension(
  bytes: Uint8Array,
  start: number,
  end: number,
): IcmpExtension | undefined {
  const at = start + HEADER;
  if (at + HEADER > end) return undefined;
  const length = u16(bytes, at);
  return length < HEADER || at + length > end ? undefined : extension(bytes, at, length);
}

/** The extension at `at`, whose length has been checked. */
function extension(bytes: Uint8Array, at: number, length: number): IcmpExtension {
  const kind = bytes[at + 2], type = bytes[at + 3];
  const start = at + HEADER, end = at + length;
  const common = { class: kind, type, length };
  switch (kind) {
    case IcmpExtensionClass.MplsLabelStack:
      return { ...common, labels: labels(bytes, start, end) };
    case IcmpExtensionClass.Interface:
      return { ...common, ...interfaceOf(bytes, start, end, type) };
    case IcmpExtensionClass.InterfaceQuery:
      return { ...common, ...interfaceAskedFor(bytes, start, end, type) };
    default:
      return { ...common, data: bytes.slice(start, end) };
  }
}

function labels(bytes: Uint8Array, start: number, end: number): QuotedLabel[] {
  const stack: QuotedLabel[] = [];
  for (let at = start; at + 4 <= end; at += 4) {
    stack.push({
      label: u24(bytes, at) >> 4,
      trafficClass: (bytes[at + 2] >> 1) & 7,
      bottomOfStack: (bytes[at + 2] & 1) === 1,
      timeToLive: bytes[at + 3],
    });
  }
  return stack;
}

/** What is there is told by bits of the sub-type (RFC 5837, section 4.1). */
function interfaceOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  type: number,
): Partial<IcmpExtension> {
  let at = start;
  const found: { -readonly [Key in keyof IcmpExtension]?: IcmpExtension[Key] } = {
    interfaceRole: type >> 6,
  };
  if (type & 8) {
    if (at + 4 > end) return found;
    found.interfaceIndex = u32(bytes, at);
    at += 4;
  }
  if (type & 4) {
    const kind = at + 4 <= end ? addressKind(u16(bytes, at)) : 0;
    if (kind === 0 || at + 4 + kind > end) return found;
    found.interfaceAddress = keptAddress(bytes, at + 4, kind);
    at += 4 + kind;
  }
  if (type & 2) {
    const length = at < end ? bytes[at] : 0;
    if (length === 0 || at + length > end) return found;
    found.interfaceName = text(bytes, at + 1, at + length).replace(/\0+$/, "");
    at += length;
  }
  if (type & 1 && at + 4 <= end) found.interfaceMtu = u32(bytes, at);
  return found;
}

/** RFC 8335, section 2.1: by name, index or address. */
function interfaceAskedFor(
  bytes: Uint8Array,
  start: number,
  end: number,
  type: number,
): Partial<IcmpExtension> {
  if (type === 1) return { interfaceName: text(bytes, start, end).replace(/\0+$/, "") };
  if (type === 2 && start + 4 <= end) return { interfaceIndex: u32(bytes, start) };
  if (type === 3 && start + 4 <= end) {
    const kind = addressKind(u16(bytes, start));
    if (kind !== 0 && start + 4 + kind <= end) {
      return { interfaceAddress: keptAddress(bytes, start + 4, kind) };
    }
  }
  return { data: bytes.slice(start, end) };
}

/** Bytes of an address of IANA's "Address Family Numbers": 1 is IPv4, 2 IPv6; 0 for others. */
function addressKind(family: number): number {
  return family === 1 ? IPV4_LENGTH : family === 2 ? IPV6_LENGTH : 0;
}
