// core/wire/node_information.ts: what ICMPv6 node information messages ask and tell, RFC 4620.
import { keptAddress } from "./_kept.ts";
import { type Address, IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import { u16 } from "./bytes.ts";
import { address, bytes as bytesField, hexadecimal, integer, list, text } from "./field.ts";
import type { Fields } from "./field.ts";
import { names } from "./icmpv6_options.ts";

/** Query types (RFC 4620, section 6). */
const Query = { Name: 2, Ipv6Addresses: 3, Ipv4Addresses: 4 } as const;

/** Bytes of the times to live before names and addresses. */
const TIME_TO_LIVE = 4;

/** One question or answer about a node. */
export interface NodeInformation {
  /** 0 no-operation, 2 name, 3 IPv6 addresses, 4 IPv4 addresses. */
  readonly queryType: number;
  readonly flags: number;
  /** Eight random bytes of the question, repeated in the answer. */
  readonly nonce: Uint8Array;
  /** Who is asked about. */
  readonly subjectAddress?: Address;
  readonly subjectName?: string;
  readonly names?: readonly string[];
  readonly addresses?: readonly Address[];
}

/** What {@linkcode NodeInformation} has, for printing. */
export const NODE_INFORMATION_FIELDS: Fields = {
  queryType: integer("0 none, 2 name, 3 IPv6 addresses, 4 IPv4 addresses"),
  flags: hexadecimal("as they stand"),
  nonce: bytesField("of the question"),
  subjectAddress: address("who is asked about"),
  subjectName: text("who is asked about"),
  names: list(text("an answer")),
  addresses: list(address("an answer")),
};

/**
 * Decodes what follows ICMPv6's first four bytes, `start` to `end`, at least 12
 * bytes. `code` tells what a question's subject is, and whether an answer is one.
 */
export function nodeInformation(
  bytes: Uint8Array,
  start: number,
  end: number,
  isReply: boolean,
  code: number,
): NodeInformation {
  const queryType = u16(bytes, start);
  const data = start + 12;
  const common = {
    queryType,
    flags: u16(bytes, start + 2),
    nonce: bytes.slice(start + 4, data),
  };
  if (!isReply) return { ...common, ...subject(bytes, data, end, code) };
  return code === 0 ? { ...common, ...answer(bytes, data, end, queryType) } : common;
}

function subject(
  bytes: Uint8Array,
  start: number,
  end: number,
  code: number,
): Partial<NodeInformation> {
  if (code === 1) return { subjectName: names(bytes, start, end)[0] };
  const kind = code === 0 ? IPV6_LENGTH : code === 2 ? IPV4_LENGTH : 0;
  if (kind === 0 || start + kind > end) return {};
  return { subjectAddress: keptAddress(bytes, start, kind) };
}

function answer(
  bytes: Uint8Array,
  start: number,
  end: number,
  queryType: number,
): Partial<NodeInformation> {
  if (queryType === Query.Name) return { names: names(bytes, start + TIME_TO_LIVE, end) };
  const kind = queryType === Query.Ipv6Addresses
    ? IPV6_LENGTH
    : queryType === Query.Ipv4Addresses
    ? IPV4_LENGTH
    : 0;
  if (kind === 0) return {};
  const addresses: Address[] = [];
  for (let at = start; at + TIME_TO_LIVE + kind <= end; at += TIME_TO_LIVE + kind) {
    addresses.push(keptAddress(bytes, at + TIME_TO_LIVE, kind));
  }
  return { addresses };
}
