// core/flow/_tcp_track.ts: what the segments say of a TCP connection, without its bytes.
import { u16, u32 } from "../wire/bytes.ts";
import { TcpFlag } from "../wire/tcp.ts";
import { elapsedMs } from "./_elapsed.ts";
import type { Segment } from "./_key.ts";
import { FlowClass, HistoryLetter, TcpMark } from "./_marks.ts";
import type { FlowTable } from "./table.ts";

/** Offsets in the header (RFC 9293, section 3.1). */
const AT = { SEQUENCE: 4, ACKNOWLEDGMENT: 8, FLAGS: 12, WINDOW: 14 } as const;

/** A hole that is filled so soon was out of order on the way, not lost (as Wireshark takes it). */
const REORDER_MS = 3;

/** The greatest window that scaling gives (RFC 7323, section 2.3). */
const MAX_WINDOW = 0x4000_0000;

const { Fin, Syn, Rst, Ack } = TcpFlag;

/** The flags of a segment as bits. */
export function tcpFlags({ bytes, start }: Segment): number {
  return u16(bytes, start + AT.FLAGS) & 0xfff;
}

/**
 * Whether a segment begins a new connection in the place of the one in `slot`:
 * a SYN that is not that one's sent again.
 */
export function beginsAnew(
  table: FlowTable,
  slot: number,
  direction: number,
  segment: Segment,
): boolean {
  const flags = tcpFlags(segment);
  if ((flags & (Syn | Ack | Rst)) !== Syn) return false;
  const marks = table.tcpMarks[slot];
  if ((marks & (TcpMark.RstToClient | TcpMark.RstToServer)) !== 0) return true;
  const at = 2 * slot + direction;
  if (table.sequenceKnown[at] === 0) return false;
  // The same number again is the SYN again.
  const first = u32(segment.bytes, segment.start + AT.SEQUENCE) | 0;
  const synSeen = (table.historySeen[slot] & (1 << (HistoryLetter.Syn + direction))) !== 0;
  return !synSeen || ((first + 1) | 0) !== table.initials[at];
}

/** Notes one segment of the table's present; gives back what the conversation is worth now. */
export function trackTcp(
  table: FlowTable,
  slot: number,
  direction: number,
  segment: Segment,
): FlowClass {
  const { bytes, start, payloadStart, wireEnd } = segment;
  const flags = u16(bytes, start + AT.FLAGS);
  const sequence = u32(bytes, start + AT.SEQUENCE) | 0;
  const length = wireEnd - payloadStart;
  const other = 2 * slot + 1 - direction;
  if ((flags & Syn) !== 0) noteSyn(table, slot, direction, flags, sequence);
  else if ((flags & Ack) !== 0) noteAck(table, slot, direction);
  if ((flags & (Ack | Rst)) === Ack) {
    noteMissed(table, slot, 1 - direction, u32(bytes, start + AT.ACKNOWLEDGMENT) | 0);
  }
  if ((flags & Rst) !== 0) {
    table.tcpMarks[slot] |= direction === 0 ? TcpMark.RstToServer : TcpMark.RstToClient;
    table.note(slot, HistoryLetter.Rst + direction);
    return FlowClass.Closed;
  }
  noteSequence(table, slot, direction, sequence, length, flags);
  noteWindow(table, slot, direction, u16(bytes, start + AT.WINDOW));
  if ((flags & Fin) !== 0) {
    table.tcpMarks[slot] |= direction === 0 ? TcpMark.FinToServer : TcpMark.FinToClient;
    table.note(slot, HistoryLetter.Fin + direction);
  } else if (length === 0 && (flags & (Syn | Ack)) === Ack) {
    table.note(slot, HistoryLetter.Ack + direction);
  }
  const marks = table.tcpMarks[slot];
  const fins = TcpMark.FinToServer | TcpMark.FinToClient;
  if ((marks & fins) === fins) return FlowClass.Closed;
  if (table.packets[other] === 0) return FlowClass.Unanswered;
  const begun = (marks & (TcpMark.Syn | TcpMark.SynAck)) !== 0;
  return begun && (marks & TcpMark.Established) === 0
    ? FlowClass.Unanswered
    : FlowClass.Established;
}

function noteSyn(
  table: FlowTable,
  slot: number,
  direction: number,
  flags: number,
  sequence: number,
): void {
  const { nowMs } = table;
  const marks = table.tcpMarks[slot];
  table.initials[2 * slot + direction] = (sequence + 1) | 0;
  if ((flags & Ack) === 0) {
    table.note(slot, HistoryLetter.Syn + direction);
    // A SYN that was sent twice times nothing (RFC 6298, section 3).
    table.synMs[slot] = (marks & TcpMark.Syn) === 0 ? nowMs : 0;
    table.tcpMarks[slot] |= TcpMark.Syn;
    return;
  }
  table.note(slot, HistoryLetter.SynAck + direction);
  const isFirst = (marks & TcpMark.SynAck) === 0;
  if (isFirst && table.synMs[slot] > 0) table.serverMs[slot] = elapsedMs(table.synMs[slot], nowMs);
  table.synAckMs[slot] = isFirst ? nowMs : 0;
  table.tcpMarks[slot] |= TcpMark.SynAck;
}

