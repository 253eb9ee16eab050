// core/wire/bgp.ts: the border gateway protocol, RFC 4271, section 4.
import { Address, IPV4_LENGTH } from "./address.ts";
import { Application } from "./_application.ts";
import { u16 } from "./bytes.ts";
import { type Fault, malformed, truncated } from "./fault.ts";
import { address, type Fields, integer } from "./field.ts";
import { TCP_PORT } from "./select.ts";
import { Verdict } from "./verdict.ts";

/** Byte offsets from the start of a message; those of OPEN and NOTIFICATION after the type. */
const AT = {
  MARKER: 0,
  LENGTH: 16,
  TYPE: 18,
  VERSION: 19,
  AUTONOMOUS_SYSTEM: 20,
  HOLD_TIME: 22,
  IDENTIFIER: 24,
  ERROR_CODE: 19,
  ERROR_SUBCODE: 20,
} as const;

/** Bytes of marker, length and type. */
export const BGP_HEADER_LENGTH = AT.TYPE + 1;

/** Message types (section 4.1; ROUTE-REFRESH by RFC 2918). */
export const BgpType = {
  Open: 1,
  Update: 2,
  Notification: 3,
  Keepalive: 4,
  RouteRefresh: 5,
} as const;
/** One of {@linkcode BgpType}. */
export type BgpType = typeof BgpType[keyof typeof BgpType];

const NAMES: readonly string[] = [
  ...["", "Open", "Update", "Notification", "Keepalive", "Route Refresh"],
];

/**
 * One message; those that share its segment are layers after it.
 *
 * @example
 * ```ts
 * import { assertStrictEquals } from "@std/assert";
 * const keepalive = new Uint8Array(19).fill(0xff);
 * keepalive.set([0, 19, 4], 16);
 * const bgp = new Bgp();
 * bgp.at(keepalive, 0, keepalive.length);
 * assertStrictEquals(bgp.summary(1), "BGP, Keepalive, length 19");
 * ```
 */
export class Bgp extends Application {
  static override readonly title = "Border Gateway Protocol";
  static override readonly specification = "RFC 4271";
  static override readonly fields: Fields = {
    length: integer("of the message", "bytes"),
    type: integer("1 open, 2 update, 3 notification, 4 keepalive, 5 route refresh"),
    version: integer("of an open message"),
    autonomousSystem: integer("of an open message; 23456 where it has more than 16 bits"),
    holdTime: integer("of an open message", "seconds"),
    identifier: address("of an open message: the sender's number"),
    errorCode: integer("of a notification"),
    errorSubcode: integer("of a notification"),
  };

  #identifier = new Address();

  override at(bytes: Uint8Array, start: number, end: number, wireEnd = end): Fault {
    const verdict = probeBgp(bytes, start, end);
    if (verdict === Verdict.No) return malformed("type");
    if (verdict === Verdict.Unsure) return truncated("type", BGP_HEADER_LENGTH);
    const after = start + u16(bytes, start + AT.LENGTH);
    return this.window(bytes, start, after, end, wireEnd, TCP_PORT | 179);
  }

  #has(type: BgpType, length: number): boolean {
    return this.type === type && this.payloadStart - this.start >= length;
  }

  /** Bytes of the message, 19 to 4,096, or to 65,535 by RFC 8654. */
  get length(): number {
    return u16(this.bytes, this.start + AT.LENGTH);
  }

  /** {@linkcode BgpType}. */
  get type(): number {
    return this.bytes[this.start + AT.TYPE];
  }

  /** Of an open message: 4. */
  get version(): number | undefined {
    return this.#has(BgpType.Open, AT.VERSION + 1)
      ? this.bytes[this.start + AT.VERSION]
      : undefined;
  }

  /** Of an open message. */
  get autonomousSystem(): number | undefined {
    return this.#has(BgpType.Open, AT.AUTONOMOUS_SYSTEM + 2)
      ? u16(this.bytes, this.start + AT.AUTONOMOUS_SYSTEM)
      : undefined;
  }

  /** Seconds, of an open message. */
  get holdTime(): number | undefined {
    return this.#has(BgpType.Open, AT.HOLD_TIME + 2)
      ? u16(this.bytes, this.start + AT.HOLD_TIME)
      : undefined;
  }

  /** Of an open message. */
  get identifier(): Address | undefined {
    return this.#has(BgpType.Open, AT.IDENTIFIER + IPV4_LENGTH)
      ? this.#identifier.at(this.bytes, this.start + AT.IDENTIFIER, IPV4_LENGTH)
      : undefined;
  }

  /** Of a notification. */
  get errorCode(): number | undefined {
    return this.#has(BgpType.Notification, AT.ERROR_CODE + 1)
      ? this.bytes[this.start + AT.ERROR_CODE]
      : undefined;
  }

  /** Of a notification. */
  get errorSubcode(): number | undefined {
    return this.#has(BgpType.Notification, AT.ERROR_SUBCODE + 1)
      ? this.bytes[this.start + AT.ERROR_SUBCODE]
      : undefined;
  }

  /** As tcpdump prints it, with the kind. */
  override summary(_detail: number): string {
    return `BGP, ${NAMES[this.type]}${this.lengthText}`;
  }
}

/** Whether a stream's bytes begin with a message: sixteen bytes of ones, a length and a type. */
export function probeBgp(bytes: Uint8Array, start: number, end: number): Verdict {
  for (let at = start; at < start + AT.LENGTH; at++) {
    if (at >= end) return Verdict.Unsure;
    if (bytes[at] !== 0xff) return Verdict.No;
  }
  if (end - start < BGP_HEADER_LENGTH) return Verdict.Unsure;
  const length = u16(bytes, start + AT.LENGTH), type = bytes[start + AT.TYPE];
  return length >= BGP_HEADER_LENGTH && type >= BgpType.Open && type <= BgpType.RouteRefresh
    ? Verdict.Yes
    : Verdict.No;
}
