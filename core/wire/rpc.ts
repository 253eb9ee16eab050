// core/wire/rpc.ts: ONC remote procedure calls, RFC 5531.
import { Application } from "./_application.ts";
import { u32 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, hexadecimal, integer } from "./field.ts";
import { TCP_PORT } from "./select.ts";
import { Verdict } from "./verdict.ts";

/** Byte offsets from the start of a message (section 9). */
const AT = {
  XID: 0,
  MESSAGE_TYPE: 4,
  RPC_VERSION: 8,
  PROGRAM: 12,
  PROGRAM_VERSION: 16,
  PROCEDURE: 20,
  REPLY_STATUS: 8,
} as const;

/** Bytes before a fragment of a message over streams (section 11). */
const RECORD_MARK_LENGTH = 4;
/** Bytes of a reply up to its status, and of a call up to its procedure. */
const REPLY_LENGTH = AT.REPLY_STATUS + 4, CALL_LENGTH = AT.PROCEDURE + 4;

const CALL = 0, REPLY = 1;
/** The only version that ever was. */
const RPC_VERSION = 2;
/** Programs above are of users, or transient (section 8.3). */
const LAST_PROGRAM = 0x5fff_ffff;

/**
 * One call or reply; those that share its segment are layers after it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const reply = Uint8Array.of(0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 0);
 * const rpc = new Rpc();
 * rpc.at(reply, 0, reply.length);
 * assertStrictEquals(rpc.transactionId, 7);
 * ```
 */
export class Rpc extends Application {
  static override readonly title = "ONC Remote Procedure Call";
  static override readonly specification = "RFC 5531";
  static override readonly fields: Fields = {
    fragmentLength: integer("of the fragment, over TCP", "bytes"),
    transactionId: hexadecimal("pairs replies with calls"),
    messageType: integer("0 call, 1 reply"),
    rpcVersion: integer("of a call: 2"),
    program: integer("of a call: 100000 is the port mapper, 100003 is NFS"),
    programVersion: integer("of a call"),
    procedure: integer("of a call"),
    replyStatus: integer("of a reply: 0 accepted, 1 denied"),
  };

  #message = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const message = this.over === TCP_PORT ? start + RECORD_MARK_LENGTH : start;
    if (end - message < REPLY_LENGTH) {
      return truncated("messageType", message - start + REPLY_LENGTH);
    }
    const type = u32(bytes, message + AT.MESSAGE_TYPE);
    if (type !== CALL && type !== REPLY) return malformed("messageType");
    if (type === CALL) {
      if (u32(bytes, message + AT.RPC_VERSION) !== RPC_VERSION) return malformed("rpcVersion");
      if (end - message < CALL_LENGTH) return truncated("procedure", message - start + CALL_LENGTH);
    } else if (u32(bytes, message + AT.REPLY_STATUS) > 1) return malformed("replyStatus");
    this.#message = message;
    const after = message > start ? message + fragmentLength(bytes, start) : end;
    if (after < message + REPLY_LENGTH) return malformed("fragmentLength");
    return this.window(bytes, start, after, end, wireEnd, TCP_PORT | 111);
  }

  /** Bytes of the fragment; `undefined` over UDP. */
  get fragmentLength(): number | undefined {
    return this.#message === this.start ? undefined : fragmentLength(this.bytes, this.start);
  }

  /** 32 bits: xid. */
  get transactionId(): number {
    return u32(this.bytes, this.#message + AT.XID);
  }

  /** 0 call, 1 reply. */
  get messageType(): number {
    return u32(this.bytes, this.#message + AT.MESSAGE_TYPE);
  }

  #ofCall(offset: number): number | undefined {
    return this.messageType === CALL ? u32(this.bytes, this.#message + offset) : undefined;
  }

  /** Of a call: 2. */
  get rpcVersion(): number | undefined {
    return this.#ofCall(AT.RPC_VERSION);
  }

  /** Of a call. */
  get program(): number | undefined {
    return this.#ofCall(AT.PROGRAM);
  }

  /** Of a call. */
  get programVersion(): number | undefined {
    return this.#ofCall(AT.PROGRAM_VERSION);
  }

  /** Of a call; 0 does nothing. */
  get procedure(): number | undefined {
    return this.#ofCall(AT.PROCEDURE);
  }

  /** Of a reply: 0 accepted, 1 denied. */
  get replyStatus(): number | undefined {
    return this.messageType === REPLY
      ? u32(this.bytes, this.#message + AT.REPLY_STATUS)
      : undefined;
  }

  /** `RPC call 100003 v3 proc 1, xid 0x1f, length 120`. */
  override summary(_detail: number): string {
    const what = this.messageType === CALL
      ? `call ${this.program} v${this.programVersion} proc ${this.procedure}`
      : `reply ${this.replyStatus === 0 ? "ok" : "denied"}`;
    const id = this.transactionId.toString(16);
    return `RPC ${what}, xid 0x${id}${this.lengthText}`;
  }
}

/** The upper bit says that it is the last fragment. */
function fragmentLength(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) & 0x7fff_ffff;
}

/** Whether a datagram is a call; a reply has too little to tell. */
export function probeRpc(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end - start < CALL_LENGTH) return Verdict.Unsure;
  return u32(bytes, start + AT.MESSAGE_TYPE) === CALL &&
      u32(bytes, start + AT.RPC_VERSION) === RPC_VERSION &&
      u32(bytes, start + AT.PROGRAM) <= LAST_PROGRAM && u32(bytes, start + AT.PROGRAM) > 0 &&
      u32(bytes, start + AT.PROGRAM_VERSION) < 0x100 && u32(bytes, start + AT.PROCEDURE) < 0x1000
    ? Verdict.Yes
    : Verdict.No;
}

/** Whether a stream's bytes begin with a call, after its mark. */
export function probeRpcStream(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end - start < RECORD_MARK_LENGTH) return Verdict.Unsure;
  const length = fragmentLength(bytes, start);
  return length < CALL_LENGTH ? Verdict.No : probeRpc(bytes, start + RECORD_MARK_LENGTH, end);
}
