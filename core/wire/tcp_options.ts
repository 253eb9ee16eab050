// core/wire/tcp_options.ts: the options of a TCP header, RFC 9293, section 3.2, and those since.
import { u16, u24, u32 } from "./bytes.ts";
import { boolean, bytes as bytesField, group, hexadecimal, integer, list } from "./field.ts";
import type { Fields } from "./field.ts";
import { mptcpText } from "./mptcp_text.ts";
import { MPTCP_FIELDS, type MptcpOption, mptcpOption } from "./tcp_mptcp.ts";

/** Option kinds (IANA "TCP Option Kind Numbers"). */
export const TcpOptionKind = {
  EndOfList: 0,
  NoOperation: 1,
  MaximumSegmentSize: 2,
  WindowScale: 3,
  SackPermitted: 4,
  Sack: 5,
  Echo: 6,
  EchoReply: 7,
  Timestamps: 8,
  ConnectionCount: 11,
  ConnectionCountNew: 12,
  ConnectionCountEcho: 13,
  AlternateChecksum: 14,
  Md5Signature: 19,
  QuickStart: 27,
  UserTimeout: 28,
  Authentication: 29,
  Mptcp: 30,
  FastOpen: 34,
  AccurateEcn0: 172,
  AccurateEcn1: 174,
  Experiment1: 253,
  Experiment2: 254,
} as const;

/** Fast open as it was before it had a number (RFC 7413, appendix A). */
const FAST_OPEN_EXPERIMENT = 0xf989;

/** A block that has arrived: sequence numbers from `left` up to, not including, `right`. */
export interface SackBlock {
  readonly left: number;
  readonly right: number;
}

/** One option: its kind, and the fields that this kind has. */
export interface TcpOption {
  readonly kind: number;
  /** Bytes of the whole option: 1 for the two that have no length. */
  readonly length: number;
  /** Bytes of payload that the sender takes in one segment. */
  readonly maximumSegmentSize?: number;
  /** The window is to be shifted left by so many bits: 0 to 14 (RFC 7323). */
  readonly windowScale?: number;
  readonly sackPermitted?: true;
  /** Up to four blocks; the first may be a duplicate (RFC 2883). */
  readonly sack?: readonly SackBlock[];
  /** In units that only the sender knows. */
  readonly timestampValue?: number;
  readonly timestampEcho?: number;
  /** Of RFC 1072's echo and echo reply. */
  readonly echo?: number;
  /** Of RFC 1644's T/TCP. */
  readonly connectionCount?: number;
  /** 0: TCP checksum, 1 and 2: Fletcher's (RFC 1146). */
  readonly alternateChecksum?: number;
  /** MD5 signature (RFC 2385). */
  readonly digest?: Uint8Array;
  /** Of RFC 4782. */
  readonly quickStartRate?: number;
  readonly quickStartTimeToLive?: number;
  readonly quickStartNonce?: number;
  /** Seconds until unacknowledged data ends the connection (RFC 5482). */
  readonly userTimeout?: number;
  /** The key that signed, the key that the sender wants next, the signature (RFC 5925). */
  readonly keyId?: number;
  readonly nextKeyId?: number;
  readonly authenticationCode?: Uint8Array;
  readonly mptcp?: MptcpOption;
  /** Empty in a request for one (RFC 7413). */
  readonly fastOpenCookie?: Uint8Array;
  /** Byte counters modulo 2^24, in the order of the kind (RFC 9768). */
  readonly ecnCounters?: readonly number[];
  /** What an experiment is called (RFC 6994). */
  readonly experiment?: number;
  /** What follows kind and length, in an option that is not decoded further. */
  readonly data?: Uint8Array;
}

