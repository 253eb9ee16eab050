// core/wire/l2tp_ip.ts: L2TP version 3 straight over IP, RFC 3931, section 4.1.1.
import { u16, u32 } from "./bytes.ts";
import { Fault, truncated } from "./fault.ts";
import { integer } from "./field.ts";
import { View } from "./view.ts";

/** Byte offsets from the start of the header; a control message's follow a session of 0. */
const AT = { SESSION: 0, FLAGS: 4, LENGTH: 6, CONNECTION: 8, SENT: 12, EXPECTED: 14 } as const;

/** Bytes that every message has. */
export const L2TP_IP_HEADER_LENGTH = 4;
/** Bytes of a control message's header. */
const CONTROL_LENGTH = AT.EXPECTED + 2;

/**
 * One message. What data are, with what cookie before them, the session decided.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const l2tp = new L2tpIp();
 * l2tp.at(Uint8Array.of(0, 0, 1, 0, 0xaa), 0, 5);
 * assertStrictEquals(l2tp.sessionId, 256);
 * ```
 */
export class L2tpIp extends View {
  static override readonly title = "Layer Two Tunnelling Protocol version 3 over IP";
  static override readonly specification = "RFC 3931";
  static override readonly fields = {
    type: integer("0 data, 1 control"),
    version: integer("always 3"),
    sessionId: integer("the receiver's number of the session; 0 in control messages"),
    length: integer("of a control message, as it says", "bytes"),
    connectionId: integer("the receiver's number of the control connection"),
    sent: integer("sequence number of this control message"),
    expected: integer("sequence number of the next control message expected"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < L2TP_IP_HEADER_LENGTH) return truncated("sessionId", L2TP_IP_HEADER_LENGTH);
    const isControl = u32(bytes, start + AT.SESSION) === 0;
    const header = isControl ? CONTROL_LENGTH : L2TP_IP_HEADER_LENGTH;
    if (end - start < header) return truncated("expected", header);
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + header;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    return Fault.None;
  }

  /** 0 is data, 1 is control. */
  get type(): number {
    return this.sessionId === 0 ? 1 : 0;
  }

  /** Always 3. */
  get version(): number {
    return 3;
  }

  /** The receiver's number of the session, 0 to 2^32 - 1. */
  get sessionId(): number {
    return u32(this.bytes, this.start + AT.SESSION);
  }

  /** Bytes of a control message after the session. */
  get length(): number | undefined {
    return this.type === 1 ? u16(this.bytes, this.start + AT.LENGTH) : undefined;
  }

  /** The receiver's number of the control connection, 0 to 2^32 - 1. */
  get connectionId(): number | undefined {
    return this.type === 1 ? u32(this.bytes, this.start + AT.CONNECTION) : undefined;
  }

  /** Sequence number of this message (Ns), 0 to 65,535. */
  get sent(): number | undefined {
    return this.type === 1 ? u16(this.bytes, this.start + AT.SENT) : undefined;
  }

  /** Sequence number of the next message expected (Nr), 0 to 65,535. */
  get expected(): number | undefined {
    return this.type === 1 ? u16(this.bytes, this.start + AT.EXPECTED) : undefined;
  }

  override summary(_detail: number): string {
    return this.type === 1
      ? `l2tpv3 control (${this.connectionId}) Ns=${this.sent},Nr=${this.expected}`
      : `l2tpv3 session ${this.sessionId}, length ${this.wireEnd - this.payloadStart}`;
  }
}
