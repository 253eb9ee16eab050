// core/wire/sctp_chunks.ts: SCTP's chunks, RFC 9260, section 3.3, and those since.
import { keptAddress } from "./_kept.ts";
import { type Address, IPV4_LENGTH, IPV6_LENGTH } from "./address.ts";
import { u16, u32 } from "./bytes.ts";
import {
  address,
  boolean,
  bytes as bytesField,
  group,
  hexadecimal,
  integer,
  list,
} from "./field.ts";
import type { Fields } from "./field.ts";

/** Chunk types (IANA "SCTP Chunk Types"). */
export const SctpChunkType = {
  Data: 0,
  Init: 1,
  InitAck: 2,
  Sack: 3,
  Heartbeat: 4,
  HeartbeatAck: 5,
  Abort: 6,
  Shutdown: 7,
  ShutdownAck: 8,
  Error: 9,
  CookieEcho: 10,
  CookieAck: 11,
  EcnEcho: 12,
  CongestionReduced: 13,
  ShutdownComplete: 14,
  Authentication: 15,
  NrSack: 16,
  IData: 64,
  AddressAck: 128,
  Reconfigure: 130,
  Padding: 132,
  ForwardTsn: 192,
  AddressChange: 193,
  IForwardTsn: 194,
} as const;

/** Bytes of every chunk's header. */
export const SCTP_CHUNK_HEADER = 4;

/** Flags of a data chunk: the first and the last part of a message, and out of order. */
export const SCTP_LAST = 1, SCTP_FIRST = 2;
const UNORDERED = 4;

/** Parameters that hold an address (RFC 9260, section 3.3.2.1). */
const IPV4_PARAMETER = 5, IPV6_PARAMETER = 6;

/** A parameter of a chunk, or a cause in an abort or error: both have this form. */
export interface SctpParameter {
  readonly type: number;
  /** Bytes of the whole parameter, without padding. */
  readonly length: number;
  readonly address?: Address;
  readonly data?: Uint8Array;
}

/** Chunks that arrived beyond a gap, as offsets from the cumulative TSN. */
export interface SctpGap {
  readonly start: number;
  readonly end: number;
}

/** A stream that messages are skipped in. */
export interface SctpSkip {
  readonly streamId: number;
  readonly streamSequenceNumber?: number;
  readonly messageId?: number;
}

/** One chunk: its header, and the fields that its type has. TSN is the transmission sequence number. */
export interface SctpChunk {
  readonly type: number;
  readonly flags: number;
  /** Bytes of the whole chunk, without padding, as it says. */
  readonly length: number;
  readonly tsn?: number;
  readonly streamId?: number;
  readonly streamSequenceNumber?: number;
  readonly messageId?: number;
  /** What the data are (IANA "SCTP Payload Protocol Identifiers"). */
  readonly payloadProtocol?: number;
  readonly fragmentSequenceNumber?: number;
  readonly first?: boolean;
  readonly last?: boolean;
  readonly unordered?: boolean;
  /** Bytes of the sender's data on the wire. */
  readonly dataLength?: number;
  readonly initiateTag?: number;
  readonly receiverWindow?: number;
  readonly outboundStreams?: number;
  readonly inboundStreams?: number;
  readonly initialTsn?: number;
  readonly cumulativeTsn?: number;
  readonly lowestTsn?: number;
  readonly gaps?: readonly SctpGap[];
  readonly duplicates?: readonly number[];
  readonly skips?: readonly SctpSkip[];
  readonly serialNumber?: number;
  readonly keyId?: number;
  readonly hashId?: number;
  readonly parameters?: readonly SctpParameter[];
  readonly causes?: readonly SctpParameter[];
  /** Cookie, signature, or the value of a chunk that is not decoded further. */
  readonly data?: Uint8Array;
}

const PARAMETER_FIELDS: Fields = {
  type: integer("what it is"),
  length: integer("without padding", "bytes"),
  address: address("of the sender"),
  data: bytesField("its value"),
};

/** What {@linkcode SctpChunk} has, for printing. */
export const SCTP_CHUNK_FIELDS: Fields = {
  type: integer("what it is"),
  flags: hexadecimal("as they stand"),
  length: integer("without padding", "bytes"),
  tsn: integer("transmission sequence number"),
  streamId: integer("stream"),
  streamSequenceNumber: integer("of the message in its stream"),
  messageId: integer("of the message in its stream, RFC 8260"),
  payloadProtocol: integer("what the data are"),
  fragmentSequenceNumber: integer("of a part of a message, RFC 8260"),
  first: boolean("a message begins"),
  last: boolean("a message ends"),
  unordered: boolean("to be delivered at once"),
  dataLength: integer("of data", "bytes"),
  initiateTag: integer("what the other end is to put in its packets"),
  receiverWindow: integer("free space", "bytes"),
  outboundStreams: integer("that the sender wants"),
  inboundStreams: integer("that the sender takes"),
  initialTsn: integer("of the first data chunk"),
  cumulativeTsn: integer("all up to this arrived, or are given up"),
  lowestTsn: integer("of the packet that met congestion"),
  gaps: list(group("chunks beyond a gap", {
    start: integer("offset from the cumulative TSN"),
    end: integer("offset from the cumulative TSN"),
  })),
  duplicates: list(integer("a TSN that arrived twice")),
  skips: list(group("a stream with messages given up", {
    streamId: integer("stream"),
    streamSequenceNumber: integer("of the last message given up"),
    messageId: integer("of the last message given up, RFC 8260"),
  })),
  serialNumber: integer("of an address change, RFC 5061"),
  keyId: integer("shared key, RFC 4895"),
  hashId: integer("1 SHA-1, 3 SHA-256, RFC 4895"),
  parameters: list(group("a parameter", PARAMETER_FIELDS)),
  causes: list(group("why", PARAMETER_FIELDS)),
  data: bytesField("cookie, signature, or of a chunk not decoded further"),
};