/** What {@linkcode TcpOption} has, for printing. */
export const TCP_OPTION_FIELDS: Fields = {
  kind: integer("what it is"),
  length: integer("the whole option", "bytes"),
  maximumSegmentSize: integer("payload that the sender takes in a segment", "bytes"),
  windowScale: integer("bits to shift the window by, RFC 7323"),
  sackPermitted: boolean("selective acknowledgments are understood, RFC 2018"),
  sack: list(group("a block that has arrived", {
    left: integer("its first sequence number"),
    right: integer("the one after its last"),
  })),
  timestampValue: integer("sender's clock, RFC 7323"),
  timestampEcho: integer("the receiver's clock as last seen"),
  echo: integer("RFC 1072"),
  connectionCount: integer("RFC 1644"),
  alternateChecksum: integer("algorithm, RFC 1146"),
  digest: bytesField("MD5 signature, RFC 2385"),
  quickStartRate: integer("40 kbit/s times 2 to this power, RFC 4782"),
  quickStartTimeToLive: integer("RFC 4782"),
  quickStartNonce: integer("RFC 4782"),
  userTimeout: integer("until unacknowledged data ends the connection, RFC 5482", "seconds"),
  keyId: integer("key that signed, RFC 5925"),
  nextKeyId: integer("key that the sender wants next, RFC 5925"),
  authenticationCode: bytesField("signature, RFC 5925"),
  mptcp: group("Multipath TCP, RFC 8684", MPTCP_FIELDS),
  fastOpenCookie: bytesField("empty in a request for one, RFC 7413"),
  ecnCounters: list(integer("modulo 2^24, RFC 9768", "bytes")),
  experiment: hexadecimal("identifier of the experiment, RFC 6994"),
  data: bytesField("of an option not decoded further"),
};

/**
 * Where the first option of `kind` begins between `start` and `end`, if it is
 * `length` bytes long; -1 when there is none. It allocates nothing.
 */
export function findTcpOption(
  bytes: Uint8Array,
  start: number,
  end: number,
  kind: number,
  length: number,
): number {
  for (let at = start; at + 1 < end;) {
    const found = bytes[at];
    if (found === TcpOptionKind.EndOfList) return -1;
    if (found === TcpOptionKind.NoOperation) {
      at++;
      continue;
    }
    const size = bytes[at + 1];
    if (size < 2 || at + size > end) return -1;
    if (found === kind && size === length) return at;
    at += size;
  }
  return -1;
}

/** All options between `start` and `end`, up to the end of the list or to the first that lies. */
export function tcpOptions(bytes: Uint8Array, start: number, end: number): TcpOption[] {
  const options: TcpOption[] = [];
  for (let at = start; at < end;) {
    const kind = bytes[at];
    if (kind === TcpOptionKind.EndOfList || kind === TcpOptionKind.NoOperation) {
      options.push({ kind, length: 1 });
      if (kind === TcpOptionKind.EndOfList) break;
      at++;
      continue;
    }
    const length = at + 1 < end ? bytes[at + 1] : 0;
    if (length < 2 || at + length > end) break;
    options.push({ kind, length, ...details(bytes, at, kind, length) });
    at += length;
  }
  return options;
}

