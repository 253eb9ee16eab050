// core/flow/options.ts: the bounds of conversations, and what became of them.
import { MESSAGE_PROTOCOLS } from "./messages/mod.ts";
import type { MessageProtocol } from "./messages/parser.ts";

/** How long a conversation may be silent before it is over, in milliseconds of packet time. */
export interface FlowTimeouts {
  /** After both FINs or a RST, for stragglers. */
  readonly closed: number;
  /** While only one side has spoken, or a handshake is not done. */
  readonly unanswered: number;
  /** When both have, over anything but TCP. */
  readonly answered: number;
  /** A TCP connection. */
  readonly established: number;
}

/** What a user may change of an engine; what is left out takes the value in brackets. */
export interface FlowOptions {
  /** Conversations at a time [262,144]. */
  readonly maxFlows?: number;
  /** [5 s, 60 s, 180 s, 1 h] */
  readonly timeouts?: Partial<FlowTimeouts>;
  /** Bytes that wait for earlier ones, in one direction of a connection [16 MiB]. */
  readonly maxWaitingBytes?: number;
  /** The same of all connections together [64 MiB]; none may have more than what is still free. */
  readonly maxAllWaitingBytes?: number;
  /** Bytes of fragments whose datagrams are not whole [16 MiB]. */
  readonly maxFragmentBytes?: number;
  /** Bytes of messages whose end, or whose answer, has not come, in all conversations [64 MiB]. */
  readonly maxMessageBytes?: number;
  /** The protocols whose messages are found [the built-in ones]. */
  readonly protocols?: readonly MessageProtocol[];
}

/** What became of the conversations. Counts only grow, but for `active`. */
export interface FlowStatistics {
  /** Conversations that are open. */
  readonly active: number;
  readonly begun: number;
  /** Given up to stay within the bound. */
  readonly evicted: number;
  /** Bytes of streams that were gaps: missed by the capture, or given up to stay within bounds. */
  readonly missedStreamBytes: number;
  /** Bytes of streams that wait for earlier ones, with what keeping them costs. */
  readonly waitingBytes: number;
  /** Bytes of fragments that wait for others, with what keeping them costs. */
  readonly fragmentBytes: number;
  /** Datagrams in fragments that were given up. */
  readonly droppedDatagrams: number;
  /** Bytes of messages that are not whole, or wait for their answer. */
  readonly messageBytes: number;
  /** Times that a message was not read because those bytes were at their bound. */
  readonly refusedMessages: number;
}

const MEBIBYTE = 1024 * 1024;

/** All options with a value. */
export type ChosenOptions = Required<FlowOptions> & { readonly timeouts: FlowTimeouts };

/** What an engine takes where its options say nothing. */
const DEFAULTS: ChosenOptions = {
  maxFlows: 262_144,
  timeouts: { closed: 5_000, unanswered: 60_000, answered: 180_000, established: 3_600_000 },
  // Behind one lost segment waits what the sender had under way: on Linux up to tcp_wmem's 4 MiB,
  // and with buffers made for long fat paths several times that.
  maxWaitingBytes: 16 * MEBIBYTE,
  maxAllWaitingBytes: 64 * MEBIBYTE,
  maxFragmentBytes: 16 * MEBIBYTE,
  maxMessageBytes: 64 * MEBIBYTE,
  protocols: MESSAGE_PROTOCOLS,
};

/** The options, with values for what is left out or `undefined`. */
export function withDefaults(options: FlowOptions): ChosenOptions {
  return {
    ...DEFAULTS,
    ...given(options),
    timeouts: { ...DEFAULTS.timeouts, ...given(options.timeouts ?? {}) },
  };
}

function given<T extends object>(values: T): Partial<T> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}
