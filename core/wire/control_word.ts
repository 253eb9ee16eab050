// core/wire/control_word.ts: what stands before a pseudowire's payload, RFC 4385, section 3 and 5.
import { u16 } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { hexadecimal, integer } from "./field.ts";
import { Direct, IP_VERSION, type Selector } from "./select.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the start of the word. The first four bits are 0, or 1 in
 * an associated channel header, which carries control messages instead.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-------+-------+---+-----------+-------------------------------+
 *     |0 0 0 0| Flags |FRG|  Length   | Sequence Number               |
 *     +-------+-------+---+-----------+-------------------------------+
 *     |0 0 0 1|Version|   Reserved    |         Channel Type          |
 *     +-------+-------+---------------+-------------------------------+
 */
const AT = { FLAGS: 0, LENGTH: 1, NUMBER: 2 } as const;

/** Bytes before the payload. */
export const CONTROL_WORD_LENGTH = AT.NUMBER + 2;

/** Channel types that carry IP (RFC 4385, section 6). */
const CHANNEL_IPV4 = 0x0021, CHANNEL_IPV6 = 0x0057;

/**
 * One pseudowire control word, or associated channel header. Nothing says what
 * the wire emulates; it is read as Ethernet, which nearly all of them are.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const controlWord = new ControlWord();
 * controlWord.at(Uint8Array.of(0, 0, 0, 7), 0, 4);
 * assertStrictEquals(controlWord.sequenceNumber, 7);
 * ```
 */
export class ControlWord extends View {
  static override readonly title = "Pseudowire control word";
  static override readonly specification = "RFC 4385";
  static override readonly fields = {
    flags: hexadecimal("for the emulated service"),
    fragmentation: integer("0 unfragmented, 1 first, 2 last, 3 in between"),
    length: integer("word and payload when shorter than 64; 0 otherwise", "bytes"),
    sequenceNumber: integer("0 where it is not used"),
    version: integer("associated channel: 0"),
    channelType: hexadecimal("associated channel: what the message is"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < CONTROL_WORD_LENGTH) return truncated("sequenceNumber", CONTROL_WORD_LENGTH);
    if (bytes[start] >> 4 > 1) return malformed("flags");
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + CONTROL_WORD_LENGTH;
    this.payloadEnd = end;
    this.wireEnd = wireEnd;
    this.next = bytes[start] >> 4 === 1
      ? channelPayload(u16(bytes, start + AT.NUMBER))
      : Direct.Ethernet;
    return Fault.None;
  }

  get #isChannel(): boolean {
    return this.bytes[this.start] >> 4 === 1;
  }

  /** Four bits whose meaning is the emulated service's; `undefined` in a channel header. */
  get flags(): number | undefined {
    return this.#isChannel ? undefined : this.bytes[this.start + AT.FLAGS] & 0xf;
  }

  /** RFC 4623, section 4.1: 0 to 3; `undefined` in a channel header. */
  get fragmentation(): number | undefined {
    return this.#isChannel ? undefined : this.bytes[this.start + AT.LENGTH] >> 6;
  }

  /** Bytes of word and payload where the link pads, 0 from 64 on; `undefined` in a channel header. */
  get length(): number | undefined {
    return this.#isChannel ? undefined : this.bytes[this.start + AT.LENGTH] & 0x3f;
  }

  /** 1 to 65,535, or 0 where it is not used; `undefined` in a channel header. */
  get sequenceNumber(): number | undefined {
    return this.#isChannel ? undefined : u16(this.bytes, this.start + AT.NUMBER);
  }

  /** The channel header's version; `undefined` in a control word. */
  get version(): number | undefined {
    return this.#isChannel ? this.bytes[this.start + AT.FLAGS] & 0xf : undefined;
  }

  /** IANA "MPLS Generalized Associated Channel Types"; `undefined` in a control word. */
  get channelType(): number | undefined {
    return this.#isChannel ? u16(this.bytes, this.start + AT.NUMBER) : undefined;
  }

  override summary(_detail: number): string {
    const type = this.channelType;
    return type === undefined
      ? `PW control word, seq ${this.sequenceNumber}`
      : `PW channel 0x${type.toString(16).padStart(4, "0")}`;
  }
}

function channelPayload(type: number): Selector {
  if (type === CHANNEL_IPV4) return IP_VERSION | 4;
  return type === CHANNEL_IPV6 ? IP_VERSION | 6 : 0;
}