/** All chunks between `start` and `end`, up to the first that lies; a last one may be cut. */
export function sctpChunks(bytes: Uint8Array, start: number, end: number): SctpChunk[] {
  const chunks: SctpChunk[] = [];
  for (let at = start; at + SCTP_CHUNK_HEADER <= end;) {
    const type = bytes[at], flags = bytes[at + 1], length = u16(bytes, at + 2);
    if (length < SCTP_CHUNK_HEADER) break;
    const last = Math.min(end, at + length);
    chunks.push({ type, flags, length, ...details(bytes, at, last, type, flags, length) });
    // Chunks begin at multiples of four.
    at += (length + 3) & ~3;
  }
  return chunks;
}

function details(
  bytes: Uint8Array,
  at: number,
  end: number,
  type: number,
  flags: number,
  length: number,
): Partial<SctpChunk> {
  const body = at + SCTP_CHUNK_HEADER, has = end - at;
  switch (type) {
    case SctpChunkType.Data:
      return has < 16 ? {} : {
        ...message(bytes, at, flags),
        streamSequenceNumber: u16(bytes, at + 10),
        payloadProtocol: u32(bytes, at + 12),
        dataLength: length - 16,
      };
    case SctpChunkType.IData:
      return has < 20 ? {} : {
        ...message(bytes, at, flags),
        messageId: u32(bytes, at + 12),
        // Only the first part says what the data are; the others count.
        [(flags & SCTP_FIRST) !== 0 ? "payloadProtocol" : "fragmentSequenceNumber"]: u32(
          bytes,
          at + 16,
        ),
        dataLength: length - 20,
      };
    case SctpChunkType.Init:
    case SctpChunkType.InitAck:
      return has < 20 ? {} : {
        initiateTag: u32(bytes, body),
        receiverWindow: u32(bytes, body + 4),
        outboundStreams: u16(bytes, body + 8),
        inboundStreams: u16(bytes, body + 10),
        initialTsn: u32(bytes, body + 12),
        parameters: parameters(bytes, body + 16, end),
      };
    case SctpChunkType.Sack:
    case SctpChunkType.NrSack:
      return has < 16 ? {} : acknowledgment(bytes, body, end, type);
    case SctpChunkType.Heartbeat:
    case SctpChunkType.HeartbeatAck:
    case SctpChunkType.Reconfigure:
      return { parameters: parameters(bytes, body, end) };
    case SctpChunkType.Abort:
    case SctpChunkType.Error:
      return { causes: parameters(bytes, body, end) };
    case SctpChunkType.Shutdown:
      return has < 8 ? {} : { cumulativeTsn: u32(bytes, body) };
    case SctpChunkType.EcnEcho:
    case SctpChunkType.CongestionReduced:
      return has < 8 ? {} : { lowestTsn: u32(bytes, body) };
    case SctpChunkType.ForwardTsn:
    case SctpChunkType.IForwardTsn:
      return has < 8 ? {} : {
        cumulativeTsn: u32(bytes, body),
        skips: skips(bytes, body + 4, end, type === SctpChunkType.IForwardTsn),
      };
    case SctpChunkType.Authentication:
      return has < 8 ? {} : {
        keyId: u16(bytes, body),
        hashId: u16(bytes, body + 2),
        data: bytes.slice(body + 4, end),
      };
    case SctpChunkType.AddressChange:
    case SctpChunkType.AddressAck:
      return has < 8 ? {} : {
        serialNumber: u32(bytes, body),
        parameters: parameters(bytes, body + 4, end),
      };
    case SctpChunkType.ShutdownAck:
    case SctpChunkType.CookieAck:
    case SctpChunkType.ShutdownComplete:
      return {};
    default:
      return { data: bytes.slice(body, end) };
  }
}

/** What both kinds of data chunks begin with. */
function message(bytes: Uint8Array, at: number, flags: number): Partial<SctpChunk> {
  return {
    tsn: u32(bytes, at + 4),
    streamId: u16(bytes, at + 8),
    first: (flags & SCTP_FIRST) !== 0,
    last: (flags & SCTP_LAST) !== 0,
    unordered: (flags & UNORDERED) !== 0,
  };
}