function details(bytes: Uint8Array, at: number, kind: number, length: number): Partial<TcpOption> {
  const body = at + 2, end = at + length;
  switch (kind) {
    case TcpOptionKind.MaximumSegmentSize:
      if (length === 4) return { maximumSegmentSize: u16(bytes, body) };
      break;
    case TcpOptionKind.WindowScale:
      if (length === 3) return { windowScale: bytes[body] };
      break;
    case TcpOptionKind.SackPermitted:
      if (length === 2) return { sackPermitted: true };
      break;
    case TcpOptionKind.Sack:
      if (length > 2 && length % 8 === 2) return { sack: sackBlocks(bytes, body, end) };
      break;
    case TcpOptionKind.Timestamps:
      if (length !== 10) break;
      return { timestampValue: u32(bytes, body), timestampEcho: u32(bytes, body + 4) };
    case TcpOptionKind.Echo:
    case TcpOptionKind.EchoReply:
      if (length === 6) return { echo: u32(bytes, body) };
      break;
    case TcpOptionKind.ConnectionCount:
    case TcpOptionKind.ConnectionCountNew:
    case TcpOptionKind.ConnectionCountEcho:
      if (length === 6) return { connectionCount: u32(bytes, body) };
      break;
    case TcpOptionKind.AlternateChecksum:
      if (length === 3) return { alternateChecksum: bytes[body] };
      break;
    case TcpOptionKind.Md5Signature:
      if (length === 18) return { digest: bytes.slice(body, end) };
      break;
    case TcpOptionKind.QuickStart:
      if (length !== 8) break;
      return {
        quickStartRate: bytes[body] & 15,
        quickStartTimeToLive: bytes[body + 1],
        quickStartNonce: u32(bytes, body + 2) >>> 2,
      };
    case TcpOptionKind.UserTimeout:
      if (length !== 4) break;
      // The high bit tells minutes from seconds.
      return { userTimeout: (u16(bytes, body) & 0x7fff) * (bytes[body] & 0x80 ? 60 : 1) };
    case TcpOptionKind.Authentication:
      if (length < 4) break;
      return {
        keyId: bytes[body],
        nextKeyId: bytes[body + 1],
        authenticationCode: bytes.slice(body + 2, end),
      };
    case TcpOptionKind.Mptcp:
      if (length >= 3) return { mptcp: mptcpOption(bytes, body, end) };
      break;
    case TcpOptionKind.FastOpen:
      return { fastOpenCookie: bytes.slice(body, end) };
    case TcpOptionKind.AccurateEcn0:
    case TcpOptionKind.AccurateEcn1:
      if (length % 3 === 2) return { ecnCounters: counters(bytes, body, end) };
      break;
    case TcpOptionKind.Experiment1:
    case TcpOptionKind.Experiment2:
      if (length >= 4) return experiment(bytes, body, end);
      break;
  }
  return { data: bytes.slice(body, end) };
}

function sackBlocks(bytes: Uint8Array, start: number, end: number): SackBlock[] {
  const blocks: SackBlock[] = [];
  for (let at = start; at + 8 <= end; at += 8) {
    blocks.push({ left: u32(bytes, at), right: u32(bytes, at + 4) });
  }
  return blocks;
}

function counters(bytes: Uint8Array, start: number, end: number): number[] {
  const values: number[] = [];
  for (let at = start; at + 3 <= end; at += 3) values.push(u24(bytes, at));
  return values;
}

function experiment(bytes: Uint8Array, start: number, end: number): Partial<TcpOption> {
  const name = u16(bytes, start);
  const data = bytes.slice(start + 2, end);
  return name === FAST_OPEN_EXPERIMENT
    ? { experiment: name, fastOpenCookie: data }
    : { experiment: name, data };
}

/** An option as tcpdump writes it: `mss 1460`. */
export function tcpOptionText(option: TcpOption): string {
  const { kind } = option;
  if (kind === TcpOptionKind.EndOfList) return "eol";
  if (kind === TcpOptionKind.NoOperation) return "nop";
  if (option.maximumSegmentSize !== undefined) return `mss ${option.maximumSegmentSize}`;
  if (option.windowScale !== undefined) return `wscale ${option.windowScale}`;
  if (option.sackPermitted) return "sackOK";
  if (option.sack) {
    const blocks = option.sack.map(({ left, right }) => `{${left}:${right}}`).join("");
    return `sack ${option.sack.length} ${blocks}`;
  }
  if (option.timestampValue !== undefined) {
    return `TS val ${option.timestampValue} ecr ${option.timestampEcho}`;
  }
  if (option.mptcp) return `mptcp ${option.length} ${mptcpText(option.mptcp)}`;
  if (option.digest) return "md5";
  if (option.keyId !== undefined) {
    return `tcp-ao keyid ${option.keyId} rnextkeyid ${option.nextKeyId}`;
  }
  if (option.fastOpenCookie) return option.fastOpenCookie.length === 0 ? "tfo cookiereq" : "tfo";
  if (option.userTimeout !== undefined) return `uto ${option.userTimeout}`;
  return `unknown-${kind}`;
}
