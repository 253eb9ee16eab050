// core/wire/ldp.ts: label distribution, RFC 5036, section 3.
import { Address, IPV4_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { u16 } from "./bytes.ts";
import { Cursor } from "./_cursor.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { address, type Fields, group, hexadecimal, integer, list } from "./field.ts";
import { TCP_PORT } from "./select.ts";

/** Byte offsets from the start of a protocol data unit. */
const AT = { VERSION: 0, LENGTH: 2, ROUTER_ID: 4, LABEL_SPACE: 8 } as const;

/** Bytes before the messages. */
export const LDP_HEADER_LENGTH = AT.LABEL_SPACE + 2;

/** One message's header. */
export interface LdpMessage {
  /** Without the bit that says what to do when it is not known. */
  readonly type: number;
  /** Of what follows, in bytes. */
  readonly length: number;
  readonly id: number;
}

/**
 * One protocol data unit.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const keepalive = Uint8Array.of(0, 1, 0, 14, 10, 0, 0, 1, 0, 0, 2, 1, 0, 4, 0, 0, 0, 9);
 * const ldp = new Ldp();
 * ldp.at(keepalive, 0, keepalive.length);
 * assertStrictEquals(ldp.messages[0].type, 0x0201);
 * ```
 */
export class Ldp extends Application {
  static override readonly title = "Label Distribution Protocol";
  static override readonly specification = "RFC 5036";
  static override readonly fields: Fields = {
    version: integer("1"),
    length: integer("of what follows this field", "bytes"),
    routerId: address("the sender's number"),
    labelSpace: integer("which of its label spaces"),
    messages: list(group("message", {
      type: hexadecimal("256 hello, 512 initialization, 513 keepalive, 1024 label mapping"),
      length: integer("of what follows", "bytes"),
      id: integer("which message"),
    })),
  };

  #router = new Address();
  #end = 0;

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < LDP_HEADER_LENGTH) return truncated("labelSpace", LDP_HEADER_LENGTH);
    const length = u16(bytes, start + AT.LENGTH);
    if (u16(bytes, start) !== 1) return malformed("version");
    if (length < LDP_HEADER_LENGTH - AT.ROUTER_ID) return malformed("length");
    this.#end = Math.min(end, start + AT.ROUTER_ID + length);
    const follower = this.over === TCP_PORT ? TCP_PORT | 646 : 0;
    return this.window(bytes, start, this.#end, end, wireEnd, follower);
  }

  /** 1. */
  get version(): number {
    return u16(this.bytes, this.start + AT.VERSION);
  }

  /** Bytes of what follows this field. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  /** The sender's number, written as an address. */
  get routerId(): Address {
    return this.#router.at(this.bytes, this.start + AT.ROUTER_ID, IPV4_LENGTH);
  }

  /** Which of its label spaces; 0 is that of the whole router. */
  get labelSpace(): number {
    return u16(this.bytes, this.start + AT.LABEL_SPACE);
  }

  /** The headers of all messages. */
  get messages(): LdpMessage[] {
    const data = new Cursor(this.bytes, this.start + LDP_HEADER_LENGTH, this.#end);
    const messages: LdpMessage[] = [];
    while (data.left >= 8) {
      const type = data.u16() & 0x7fff, length = data.u16(), id = data.u32();
      messages.push({ type, length, id });
      if (length < 4) break;
      data.skip(length - 4);
    }
    return messages;
  }

  /** `LDP, Label-Space-ID: 10.0.0.1:0, length: 30`. */
  override summary(_detail: number): string {
    return `LDP, Label-Space-ID: ${this.routerId}:${this.labelSpace}, length: ${this.length}`;
  }
}