function acknowledgment(
  bytes: Uint8Array,
  body: number,
  end: number,
  type: number,
): Partial<SctpChunk> {
  const gaps: SctpGap[] = [], duplicates: number[] = [];
  // The newer form has a second list of gaps, of what will never be taken back.
  const isNew = type === SctpChunkType.NrSack;
  const gapsAt = body + (isNew ? 16 : 12);
  const gapCount = u16(bytes, body + 8) + (isNew ? u16(bytes, body + 10) : 0);
  const duplicateCount = isNew ? gapsAt <= end ? u16(bytes, body + 12) : 0 : u16(bytes, body + 10);
  let at = gapsAt;
  for (; gaps.length < gapCount && at + 4 <= end; at += 4) {
    gaps.push({ start: u16(bytes, at), end: u16(bytes, at + 2) });
  }
  for (; duplicates.length < duplicateCount && at + 4 <= end; at += 4) {
    duplicates.push(u32(bytes, at));
  }
  return {
    cumulativeTsn: u32(bytes, body),
    receiverWindow: u32(bytes, body + 4),
    gaps,
    duplicates,
  };
}

function skips(bytes: Uint8Array, start: number, end: number, byMessage: boolean): SctpSkip[] {
  const found: SctpSkip[] = [];
  for (let at = start; at + (byMessage ? 8 : 4) <= end; at += byMessage ? 8 : 4) {
    found.push(
      byMessage
        ? { streamId: u16(bytes, at), messageId: u32(bytes, at + 4) }
        : { streamId: u16(bytes, at), streamSequenceNumber: u16(bytes, at + 2) },
    );
  }
  return found;
}

function parameters(bytes: Uint8Array, start: number, end: number): SctpParameter[] {
  const found: SctpParameter[] = [];
  for (let at = start; at + 4 <= end;) {
    const type = u16(bytes, at), length = u16(bytes, at + 2);
    if (length < 4 || at + length > end) break;
    const kind = type === IPV4_PARAMETER ? IPV4_LENGTH : type === IPV6_PARAMETER ? IPV6_LENGTH : 0;
    found.push(
      kind !== 0 && length === 4 + kind
        ? { type, length, address: keptAddress(bytes, at + 4, kind) }
        : { type, length, data: bytes.slice(at + 4, at + length) },
    );
    at += (length + 3) & ~3;
  }
  return found;
}

const NAMES: { readonly [type: number]: string } = {
  [SctpChunkType.Data]: "DATA",
  [SctpChunkType.Init]: "INIT",
  [SctpChunkType.InitAck]: "INIT ACK",
  [SctpChunkType.Sack]: "SACK",
  [SctpChunkType.Heartbeat]: "HB REQ",
  [SctpChunkType.HeartbeatAck]: "HB ACK",
  [SctpChunkType.Abort]: "ABORT",
  [SctpChunkType.Shutdown]: "SHUTDOWN",
  [SctpChunkType.ShutdownAck]: "SHUTDOWN ACK",
  [SctpChunkType.Error]: "OP ERR",
  [SctpChunkType.CookieEcho]: "COOKIE ECHO",
  [SctpChunkType.CookieAck]: "COOKIE ACK",
  [SctpChunkType.EcnEcho]: "ECN ECHO",
  [SctpChunkType.CongestionReduced]: "CWR",
  [SctpChunkType.ShutdownComplete]: "SHUTDOWN COMPLETE",
  [SctpChunkType.Authentication]: "AUTH",
  [SctpChunkType.IData]: "I-DATA",
  [SctpChunkType.ForwardTsn]: "FORWARD TSN",
};

/** A chunk as tcpdump writes it. */
export function sctpChunkText(chunk: SctpChunk): string {
  let line = `[${NAMES[chunk.type] ?? `CHUNK ${chunk.type}`}]`;
  if (chunk.dataLength !== undefined) {
    line += ` ${chunk.first ? "(B)" : ""}${chunk.last ? "(E)" : ""} [TSN: ${chunk.tsn}]` +
      ` [SID: ${chunk.streamId}] [SSEQ ${chunk.streamSequenceNumber ?? chunk.messageId}]` +
      ` [PPID 0x${(chunk.payloadProtocol ?? 0).toString(16)}]`;
  } else if (chunk.initiateTag !== undefined) {
    line += ` [init tag: ${chunk.initiateTag}] [rwnd: ${chunk.receiverWindow}]` +
      ` [OS: ${chunk.outboundStreams}] [MIS: ${chunk.inboundStreams}]` +
      ` [init TSN: ${chunk.initialTsn}]`;
  } else if (chunk.gaps !== undefined) {
    line += ` [cum ack ${chunk.cumulativeTsn}] [a_rwnd ${chunk.receiverWindow}]` +
      ` [#gap acks ${chunk.gaps.length}] [#dup tsns ${chunk.duplicates?.length ?? 0}]`;
  }
  return line;
}
