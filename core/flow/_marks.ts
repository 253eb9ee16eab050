// core/flow/_marks.ts: what is known of a conversation beside its counts, as small numbers.

/** How much a conversation is worth keeping, least first: the order of eviction. */
export const FlowClass = {
  /** Over, kept for its last stragglers. */
  Closed: 0,
  /** Only one side has spoken. */
  Unanswered: 1,
  /** Both sides have spoken. */
  Answered: 2,
  /** A TCP connection with its handshake done, or joined in its middle, both sides heard. */
  Established: 3,
} as const;
/** One of {@linkcode FlowClass}. */
export type FlowClass = typeof FlowClass[keyof typeof FlowClass];

/** What is known of a TCP connection, as bits. */
export const TcpMark = {
  Syn: 1,
  SynAck: 2,
  /** The client has acknowledged the server's SYN. */
  Established: 4,
  FinToServer: 8,
  FinToClient: 16,
  RstToServer: 32,
  RstToClient: 64,
  /** The other side has acknowledged the FIN. */
  FinToServerDone: 128,
  FinToClientDone: 256,
} as const;

/** Letters of a history at most: each is written once for each direction. */
export const HISTORY_LENGTH = 20;

/**
 * What a letter of the history stands for, as a number: those of the server
 * are one more. The text has `S` for the client's and `s` for the server's.
 */
export const HistoryLetter = {
  Syn: 0,
  SynAck: 2,
  Ack: 4,
  Data: 6,
  Fin: 8,
  Rst: 10,
  Retransmission: 12,
  ZeroWindow: 14,
  Gap: 16,
} as const;
/** One of {@linkcode HistoryLetter}, or one more. */
export type HistoryLetter = number;

/** The letters in the order of their numbers. */
export const HISTORY_LETTERS = "SsHhAaDdFfRrTtWwGg";
