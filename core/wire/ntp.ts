// core/wire/ntp.ts: network time, RFC 5905; control messages, RFC 9327.
import { Application } from "./_application.ts";
import { u16, u32 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { bytes as bytesField, type Fields, integer, number } from "./field.ts";

/** Byte offsets from the start of the header (RFC 5905, section 7.3). */
const AT = {
  FLAGS: 0,
  STRATUM: 1,
  POLL: 2,
  PRECISION: 3,
  ROOT_DELAY: 4,
  ROOT_DISPERSION: 8,
  REFERENCE_ID: 12,
  REFERENCE_TIME: 16,
  ORIGIN_TIME: 24,
  RECEIVE_TIME: 32,
  TRANSMIT_TIME: 40,
} as const;

/** Bytes of the header, without extensions and authentication. */
export const NTP_HEADER_LENGTH = AT.TRANSMIT_TIME + 8;

/** Bytes of the shortest control message (RFC 9327, section 2), and of a private one's head. */
const CONTROL_HEADER_LENGTH = 12;
const PRIVATE_HEADER_LENGTH = 8;

/** Modes with a layout of their own. */
const CONTROL = 6, PRIVATE = 7;

const MODES: readonly string[] = [
  "Reserved",
  "symmetric active",
  "symmetric passive",
  "Client",
  "Server",
  "Broadcast",
  "Control Message",
  "Private",
];

/** Seconds from 1900 to 1970, and from 1970 to 2036, when the count begins anew. */
const FROM_1900_TO_1970 = 2_208_988_800;
const FROM_1970_TO_2036 = 0x1_0000_0000 - FROM_1900_TO_1970;

/**
 * One message. Control and private messages have no stratum and no times.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const request = new Uint8Array(48);
 * request[0] = 0x23;
 * const ntp = new Ntp();
 * ntp.at(request, 0, request.length);
 * assertStrictEquals(ntp.summary(1), "NTPv4, Client, length 48");
 * ```
 */
export class Ntp extends Application {
  static override readonly title = "Network Time Protocol";
  static override readonly specification = "RFC 5905";
  static override readonly fields: Fields = {
    leapIndicator: integer("1 adds a second today, 2 leaves one out, 3 is not synchronized"),
    version: integer("version"),
    mode: integer("3 client, 4 server, 6 control, 7 private"),
    stratum: integer("servers between here and the clock"),
    pollInterval: integer("between messages, as a power of two", "log2 seconds"),
    precision: integer("of the clock, as a power of two", "log2 seconds"),
    rootDelay: number("to the clock and back", "seconds"),
    rootDispersion: number("error against the clock at most", "seconds"),
    referenceId: bytesField("what the clock is set by: four letters, or an address"),
    referenceTime: number("when the clock was set, since 1970", "seconds"),
    originTime: number("when the request left, since 1970", "seconds"),
    receiveTime: number("when it came, since 1970", "seconds"),
    transmitTime: number("when this message left, since 1970", "seconds"),
    operation: integer("of a control message: 1 reads status, 2 reads variables"),
    sequence: integer("of a control or private message"),
    status: integer("of a control message's association or system"),
    requestCode: integer("of a private message: 42 is monlist"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end === start) return truncated("mode", 1);
    const mode = bytes[start] & 7, version = (bytes[start] >> 3) & 7;
    if (version === 0 || version > 4) return malformed("version");
    const needed = mode === CONTROL
      ? CONTROL_HEADER_LENGTH
      : mode === PRIVATE
      ? PRIVATE_HEADER_LENGTH
      : NTP_HEADER_LENGTH;
    if (end - start < needed) return truncated("transmitTime", needed);
    return this.window(bytes, start, end, end, wireEnd);
  }

  get #isTime(): boolean {
    return this.mode < CONTROL;
  }

  /** 0 to 3; `undefined` in private messages, which have other bits there. */
  get leapIndicator(): number | undefined {
    return this.mode === PRIVATE ? undefined : this.bytes[this.start] >> 6;
  }

  /** 1 to 4. */
  get version(): number {
    return (this.bytes[this.start + AT.FLAGS] >> 3) & 7;
  }

  /** 0 to 7. */
  get mode(): number {
    return this.bytes[this.start + AT.FLAGS] & 7;
  }

  /** 0 (unspecified), 1 (a clock) to 15, 16 (not synchronized). */
  get stratum(): number | undefined {
    return this.#isTime ? this.bytes[this.start + AT.STRATUM] : undefined;
  }

  /** Binary logarithm of seconds. */
  get pollInterval(): number | undefined {
    return this.#isTime ? signed(this.bytes[this.start + AT.POLL]) : undefined;
  }

  /** Binary logarithm of seconds, below zero. */
  get precision(): number | undefined {
    return this.#isTime ? signed(this.bytes[this.start + AT.PRECISION]) : undefined;
  }

  /** Seconds, in steps of 2^-16. */
  get rootDelay(): number | undefined {
    return this.#isTime ? u32(this.bytes, this.start + AT.ROOT_DELAY) / 0x1_0000 : undefined;
  }

  /** Seconds, in steps of 2^-16. */
  get rootDispersion(): number | undefined {
    return this.#isTime ? u32(this.bytes, this.start + AT.ROOT_DISPERSION) / 0x1_0000 : undefined;
  }

  /** Four letters (stratum 0 and 1), or the server's address or a hash of it. */
  get referenceId(): Uint8Array | undefined {
    const at = this.start + AT.REFERENCE_ID;
    return this.#isTime ? this.bytes.subarray(at, at + 4) : undefined;
  }

  /** When the clock was set: seconds since 1970; `undefined` when never. */
  get referenceTime(): number | undefined {
    return this.#time(AT.REFERENCE_TIME);
  }

  /** When the request left the client, by its clock. */
  get originTime(): number | undefined {
    return this.#time(AT.ORIGIN_TIME);
  }

  /** When the request came to the server, by its clock. */
  get receiveTime(): number | undefined {
    return this.#time(AT.RECEIVE_TIME);
  }

  /** When this message left, by its sender's clock. */
  get transmitTime(): number | undefined {
    return this.#time(AT.TRANSMIT_TIME);
  }

  /** Of a control message, 0 to 31. */
  get operation(): number | undefined {
    return this.mode === CONTROL ? this.bytes[this.start + 1] & 0x1f : undefined;
  }

  /** Of a control message 16 bits, of a private one 7. */
  get sequence(): number | undefined {
    if (this.mode === CONTROL) return u16(this.bytes, this.start + 2);
    return this.mode === PRIVATE ? this.bytes[this.start + 1] & 0x7f : undefined;
  }

  /** Of a control message. */
  get status(): number | undefined {
    return this.mode === CONTROL ? u16(this.bytes, this.start + 4) : undefined;
  }

  /** Of a private message. */
  get requestCode(): number | undefined {
    return this.mode === PRIVATE ? this.bytes[this.start + 3] : undefined;
  }

  /** Seconds since 1970, good to a quarter of a microsecond; zero means "not known". */
  #time(offset: number): number | undefined {
    if (!this.#isTime) return undefined;
    const whole = u32(this.bytes, this.start + offset);
    const fraction = u32(this.bytes, this.start + offset + 4);
    if (whole === 0 && fraction === 0) return undefined;
    // Below 2^31 the count has begun anew (RFC 4330, section 3).
    const seconds = whole >= 0x8000_0000 ? whole - FROM_1900_TO_1970 : whole + FROM_1970_TO_2036;
    return seconds + fraction / 0x1_0000_0000;
  }

  /** As tcpdump prints it: `NTPv4, Client, length 48`. */
  override summary(_detail: number): string {
    return `NTPv${this.version}, ${MODES[this.mode]}, length ${this.wireEnd - this.start}`;
  }
}

function signed(byte: number): number {
  return (byte << 24) >> 24;
}
