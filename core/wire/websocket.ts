// core/wire/websocket.ts: WebSocket frames, RFC 6455, section 5.2.
import { Application } from "./_application.ts";
import { u16, u64 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { boolean, bytes as bytesField, type Fields, integer } from "./field.ts";

/** Bytes of the shortest head. */
export const WEBSOCKET_HEADER_LENGTH = 2;

const OPCODES: { readonly [opcode: number]: string } = {
  0: "continuation",
  1: "text",
  2: "binary",
  8: "close",
  9: "ping",
  10: "pong",
};

/**
 * One frame. Nothing in its bytes announces it: the HTTP upgrade before it in
 * the connection does, or the user who forces it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const websocket = new Websocket();
 * websocket.at(Uint8Array.of(0x81, 2, 104, 105), 0, 4);
 * assertStrictEquals(websocket.payloadLength, 2);
 * ```
 */
export class Websocket extends Application {
  static override readonly title = "WebSocket";
  static override readonly specification = "RFC 6455";
  static override readonly fields: Fields = {
    fin: boolean("the message ends with this frame"),
    opcode: integer("0 goes on, 1 text, 2 binary, 8 close, 9 ping, 10 pong"),
    masked: boolean("from a client"),
    payloadLength: integer("of the payload", "bytes"),
    maskingKey: bytesField("what the payload is combined with"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < WEBSOCKET_HEADER_LENGTH) {
      return truncated("payloadLength", WEBSOCKET_HEADER_LENGTH);
    }
    if ((bytes[start] & 0x30) !== 0 || OPCODES[bytes[start] & 0xf] === undefined) {
      return malformed("opcode");
    }
    const needed = headLength(bytes[start + 1]);
    if (end - start < needed) return truncated("maskingKey", needed);
    return this.window(bytes, start, start + needed, end, wireEnd);
  }

  /** The message ends with this frame. */
  get fin(): boolean {
    return this.bytes[this.start] > 0x7f;
  }

  /** 0 to 10. */
  get opcode(): number {
    return this.bytes[this.start] & 0xf;
  }

  /** From a client. */
  get masked(): boolean {
    return this.bytes[this.start + 1] > 0x7f;
  }

  /** Bytes of the payload. */
  get payloadLength(): number | bigint {
    const short = this.bytes[this.start + 1] & 0x7f;
    if (short < 126) return short;
    return short === 126 ? u16(this.bytes, this.start + 2) : u64(this.bytes, this.start + 2);
  }

  /** Four bytes; `undefined` from a server. */
  get maskingKey(): Uint8Array | undefined {
    return this.masked ? this.bytes.subarray(this.payloadStart - 4, this.payloadStart) : undefined;
  }

  /** `WebSocket text, length 2`. */
  override summary(_detail: number): string {
    return `WebSocket ${OPCODES[this.opcode]}, length ${this.payloadLength}`;
  }
}

/** The length may take two or eight bytes more, and the key takes four. */
function headLength(second: number): number {
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  return WEBSOCKET_HEADER_LENGTH + extended + (second > 0x7f ? 4 : 0);
}
