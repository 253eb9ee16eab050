// core/flow/_streams.ts: the streams of all connections that somebody reads.
import { u32 } from "../wire/bytes.ts";
import { TcpFlag } from "../wire/tcp.ts";
import { HalfStream, type StreamBudget, type StreamReceiver } from "./_half_stream.ts";
import type { Segment } from "./_key.ts";
import { tcpFlags } from "./_tcp_track.ts";
import { FlowClass, HistoryLetter } from "./_marks.ts";
import type { FlowTable } from "./table.ts";

/** Offsets in the header (RFC 9293, section 3.1). */
const AT = { SEQUENCE: 4, ACKNOWLEDGMENT: 8 } as const;

/** Where the bytes of all streams go. False says that nobody wants more of this connection. */
export type ReceiveStream = (
  slot: number,
  direction: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  gap: number,
  offset: number,
) => boolean;

/**
 * Both directions of one connection. A flood of connections makes one of these
 * for each, so that it has nothing that it may never need.
 */
class Connection implements StreamReceiver {
  /** By direction, from its first segment on. */
  readonly halves: [HalfStream | undefined, HalfStream | undefined] = [undefined, undefined];
  /** Nobody wants more of it. */
  isDone = false;
  readonly #slot: number;
  readonly #onBytes: ReceiveStream;

  constructor(slot: number, onBytes: ReceiveStream) {
    this.#slot = slot;
    this.#onBytes = onBytes;
  }

  receive(
    direction: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    gap: number,
    offset: number,
  ): void {
    if (this.isDone || this.#onBytes(this.#slot, direction, bytes, start, end, gap, offset)) return;
    this.isDone = true;
  }
}

/**
 * Puts the segments of connections in order. A connection costs nothing here
 * before its first byte: what the table remembers of its SYN is enough.
 */
export class Streams {
  readonly #table: FlowTable;
  readonly #budget: StreamBudget;
  readonly #receive: ReceiveStream;
  /** By slot. */
  readonly #connections: (Connection | undefined)[];

  constructor(table: FlowTable, budget: StreamBudget, receive: ReceiveStream) {
    this.#table = table;
    this.#budget = budget;
    this.#receive = receive;
    // Filled at once: an array with wide holes becomes a slow dictionary.
    this.#connections = new Array(table.capacity).fill(undefined);
  }

  /** One segment, after the table has noted it. */
  segment(slot: number, direction: number, segment: Segment): void {
    const { bytes, start, payloadStart, payloadEnd, wireEnd } = segment;
    const flags = tcpFlags(segment), length = wireEnd - payloadStart;
    let connection = this.#connections[slot];
    if (connection === undefined) {
      if (length === 0) return;
      connection = new Connection(slot, this.#receive);
      this.#connections[slot] = connection;
    }
    if (connection.isDone) return;
    this.#budget.admit(this.#table.classes[slot] !== FlowClass.Unanswered);
    // What a segment acknowledges came before what it says.
    if ((flags & TcpFlag.Ack) !== 0) {
      const other = connection.halves[1 - direction];
      if (other?.begun) other.acknowledge(u32(bytes, start + AT.ACKNOWLEDGMENT) | 0);
    }
    const isLast = (flags & TcpFlag.Fin) !== 0;
    // A RST may carry text about its reason, which is no part of the stream.
    if ((length > 0 || isLast) && (flags & TcpFlag.Rst) === 0) {
      const half = connection.halves[direction] ??= new HalfStream(
        direction,
        this.#budget,
        connection,
      );
      const sequence = (u32(bytes, start + AT.SEQUENCE) + ((flags & TcpFlag.Syn) >> 1)) | 0;
      if (!half.begun) this.#begin(half, slot, direction, sequence, length);
      half.segment(sequence, bytes, payloadStart, payloadEnd, length, isLast);
    }
    if (connection.isDone) discard(connection);
  }

  /** From the SYN on where that is known and nothing was missed meanwhile; else from here on. */
  #begin(
    half: HalfStream,
    slot: number,
    direction: number,
    sequence: number,
    length: number,
  ): void {
    const { historySeen, initials, payloadBytes } = this.#table;
    const at = 2 * slot + direction;
    const synBits = (1 << (HistoryLetter.Syn + direction)) |
      (1 << (HistoryLetter.SynAck + direction));
    if ((historySeen[slot] & synBits) === 0) {
      half.begin(sequence, 0);
    } else if (payloadBytes[at] === length) {
      half.begin(initials[at], 0);
    } else {
      half.begin(sequence, (sequence - initials[at]) >>> 0);
    }
  }

  /** Somebody new wants a connection of which nobody wanted more: it goes on from here. */
  goOn(slot: number): void {
    if (this.#connections[slot]?.isDone) this.#connections[slot] = undefined;
  }

  /** The connection is over: what waits goes out. */
  finish(slot: number): void {
    const connection = this.#connections[slot];
    if (connection === undefined) return;
    for (const half of connection.halves) half?.finish();
    discard(connection);
    this.#connections[slot] = undefined;
  }
}

function discard(connection: Connection): void {
  for (const half of connection.halves) half?.discard();
}
