// core/wire/l2tp.ts: Layer Two Tunnelling Protocol over UDP, RFC 2661 (version 2) and RFC 3931 (version 3).
import { u16, u32 } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { boolean, bytes as bytesField, group, hexadecimal, integer, list } from "./field.ts";
import { type L2tpAttribute, l2tpAttributes } from "./l2tp_attributes.ts";
import { Direct } from "./select.ts";
import { View } from "./view.ts";

/** Byte offset of flags and version; what follows is as they say (RFC 2661, section 3.1). */
const FLAGS_AT = 0;

/** Bytes of the shortest header. */
export const L2TP_HEADER_LENGTH = 6;

/** Bits of flags and version. */
const CONTROL = 0x8000, LENGTH = 0x4000, SEQUENCE = 0x0800, OFFSET = 0x0200, PRIORITY = 0x0100;

/** Bytes of a control message's header, in either version. */
const CONTROL_LENGTH = 12;

/**
 * One message. Data of version 2 are PPP; what those of version 3 are, the
 * session decided.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const l2tp = new L2tp();
 * l2tp.at(Uint8Array.of(0x00, 0x02, 0, 7, 0, 9, 0xff, 0x03), 0, 8);
 * assertStrictEquals(l2tp.tunnelId, 7);
 * assertStrictEquals(l2tp.sessionId, 9);
 * ```
 */