function noteAck(table: FlowTable, slot: number, direction: number): void {
  const marks = table.tcpMarks[slot];
  if (direction === 1 || (marks & TcpMark.Established) !== 0) return;
  if ((marks & TcpMark.SynAck) === 0) return;
  table.tcpMarks[slot] |= TcpMark.Established;
  if (table.synAckMs[slot] > 0) {
    table.clientMs[slot] = elapsedMs(table.synAckMs[slot], table.nowMs);
  }
}

/** An acknowledgment of what was never seen: the capture missed it, or has it late. */
function noteMissed(
  table: FlowTable,
  slot: number,
  direction: number,
  acknowledged: number,
): void {
  const at = 2 * slot + direction;
  if (table.sequenceKnown[at] === 0) return;
  const missed = (acknowledged - table.sequences[at]) | 0;
  if (missed <= 0 || missed > MAX_WINDOW) return;
  noteHole(table, at, acknowledged, missed);
  table.sequences[at] = acknowledged;
  table.note(slot, HistoryLetter.Gap + direction);
}

function noteHole(table: FlowTable, at: number, end: number, size: number): void {
  table.missedBytes[at] += size;
  table.holeStarts[at] = table.sequences[at];
  table.holeEnds[at] = end;
  table.holeMs[at] = table.nowMs;
}

function noteSequence(
  table: FlowTable,
  slot: number,
  direction: number,
  sequence: number,
  length: number,
  flags: number,
): void {
  const at = 2 * slot + direction;
  const span = length + ((flags & Syn) >> 1) + (flags & Fin);
  const end = (sequence + span) | 0;
  if (length > 0) table.note(slot, HistoryLetter.Data + direction);
  if (table.sequenceKnown[at] === 0) {
    table.sequenceKnown[at] = 1;
    table.sequences[at] = end;
    return;
  }
  const ahead = (sequence - table.sequences[at]) | 0;
  if (ahead >= 0) {
    // Numbers beyond any window are made up, or of another connection.
    if (span === 0 || ahead > MAX_WINDOW) return;
    if (ahead > 0) noteHole(table, at, sequence, ahead);
    table.sequences[at] = end;
    return;
  }
  if (span === 0) return;
  noteOld(table, slot, direction, sequence, end, length);
}

/** A segment of which at least the beginning was passed before: late, sent again, or a keep-alive. */
function noteOld(
  table: FlowTable,
  slot: number,
  direction: number,
  sequence: number,
  end: number,
  length: number,
): void {
  const at = 2 * slot + direction;
  const beyond = (end - table.sequences[at]) | 0;
  // A keep-alive is a byte that was acknowledged long ago (RFC 9293, section 3.8.4).
  const isKeepAlive = length === 1 && end === table.sequences[at] && end === ((sequence + 1) | 0);
  if (beyond > 0) table.sequences[at] = end;
  if (isKeepAlive) return;
  const filled = overlap(sequence, end, table.holeStarts[at], table.holeEnds[at]);
  if (filled > 0) {
    table.missedBytes[at] -= filled;
    if (((sequence - table.holeStarts[at]) | 0) <= 0) table.holeStarts[at] = end;
    else table.holeEnds[at] = sequence;
    const roundTrip = table.serverMs[slot] + table.clientMs[slot];
    if (table.nowMs - table.holeMs[at] < Math.max(REORDER_MS, roundTrip)) {
      table.outOfOrder[at]++;
      return;
    }
  }
  table.retransmissions[at]++;
  table.note(slot, HistoryLetter.Retransmission + direction);
}

/** Bytes that two stretches of sequence numbers share. */
function overlap(start: number, end: number, holeStart: number, holeEnd: number): number {
  const size = (holeEnd - holeStart) | 0;
  if (size <= 0) return 0;
  const from = Math.max(0, (start - holeStart) | 0), to = Math.min(size, (end - holeStart) | 0);
  return Math.max(0, to - from);
}

/** A window that closes is counted once, until it opens again. */
function noteWindow(table: FlowTable, slot: number, direction: number, window: number): void {
  const at = 2 * slot + direction;
  if (window > 0) {
    table.windowIsZero[at] = 0;
  } else if (table.windowIsZero[at] === 0) {
    table.windowIsZero[at] = 1;
    table.zeroWindows[at]++;
    table.note(slot, HistoryLetter.ZeroWindow + direction);
  }
}
