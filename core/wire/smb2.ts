// core/wire/smb2.ts: server message blocks, versions 2 and 3 (MS-SMB2, section 2.2.1).
import { Application } from "./_application.ts";
import { u16le, u24, u32le, u64 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { boolean, type Fields, group, hexadecimal, integer, list } from "./field.ts";
import { TCP_PORT } from "./select.ts";
import { Verdict } from "./verdict.ts";

/** Byte offsets from the start of a header; numbers are least significant byte first. */
const AT = {
  PROTOCOL: 0,
  STATUS: 8,
  COMMAND: 12,
  FLAGS: 16,
  NEXT_COMMAND: 20,
  MESSAGE_ID: 24,
  TREE_ID: 36,
  SESSION_ID: 40,
} as const;

/** Bytes of a header. */
export const SMB2_HEADER_LENGTH = 64;

/** Bytes in front over streams (section 2.1): a zero, and a length of three bytes. */
const TRANSPORT_HEADER_LENGTH = 4;
/** 0xfe, S, M, B; encrypted messages begin with 0xfd, compressed ones with 0xfc. */
const PROTOCOL = 0x424d53fe;

const COMMANDS: readonly string[] = [
  ...["NEGOTIATE", "SESSION_SETUP", "LOGOFF", "TREE_CONNECT", "TREE_DISCONNECT", "CREATE"],
  ...["CLOSE", "FLUSH", "READ", "WRITE", "LOCK", "IOCTL", "CANCEL", "ECHO", "QUERY_DIRECTORY"],
  ...["CHANGE_NOTIFY", "QUERY_INFO", "SET_INFO", "OPLOCK_BREAK"],
];

/** One request or response of a message. */
export interface Smb2Header {
  readonly command: number;
  /** Outcome of a response. */
  readonly status?: number;
  readonly response: boolean;
  readonly flags: number;
  readonly messageId: bigint;
  /** The share; not in an asynchronous message. */
  readonly treeId?: number;
  readonly sessionId: bigint;
}

/**
 * One message, which may hold several requests or responses; messages that
 * share its segment are layers after it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const create = new Uint8Array(64);
 * create.set([0xfe, 0x53, 0x4d, 0x42, 64]);
 * create[12] = 5;
 * const smb2 = new Smb2();
 * smb2.at(create, 0, create.length);
 * assertStrictEquals(smb2.summary(1), "SMB2 CREATE request, length 64");
 * ```
 */
export class Smb2 extends Application {
  static override readonly title = "Server Message Block, versions 2 and 3";
  static override readonly specification = "MS-SMB2";
  static override readonly fields: Fields = {
    headers: list(group("request or response", {
      command: integer("0 negotiate, 1 session setup, 3 tree connect, 5 create, 8 read, 9 write"),
      status: hexadecimal("outcome of a response; 0 is success"),
      response: boolean("from the server"),
      flags: hexadecimal("1 response, 2 asynchronous, 4 related, 8 signed"),
      messageId: integer("pairs responses with requests"),
      treeId: integer("the share"),
      sessionId: hexadecimal("the session"),
    })),
  };

  #message = 0;
  #end = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const message = this.over === TCP_PORT ? start + TRANSPORT_HEADER_LENGTH : start;
    const needed = message - start + SMB2_HEADER_LENGTH;
    if (end - start < needed) return truncated("headers", needed);
    if (u32le(bytes, message) !== PROTOCOL) return malformed("headers");
    if (message > start && bytes[start] !== 0) return malformed("headers");
    const after = message > start ? message + u24(bytes, start + 1) : end;
    this.#message = message;
    this.#end = Math.min(end, Math.max(after, start + needed));
    return this.window(bytes, start, this.#end, end, wireEnd, TCP_PORT | 445);
  }

  /** All requests or responses of the message (section 3.2.4.1.4). */
  get headers(): Smb2Header[] {
    const { bytes } = this;
    const headers: Smb2Header[] = [];
    for (let at = this.#message; this.#end - at >= SMB2_HEADER_LENGTH;) {
      if (u32le(bytes, at) !== PROTOCOL) break;
      headers.push(header(bytes, at));
      const next = u32le(bytes, at + AT.NEXT_COMMAND);
      if (next < SMB2_HEADER_LENGTH) break;
      at += next;
    }
    return headers;
  }

  /** `SMB2 CREATE request, length 300`. */
  override summary(_detail: number): string {
    const { headers } = this;
    const names = headers.map(({ command }) => COMMANDS[command] ?? `command ${command}`);
    const way = headers[0].response ? "response" : "request";
    return `SMB2 ${names.join(" ")} ${way}${this.lengthText}`;
  }
}

function header(bytes: Uint8Array, at: number): Smb2Header {
  const flags = u32le(bytes, at + AT.FLAGS);
  const response = (flags & 1) !== 0, isAsynchronous = (flags & 2) !== 0;
  return {
    command: u16le(bytes, at + AT.COMMAND),
    status: response ? u32le(bytes, at + AT.STATUS) : undefined,
    response,
    flags,
    messageId: u64le(bytes, at + AT.MESSAGE_ID),
    treeId: isAsynchronous ? undefined : u32le(bytes, at + AT.TREE_ID),
    sessionId: u64le(bytes, at + AT.SESSION_ID),
  };
}

function u64le(bytes: Uint8Array, at: number): bigint {
  return u64(bytes.slice(at, at + 8).reverse(), 0);
}

/** Whether a stream's bytes begin with a message after its transport header. */
export function probeSmb2(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end > start && bytes[start] !== 0) return Verdict.No;
  if (end - start < TRANSPORT_HEADER_LENGTH + 4) return Verdict.Unsure;
  return u32le(bytes, start + TRANSPORT_HEADER_LENGTH) === PROTOCOL ? Verdict.Yes : Verdict.No;
}