export class L2tp extends View {
  static override readonly title = "Layer Two Tunnelling Protocol";
  static override readonly specification = "RFC 2661, RFC 3931";
  static override readonly fields = {
    flagsAndVersion: hexadecimal("as they stand"),
    type: integer("0 data, 1 control"),
    priority: boolean("to be sent before others"),
    version: integer("2 or 3"),
    length: integer("the whole message, as it says", "bytes"),
    tunnelId: integer("the receiver's number of the tunnel; version 2 only"),
    sessionId: integer("the receiver's number of the session"),
    connectionId: integer("the receiver's number of the control connection; version 3 only"),
    sent: integer("sequence number of this message"),
    expected: integer("sequence number of the next message expected"),
    offsetSize: integer("padding before the payload", "bytes"),
    messageType: integer("of a control message"),
    attributes: list(group("of a control message", {
      mandatory: boolean("who does not know it must give up"),
      hidden: boolean("the value is encrypted"),
      vendor: integer("whose type it is; 0 is IETF"),
      type: integer("what it is"),
      value: bytesField("its value"),
    })),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < L2TP_HEADER_LENGTH) return truncated("sessionId", L2TP_HEADER_LENGTH);
    const flags = u16(bytes, start + FLAGS_AT), version = flags & 15;
    if (version !== 2 && version !== 3) return malformed("version");
    this.bytes = bytes;
    this.start = start;
    const header = version === 2 ? this.#lengthOf2(flags, end) : this.#lengthOf3(flags);
    if (end - start < header) return truncated("sessionId", header);
    const length = (flags & LENGTH) === 0 ? wireEnd - start : u16(bytes, start + 2);
    if (length < header) return malformed("length");
    this.payloadStart = start + header;
    this.wireEnd = Math.min(wireEnd, start + length);
    this.payloadEnd = Math.min(end, this.wireEnd);
    const carries = version === 2 && (flags & CONTROL) === 0 && this.payloadStart < this.payloadEnd;
    this.next = carries ? Direct.Ppp : 0;
    return Fault.None;
  }

  #lengthOf2(flags: number, end: number): number {
    let length = 6;
    if ((flags & LENGTH) !== 0) length += 2;
    if ((flags & SEQUENCE) !== 0) length += 4;
    if ((flags & OFFSET) === 0) return length;
    length += 2;
    return this.start + length <= end ? length + u16(this.bytes, this.start + length - 2) : length;
  }

  #lengthOf3(flags: number): number {
    return (flags & CONTROL) === 0 ? 8 : CONTROL_LENGTH;
  }

  /** Flags and version, 16 bits. */
  get flagsAndVersion(): number {
    return u16(this.bytes, this.start + FLAGS_AT);
  }

  /** 0 is data, 1 is control. */
  get type(): number {
    return this.flagsAndVersion >> 15;
  }

  get priority(): boolean | undefined {
    return this.version === 2 ? (this.flagsAndVersion & PRIORITY) !== 0 : undefined;
  }

  /** 2 or 3. */
  get version(): number {
    return this.flagsAndVersion & 15;
  }

  /** Bytes of the whole message. */
  get length(): number | undefined {
    return (this.flagsAndVersion & LENGTH) === 0 ? undefined : u16(this.bytes, this.start + 2);
  }

  /** The receiver's number of the tunnel, 0 to 65,535. */
  get tunnelId(): number | undefined {
    return this.version === 2 ? u16(this.bytes, this.#identifiersAt) : undefined;
  }

  /** The receiver's number of the session: 16 bits, in version 3 32. */
  get sessionId(): number | undefined {
    if (this.version === 2) return u16(this.bytes, this.#identifiersAt + 2);
    return this.type === 0 ? u32(this.bytes, this.start + 4) : undefined;
  }

  /** The receiver's number of the control connection, 0 to 2^32 - 1. */
  get connectionId(): number | undefined {
    const has = this.version === 3 && this.type === 1;
    return has ? u32(this.bytes, this.start + 4) : undefined;
  }

  /** Sequence number of this message (Ns), 0 to 65,535. */
  get sent(): number | undefined {
    return this.#isSequenced ? u16(this.bytes, this.#sequenceAt) : undefined;
  }

  /** Sequence number of the next message expected (Nr), 0 to 65,535. */
  get expected(): number | undefined {
    return this.#isSequenced ? u16(this.bytes, this.#sequenceAt + 2) : undefined;
  }

  /** Bytes of padding before the payload. */
  get offsetSize(): number | undefined {
    if (this.version !== 2 || (this.flagsAndVersion & OFFSET) === 0) return undefined;
    return u16(this.bytes, this.#sequenceAt + (this.#isSequenced ? 4 : 0));
  }

  /** What a control message is (RFC 2661, section 3.2): its first attribute's value. */
  get messageType(): number | undefined {
    const first = this.payloadStart;
    if (this.type === 0 || first + 8 > this.payloadEnd) return undefined;
    const isMessageType = u16(this.bytes, first + 2) === 0 && u16(this.bytes, first + 4) === 0;
    return isMessageType ? u16(this.bytes, first + 6) : undefined;
  }

  /** The attributes of a control message, made anew. */
  get attributes(): L2tpAttribute[] | undefined {
    if (this.type === 0) return undefined;
    return l2tpAttributes(this.bytes, this.payloadStart, this.payloadEnd);
  }

  get #isSequenced(): boolean {
    if (this.version === 3) return this.type === 1;
    return (this.flagsAndVersion & SEQUENCE) !== 0;
  }

  /** Of version 2: the length may be left out before it. */
  get #identifiersAt(): number {
    return this.start + ((this.flagsAndVersion & LENGTH) === 0 ? 2 : 4);
  }

  get #sequenceAt(): number {
    return this.version === 3 ? this.start + 8 : this.#identifiersAt + 4;
  }

  override summary(_detail: number): string {
    const letters = `${this.type === 1 ? "T" : ""}${this.length === undefined ? "" : "L"}${
      this.sent === undefined ? "" : "S"
    }${this.offsetSize === undefined ? "" : "O"}`;
    const numbers = this.sent === undefined ? "" : ` Ns=${this.sent},Nr=${this.expected}`;
    const ids = this.version === 2
      ? `(${this.tunnelId}/${this.sessionId})`
      : `(${this.connectionId ?? this.sessionId})`;
    return `l2tp:[${letters}]${ids}${numbers}`;
  }
}
