// core/wire/wireguard.ts: WireGuard's messages (Donenfeld, "WireGuard", NDSS 2017, section 5.4).
import { Application } from "./_application.ts";
import { u32le, u64 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { type Fields, hexadecimal, integer } from "./field.ts";
import { Verdict } from "./verdict.ts";

/** Byte offsets from the start of the message; numbers are least significant byte first. */
const AT = { TYPE: 0, RESERVED: 1, FIRST_INDEX: 4, SECOND_INDEX: 8, COUNTER: 8 } as const;

/** Message types. */
export const WireguardType = { Initiation: 1, Response: 2, CookieReply: 3, Data: 4 } as const;
/** One of {@linkcode WireguardType}. */
export type WireguardType = typeof WireguardType[keyof typeof WireguardType];

/** Bytes of each type of message; of data the least. */
const LENGTHS: readonly number[] = [0, 148, 92, 64, 32];
const NAMES: readonly string[] = ["", "initiation", "response", "cookie reply", "data"];

/** Bytes of type and first index, which all messages have. */
export const WIREGUARD_HEADER_LENGTH = AT.SECOND_INDEX;

/**
 * One message.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const data = new Uint8Array(32);
 * data.set([4, 0, 0, 0, 7]);
 * const wireguard = new Wireguard();
 * wireguard.at(data, 0, data.length);
 * assertStrictEquals(wireguard.receiver, 7);
 * ```
 */
export class Wireguard extends Application {
  static override readonly title = "WireGuard";
  static override readonly specification = "WireGuard, NDSS 2017";
  static override readonly fields: Fields = {
    type: integer("1 initiation, 2 response, 3 cookie reply, 4 data"),
    sender: hexadecimal("the sender's number for the session"),
    receiver: hexadecimal("the receiver's number for it"),
    counter: integer("of data"),
  };

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    if (end - start < WIREGUARD_HEADER_LENGTH) return truncated("sender", WIREGUARD_HEADER_LENGTH);
    if (!hasShape(bytes, start, wireEnd - start)) return malformed("type");
    return this.window(bytes, start, end, end, wireEnd);
  }

  /** {@linkcode WireguardType}. */
  get type(): number {
    return this.bytes[this.start + AT.TYPE];
  }

  /** Of an initiation or a response. */
  get sender(): number | undefined {
    return this.type <= WireguardType.Response
      ? u32le(this.bytes, this.start + AT.FIRST_INDEX)
      : undefined;
  }

  /** Of all but an initiation. */
  get receiver(): number | undefined {
    if (this.type === WireguardType.Initiation) return undefined;
    const offset = this.type === WireguardType.Response ? AT.SECOND_INDEX : AT.FIRST_INDEX;
    const at = this.start + offset;
    return at + 4 <= this.payloadEnd ? u32le(this.bytes, at) : undefined;
  }

  /** Of data: how many went before in the session. */
  get counter(): bigint | undefined {
    const at = this.start + AT.COUNTER;
    if (this.type !== WireguardType.Data || at + 8 > this.payloadEnd) return undefined;
    return u64(this.bytes.slice(at, at + 8).reverse(), 0);
  }

  /** `WireGuard data, receiver 0x00000007, length 32`. */
  override summary(_detail: number): string {
    return `WireGuard ${NAMES[this.type]}, length ${this.wireEnd - this.start}`;
  }
}

function isType(type: number): boolean {
  return type >= WireguardType.Initiation && type <= WireguardType.Data;
}

/** Whether type, reserved bytes and length fit; what is sealed is padded to sixteen bytes. */
function hasShape(bytes: Uint8Array, start: number, length: number): boolean {
  const type = bytes[start];
  if (!isType(type)) return false;
  if (bytes[start + 1] !== 0 || bytes[start + 2] !== 0 || bytes[start + 3] !== 0) return false;
  return type === WireguardType.Data
    ? length >= LENGTHS[type] && (length & 15) === 0
    : length === LENGTHS[type];
}

/** Whether a datagram on any port is a handshake; data has too little to tell. */
export function probeWireguard(bytes: Uint8Array, start: number, end: number): Verdict {
  if (end > start && !isType(bytes[start])) return Verdict.No;
  if (end - start < WIREGUARD_HEADER_LENGTH) return Verdict.Unsure;
  if (!hasShape(bytes, start, end - start)) return Verdict.No;
  return bytes[start] === WireguardType.Data ? Verdict.Unsure : Verdict.Yes;
}
