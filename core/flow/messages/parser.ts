// core/flow/messages/parser.ts: what a parser of messages is, over streams and datagrams alike.
import type { Probe } from "../../wire/verdict.ts";
import { Budget } from "../_budget.ts";
import type { Flow } from "../flow.ts";

/** The direction of bytes: 0 to the server, 1 to the client. */
export type Side = 0 | 1;

/** What a parser has to do with: the conversation, the time, where messages go, and memory. */
export interface MessageOutlet {
  /** The conversation, lent while the parser is called. */
  readonly flow: Flow;
  /** Packet time, in milliseconds since 1970. */
  readonly timeMs: number;
  /** What all parsers of the engine may keep together. */
  readonly budget: MessageBudget;
  /** Hands out a message, lent until this returns. */
  emit(name: string, message: object): void;
}

/**
 * Reads one conversation. It must not throw, must not keep the bytes that it is
 * given, and keeps no more than its budget allows.
 */
export interface MessageParser {
  /**
   * The next bytes of one direction: of a stream as many as there are, of
   * datagrams one whole payload.
   *
   * @param gap bytes of the stream that are missing before these; 0 for datagrams
   * @returns false when the rest of the conversation is of no use to it
   */
  data(side: Side, bytes: Uint8Array, start: number, end: number, gap: number): boolean;
  /** The conversation is over: what waits for an answer goes out without one. */
  end(): void;
}

/** A protocol whose messages are found in conversations. */
export interface MessageProtocol {
  /** As in the table of protocols. */
  readonly name: string;
  /** The events that it gives. */
  readonly events: readonly string[];
  readonly over: "stream" | "datagram";
  /** Where it is usual: a hint, by which it is asked before others. */
  readonly ports: readonly number[];
  /**
   * Judges the first bytes of a direction, whatever the port. What is unsure is
   * asked again with more of a stream; a datagram that leaves it unsure decides
   * nothing. Absent where the bytes have no mark of their own.
   */
  readonly probe?: Probe;
  /** The same on its ports, where less is enough; {@linkcode probe} when left out. */
  readonly probeOnPorts?: Probe;
  /** Ports of other protocols whose bytes look the same. */
  readonly notOnPorts?: readonly number[];
  /** Begins with a conversation that is its own. */
  open(outlet: MessageOutlet): MessageParser;
}

/** Bytes that the parsers of an engine may keep together. */
export class MessageBudget extends Budget {
  /** Times that something was not kept because there was no room. */
  refused = 0;

  /** Takes room for so many bytes; false when there is none. */
  take(bytes: number): boolean {
    if (bytes > this.free) {
      this.refused++;
      return false;
    }
    this.used += bytes;
    return true;
  }

  /** Gives back what was taken. */
  give(bytes: number): void {
    this.used -= bytes;
  }
}
