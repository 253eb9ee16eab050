// core/wire/smb.ts: server message blocks, version 1 (MS-CIFS, section 2.2.3.1).
import { Application } from "./_application.ts";
import { u16le, u24, u32le } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { boolean, type Fields, hexadecimal, integer } from "./field.ts";
import { TCP_PORT } from "./select.ts";
import { Verdict } from "./verdict.ts";

/** Byte offsets from the start of the message; numbers are least significant byte first. */
const AT = {
  PROTOCOL: 0,
  COMMAND: 4,
  STATUS: 5,
  FLAGS: 9,
  TREE_ID: 24,
  PROCESS_ID: 26,
  USER_ID: 28,
  MULTIPLEX_ID: 30,
} as const;

/** Bytes of the header. */
export const SMB_HEADER_LENGTH = AT.MULTIPLEX_ID + 2;

/** Bytes of NetBIOS's session header over streams: a zero, and a length of three bytes. */
const SESSION_HEADER_LENGTH = 4;
/** 0xff, S, M, B. */
const PROTOCOL = 0x424d53ff;

/**
 * One message; those that share its segment are layers after it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const negotiate = new Uint8Array(32);
 * negotiate.set([0xff, 0x53, 0x4d, 0x42, 0x72]);
 * const smb = new Smb();
 * smb.at(negotiate, 0, negotiate.length);
 * assertStrictEquals(smb.command, 0x72);
 * ```
 */
export class Smb extends Application {
  static override readonly title = "Server Message Block, version 1";
  static override readonly specification = "MS-CIFS";
  static override readonly fields: Fields = {
    command: hexadecimal("114 negotiate, 115 session setup, 162 create"),
    status: hexadecimal("outcome; 0 is success"),
    response: boolean("from the server"),
    treeId: integer("the share"),
    processId: integer("the client's process"),
    userId: integer("the session"),
    multiplexId: integer("pairs responses with requests"),
  };

  #message = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const message = this.over === TCP_PORT ? start + SESSION_HEADER_LENGTH : start;
    const needed = message - start + SMB_HEADER_LENGTH;
    if (end - start < needed) return truncated("multiplexId", needed);
    if (u32le(bytes, message) !== PROTOCOL) return malformed("command");
    if (message > start && bytes[start] !== 0) return malformed("command");
    this.#message = message;
    const after = message > start ? message + u24(bytes, start + 1) : end;
    return this.window(bytes, start, Math.max(after, start + needed), end, wireEnd, TCP_PORT | 445);
  }

  /** What is asked for. */
  get command(): number {
    return this.bytes[this.#message + AT.COMMAND];
  }

  /** Outcome; 0 is success. */
  get status(): number {
    return u32le(this.bytes, this.#message + AT.STATUS);
  }

  /** From the server. */
  get response(): boolean {
    return (this.bytes[this.#message + AT.FLAGS] & 0x80) !== 0;
  }

  /** The share. */
  get treeId(): number {
    return u16le(this.bytes, this.#message + AT.TREE_ID);
  }

  /** The client's process. */
  get processId(): number {
    return u16le(this.bytes, this.#message + AT.PROCESS_ID);
  }

  /** The session. */
  get userId(): number {
    return u16le(this.bytes, this.#message + AT.USER_ID);
  }

  /** Pairs responses with requests. */
  get multiplexId(): number {
    return u16le(this.bytes, this.#message + AT.MULTIPLEX_ID);
  }

  /** `SMB PACKET: command 0x72 (REQUEST)`, near to tcpdump's. */
  override summary(_detail: number): string {
    const way = this.response ? "REPLY" : "REQUEST";
    return `SMB PACKET: command 0x${this.command.toString(16)} (${way})`;
  }
}

/** Whether a stream's bytes begin with a message after its session header. */
export function probeSmb(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end > start && bytes[start] !== 0) return Verdict.No;
  if (end - start < SESSION_HEADER_LENGTH + 4) return Verdict.Unsure;
  return u32le(bytes, start + SESSION_HEADER_LENGTH) === PROTOCOL ? Verdict.Yes : Verdict.No;
}
