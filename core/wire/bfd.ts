// core/wire/bfd.ts: bidirectional forwarding detection, RFC 5880, section 4.1.
import { Application } from "./_application.ts";
import { u32 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, hexadecimal, integer } from "./field.ts";

/** Byte offsets from the start of a control packet. */
const AT = {
  VERSION: 0,
  STATE: 1,
  DETECT_MULTIPLIER: 2,
  LENGTH: 3,
  MY_DISCRIMINATOR: 4,
  YOUR_DISCRIMINATOR: 8,
  DESIRED_MIN_TX: 12,
  REQUIRED_MIN_RX: 16,
  REQUIRED_MIN_ECHO_RX: 20,
} as const;

/** Bytes of a packet without authentication. */
export const BFD_HEADER_LENGTH = AT.REQUIRED_MIN_ECHO_RX + 4;

const STATES: readonly string[] = ["AdminDown", "Down", "Init", "Up"];

/**
 * One control packet.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const up = new Uint8Array(24);
 * up.set([0x20, 0xc0, 3, 24, 0, 0, 0, 7]);
 * const bfd = new Bfd();
 * bfd.at(up, 0, up.length);
 * assertStrictEquals(bfd.summary(1), "BFDv1, Control, State Up, length: 24");
 * ```
 */
export class Bfd extends Application {
  static override readonly title = "Bidirectional Forwarding Detection";
  static override readonly specification = "RFC 5880";
  static override readonly fields: Fields = {
    version: integer("1"),
    diagnostic: integer("why the session went down last"),
    state: integer("0 administratively down, 1 down, 2 init, 3 up"),
    flags: hexadecimal("poll 32, final 16, authentication 4, demand 2"),
    detectMultiplier: integer("missing packets that end the session"),
    myDiscriminator: hexadecimal("the sender's number for the session"),
    yourDiscriminator: hexadecimal("the receiver's number for it"),
    desiredMinTxUs: integer("between packets that the sender would like to send", "microseconds"),
    requiredMinRxUs: integer("between packets that it can take", "microseconds"),
    requiredMinEchoRxUs: integer("between echoes that it can take", "microseconds"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < BFD_HEADER_LENGTH) return truncated("requiredMinEchoRxUs", BFD_HEADER_LENGTH);
    const length = bytes[start + AT.LENGTH];
    if (length < BFD_HEADER_LENGTH || start + length > wireEnd) return malformed("length");
    if (bytes[start] >> 5 > 1) return malformed("version");
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** 0 or 1. */
  get version(): number {
    return this.bytes[this.start + AT.VERSION] >> 5;
  }

  /** 0 to 31. */
  get diagnostic(): number {
    return this.bytes[this.start + AT.VERSION] & 0x1f;
  }

  /** 0 to 3. */
  get state(): number {
    return this.bytes[this.start + AT.STATE] >> 6;
  }

  /** Six bits. */
  get flags(): number {
    return this.bytes[this.start + AT.STATE] & 0x3f;
  }

  /** Missing packets that end the session. */
  get detectMultiplier(): number {
    return this.bytes[this.start + AT.DETECT_MULTIPLIER];
  }

  /** The sender's number for the session. */
  get myDiscriminator(): number {
    return u32(this.bytes, this.start + AT.MY_DISCRIMINATOR);
  }

  /** The receiver's; 0 while it is not known. */
  get yourDiscriminator(): number {
    return u32(this.bytes, this.start + AT.YOUR_DISCRIMINATOR);
  }

  /** Microseconds. */
  get desiredMinTxUs(): number {
    return u32(this.bytes, this.start + AT.DESIRED_MIN_TX);
  }

  /** Microseconds. */
  get requiredMinRxUs(): number {
    return u32(this.bytes, this.start + AT.REQUIRED_MIN_RX);
  }

  /** Microseconds; 0 is no echo. */
  get requiredMinEchoRxUs(): number {
    return u32(this.bytes, this.start + AT.REQUIRED_MIN_ECHO_RX);
  }

  /** As tcpdump prints it. */
  override summary(_detail: number): string {
    const length = this.wireEnd - this.start;
    return `BFDv${this.version}, Control, State ${STATES[this.state]}, length: ${length}`;
  }
}
