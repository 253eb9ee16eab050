// core/wire/tcp_mptcp.ts: the options of Multipath TCP, RFC 8684, section 3, and its version 0, RFC 6824.
import { keptAddress } from "./_kept.ts";
import { type Address, IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import { u16, u32, u64 } from "./bytes.ts";
import { address, boolean, bytes as bytesField, integer, list } from "./field.ts";
import type { Fields } from "./field.ts";

/** Subtypes (RFC 8684, section 8, table 3). */
export const MptcpSubtype = {
  Capable: 0,
  Join: 1,
  DataSequence: 2,
  AddAddress: 3,
  RemoveAddress: 4,
  Priority: 5,
  Fail: 6,
  FastClose: 7,
  Reset: 8,
} as const;

/** One Multipath TCP option: its subtype, and the fields that this has. */
export interface MptcpOption {
  readonly subtype: number;
  /** 0: RFC 6824, 1: RFC 8684. */
  readonly version?: number;
  /** The flag bits as they stand; what they mean hangs on the subtype. */
  readonly flags?: number;
  readonly checksumRequired?: boolean;
  readonly senderKey?: bigint;
  readonly receiverKey?: bigint;
  /** The subflow is only to be used when others fail. */
  readonly backup?: boolean;
  readonly addressId?: number;
  readonly receiverToken?: number;
  readonly senderNonce?: number;
  /** The authentication code of a join, truncated by its sender or whole. */
  readonly authenticationCode?: Uint8Array;
  /** Acknowledgment and sequence in the whole connection; 4 or 8 bytes on the wire. */
  readonly dataAcknowledgment?: bigint;
  readonly dataSequenceNumber?: bigint;
  /** Where the data begins in this subflow, counted from its first SYN. */
  readonly subflowSequenceNumber?: number;
  readonly dataLength?: number;
  readonly checksum?: number;
  /** The connection ends with this data. */
  readonly dataFin?: boolean;
  readonly address?: Address;
  readonly port?: number;
  readonly addressIds?: readonly number[];
  /** Why a subflow was reset (RFC 8684, section 3.6). */
  readonly reason?: number;
}

/** What {@linkcode MptcpOption} has, for printing. */
export const MPTCP_FIELDS: Fields = {
  subtype: integer("what it is"),
  version: integer("0: RFC 6824, 1: RFC 8684"),
  flags: integer("as they stand"),
  checksumRequired: boolean("data carries a checksum"),
  senderKey: integer("key of who sent this"),
  receiverKey: integer("key of the other end"),
  backup: boolean("only to be used when others fail"),
  addressId: integer("number of an address"),
  receiverToken: integer("which connection is joined"),
  senderNonce: integer("random number against replay"),
  authenticationCode: bytesField("of a join"),
  dataAcknowledgment: integer("next byte expected, in the connection"),
  dataSequenceNumber: integer("of the data's first byte, in the connection"),
  subflowSequenceNumber: integer("of the data's first byte, in the subflow"),
  dataLength: integer("of the mapping", "bytes"),
  checksum: integer("of the data, as it stands"),
  dataFin: boolean("the connection ends with this data"),
  address: address("announced"),
  port: integer("announced"),
  addressIds: list(integer("an address withdrawn")),
  reason: integer("why the subflow was reset"),
};

/** Decodes the option whose body, after kind and length, lies between `start` and `end`. */
export function mptcpOption(bytes: Uint8Array, start: number, end: number): MptcpOption {
  const subtype = bytes[start] >> 4;
  return { subtype, ...details(bytes, start, end, subtype) };
}

function details(
  bytes: Uint8Array,
  start: number,
  end: number,
  subtype: number,
): Partial<MptcpOption> {
  const length = end - start, low = bytes[start] & 15;
  switch (subtype) {
    case MptcpSubtype.Capable:
      return length < 2 ? {} : {
        version: low,
        flags: bytes[start + 1],
        checksumRequired: (bytes[start + 1] & 0x80) !== 0,
        senderKey: length >= 10 ? u64(bytes, start + 2) : undefined,
        receiverKey: length >= 18 ? u64(bytes, start + 10) : undefined,
        dataLength: length >= 20 ? u16(bytes, start + 18) : undefined,
        checksum: length >= 22 ? u16(bytes, start + 20) : undefined,
      };
    case MptcpSubtype.Join:
      return join(bytes, start, end);
    case MptcpSubtype.DataSequence:
      return length < 2 ? {} : dataSequence(bytes, start, end);
    case MptcpSubtype.AddAddress:
      return length < 6 ? {} : addAddress(bytes, start, end);
    case MptcpSubtype.RemoveAddress:
      return { addressIds: Array.from(bytes.subarray(start + 1, end)) };
    case MptcpSubtype.Priority:
      return {
        backup: (low & 1) !== 0,
        addressId: length >= 2 ? bytes[start + 1] : undefined,
      };
    case MptcpSubtype.Fail:
      return length < 10 ? {} : { dataSequenceNumber: u64(bytes, start + 2) };
    case MptcpSubtype.FastClose:
      return length < 10 ? {} : { receiverKey: u64(bytes, start + 2) };
    case MptcpSubtype.Reset:
      return length < 2 ? {} : { flags: low, reason: bytes[start + 1] };
    default:
      return {};
  }
}

/** The three handshakes of a join differ in length alone (RFC 8684, section 3.2). */
function join(bytes: Uint8Array, start: number, end: number): Partial<MptcpOption> {
  const backup = (bytes[start] & 1) !== 0;
  switch (end - start) {
    case 10:
      return {
        backup,
        addressId: bytes[start + 1],
        receiverToken: u32(bytes, start + 2),
        senderNonce: u32(bytes, start + 6),
      };
    case 14:
      return {
        backup,
        addressId: bytes[start + 1],
        authenticationCode: bytes.slice(start + 2, start + 10),
        senderNonce: u32(bytes, start + 10),
      };
    case 22:
      return { authenticationCode: bytes.slice(start + 2, end) };
    default:
      return {};
  }
}

/** What is there and how wide is told by the flags (RFC 8684, section 3.3). */
function dataSequence(bytes: Uint8Array, start: number, end: number): Partial<MptcpOption> {
  const flags = bytes[start + 1];
  const acknowledgmentWidth = flags & 1 ? (flags & 2 ? 8 : 4) : 0;
  const sequenceWidth = flags & 4 ? (flags & 8 ? 8 : 4) : 0;
  const sequenceAt = start + 2 + acknowledgmentWidth;
  const subflowAt = sequenceAt + sequenceWidth;
  const dataFin = (flags & 0x10) !== 0;
  if (subflowAt + (sequenceWidth > 0 ? 6 : 0) > end) return { flags, dataFin };
  const acknowledgment = wide(bytes, start + 2, acknowledgmentWidth);
  if (sequenceWidth === 0) return { flags, dataFin, dataAcknowledgment: acknowledgment };
  return {
    flags,
    dataAcknowledgment: acknowledgment,
    dataSequenceNumber: wide(bytes, sequenceAt, sequenceWidth),
    subflowSequenceNumber: u32(bytes, subflowAt),
    dataLength: u16(bytes, subflowAt + 4),
    checksum: subflowAt + 8 <= end ? u16(bytes, subflowAt + 6) : undefined,
    dataFin,
  };
}

function wide(bytes: Uint8Array, at: number, width: number): bigint | undefined {
  if (width === 0) return undefined;
  return width === 8 ? u64(bytes, at) : BigInt(u32(bytes, at));
}

/** The address' kind is told by the length, the low nibble being the version in RFC 6824 alone. */
function addAddress(bytes: Uint8Array, start: number, end: number): Partial<MptcpOption> {
  const low = bytes[start] & 15, length = end - start - 2;
  const kind = length >= IPV6_LENGTH ? IPV6_LENGTH : IPV4_LENGTH;
  const rest = length - kind, after = start + 2 + kind;
  // A port is two bytes, the authentication code eight; both may be there.
  const hasPort = rest === 2 || rest === 10;
  return {
    flags: low,
    addressId: bytes[start + 1],
    address: keptAddress(bytes, start + 2, kind),
    port: hasPort ? u16(bytes, after) : undefined,
    authenticationCode: rest >= 8 ? bytes.slice(end - 8, end) : undefined,
  };
}
