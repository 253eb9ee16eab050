// core/wire/ppp_control.ts: PPP's link and network control protocols, RFC 1661, section 5.
import { u16 } from "./bytes.ts";
import { Fault, malformed, truncated } from "./fault.ts";
import { bytes, group, integer, list } from "./field.ts";
import { Ppp, PPP_PROTOCOL_NAMES } from "./ppp.ts";
import { View } from "./view.ts";

/**
 * Byte offsets from the start of the packet. LCP (RFC 1661), IPCP (RFC 1332),
 * IPV6CP (RFC 5072) and the others share the form and differ in their options.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +---------------+---------------+-------------------------------+
 *     |     Code      |  Identifier   |            Length             |
 *     +---------------+---------------+-------------------------------+
 */
const AT = { CODE: 0, IDENTIFIER: 1, LENGTH: 2 } as const;

/** Bytes before the options or the data. */
export const PPP_CONTROL_HEADER_LENGTH = AT.LENGTH + 2;

/** Bytes of an option's type and length (section 6). */
const OPTION_HEADER_LENGTH = 2;

/** The codes 1 to 4, Configure-, have options. */
const LAST_CONFIGURE = 4;
const CODE_NAMES: readonly string[] = [
  "Vend-Ext",
  "Conf-Request",
  "Conf-Ack",
  "Conf-Nack",
  "Conf-Reject",
  "Term-Request",
  "Term-Ack",
  "Code-Reject",
  "Prot-Reject",
  "Echo-Request",
  "Echo-Reply",
  "Discard-Request",
  "Identification",
  "Time-Remaining",
];

/** One option that is negotiated. */
export interface PppOption {
  /** Its number in the registry of the protocol below: MRU is LCP's 1, the address IPCP's 3. */
  readonly type: number;
  /** Bytes of type, length and value. */
  readonly length: number;
  /** The value as it stands. */
  readonly value: Uint8Array;
}

/**
 * One packet of a control protocol: which one, the PPP header below it tells.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const control = new PppControl();
 * control.at(Uint8Array.of(1, 7, 0, 8, 1, 4, 0x05, 0xd4), 0, 8);
 * assertStrictEquals(control.code, 1);
 * assertStrictEquals(control.options?.[0].type, 1);
 * ```
 */
export class PppControl extends View {
  static override readonly title = "PPP control protocols";
  static override readonly specification = "RFC 1661";
  static override readonly fields = {
    code: integer("kind of packet: 1 to 4 configure, 9 and 10 echo"),
    identifier: integer("the same in request and reply"),
    length: integer("whole packet", "bytes"),
    options: list(group("options of a configure packet, in order", {
      type: integer("what is negotiated"),
      length: integer("type, length and value", "bytes"),
      value: bytes("as it stands"),
    })),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < PPP_CONTROL_HEADER_LENGTH) {
      return truncated("length", PPP_CONTROL_HEADER_LENGTH);
    }
    const length = u16(bytes, start + AT.LENGTH);
    if (length < PPP_CONTROL_HEADER_LENGTH) return malformed("length");
    this.bytes = bytes;
    this.start = start;
    this.payloadStart = start + PPP_CONTROL_HEADER_LENGTH;
    // Behind the length the link may have padded.
    this.wireEnd = Math.min(wireEnd, start + length);
    this.payloadEnd = Math.min(end, this.wireEnd);
    this.next = 0;
    return Fault.None;
  }

  /** IANA "PPP LCP and IPCP Codes". */
  get code(): number {
    return this.bytes[this.start + AT.CODE];
  }

  /** 0 to 255, the same in a request and its reply. */
  get identifier(): number {
    return this.bytes[this.start + AT.IDENTIFIER];
  }

  /** Bytes of the whole packet, 4 and more. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  /** The options that are wholly there; `undefined` where the code has none. */
  get options(): PppOption[] | undefined {
    if (this.code === 0 || this.code > LAST_CONFIGURE) return undefined;
    const options: PppOption[] = [];
    for (let at = this.payloadStart; at + OPTION_HEADER_LENGTH <= this.payloadEnd;) {
      const length = this.bytes[at + 1];
      if (length < OPTION_HEADER_LENGTH || at + length > this.payloadEnd) break;
      const value = this.bytes.subarray(at + OPTION_HEADER_LENGTH, at + length);
      options.push({ type: this.bytes[at], length, value });
      at += length;
    }
    return options;
  }

  override summary(_detail: number): string {
    const ppp = this.frame.below(this);
    const protocol = ppp instanceof Ppp ? ppp.protocol ?? 0 : 0;
    const family = PPP_PROTOCOL_NAMES[protocol];
    const name = CODE_NAMES[this.code] ?? `code ${this.code}`;
    // tcpdump counts the two bytes of the PPP protocol before it.
    return `${family === undefined ? "" : `${family}, `}${name} ` +
      `(0x${this.code.toString(16).padStart(2, "0")}), id ${this.identifier}, ` +
      `length ${this.length + 2}`;
  }
}
